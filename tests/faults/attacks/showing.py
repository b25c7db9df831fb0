"""Attacks on whoever opens the notebooks and the pages: scripts, pictures that are none, words that hide."""

from __future__ import annotations

import json
from collections.abc import Mapping

from tests import made_course
from tests.faults.attacks import Attack, harmless
from tests.faults.attacks.course import Place

SCRIPT = "<script>MALIN()</script><img src=x onerror='MALIN()'><a href='javascript:MALIN()'>x</a><iframe srcdoc='<script>MALIN()</script>'></iframe>"


def with_texts(place: Place, attack: Attack) -> Mapping[str, bytes]:
    """The honest notebook with text cells, attachments and outputs that hold scripts."""
    notebook = json.loads(place.handed_in(attack))
    cells = notebook["cells"]
    cells.insert(
        1, made_course.text("texte-1", SCRIPT + "\n\n[x](javascript:MALIN())\n\n![p](attachment:p.png)")
    )
    cells[1]["attachments"] = {
        "p.png": {"image/png": "AAAA' onerror='MALIN()", "text/html": SCRIPT},
        "\ud800": {"\udfff": "\ud800"},
        "../../x": {"image/svg+xml": SCRIPT},
    }
    for cell in cells:
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "display_data", "data": {"text/html": SCRIPT}, "metadata": {}}]
        cell["metadata"] |= {"trusted": True, "deletable": False}
    notebook["metadata"] |= {
        "kernelspec": {"name": "../../x", "display_name": SCRIPT},
        "widgets": {"x": SCRIPT},
    }
    return {f"{attack.name} - {attack.notebook}.ipynb": json.dumps(notebook).encode()}


ATTACKS = [
    harmless(
        "scripts-affiches",
        "Displays scripts in every kind of output that a browser draws.",
        f"from IPython.display import display, HTML, Javascript, SVG, Markdown, Latex\nmal = {SCRIPT!r}\n"
        "display(HTML(mal), Javascript('MALIN()'), Markdown(mal), Latex('$' + mal + '$'))\n"
        "display({'image/svg+xml': '<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"MALIN()\">' + mal + '</svg>',\n"
        "         'image/png': 'x\" onerror=\"MALIN()', 'application/javascript': 'MALIN()',\n"
        "         'application/vnd.jupyter.widget-view+json': {'model_id': mal}, 'text/plain': mal}, raw=True)\n"
        "raise ValueError(mal)",
    ),
    Attack("scripts-ecrits", "Text cells, attachments and metadata hold scripts.", files=with_texts),
    Attack(
        "scripts-en-reponse",
        "The answer itself is a script, a control sequence, a formula.",
        answers={
            "retourner": f"class E(Exception): pass\ndef retourner(texte):\n    raise E('=cmd|x ' + chr(27) + '[2J' + {SCRIPT!r})"
        },
        due={"retourner": 0.0},
    ),
]
