"""A part in a notebook: a picture that stays in the file, and a live view over it while the kernel lives.

The still is an ordinary output (``text/html`` and ``image/png`` with its alt text), so that a saved notebook,
an HTML export and a feedback page show the part. The live view (:mod:`views.live`) is a second output,
because JupyterLab shows an error in the place of a widget whose kernel is gone; once drawn, it hides the
still.
"""

from __future__ import annotations

import base64
import html
import uuid
from typing import Any

from models import from_cad
from models.french import number
from models.solid import BadShape, Solid
from views import live, still


def show(obj: Any, ghost: Any = None, alt: str | None = None) -> None:
    """Montrer une pièce : on la tourne à la souris ou avec les flèches, on zoome avec + et -.

    ``obj`` est une pièce (solidpython2, cadquery…). ``ghost`` est un modèle, montré en transparence. ``alt``
    remplace le texte lu aux personnes qui ne voient pas l'image ; sans lui, il est fait avec les mesures.
    """
    ip = _shell()
    if ip is None:
        return
    from IPython.display import display

    try:
        solid = Solid.of(obj)
        model = None if ghost is None else Solid.of(ghost)
    except BadShape as error:
        display(_message(error), raw=True)
        return
    text = alt or describe(solid)
    name = f"coop-still-{uuid.uuid4().hex[:12]}"
    display(_still(solid, text, name, model), raw=True)
    if live.MODULE.exists() and getattr(ip, "kernel", None) is not None:  # in grading nobody turns the part
        told = live.Told(solid, text)
        live.show(ip, obj, told, still=name, ghost=model and live.Told(model, describe(model)))


def warm() -> None:
    """Load and build what the first ``show`` of a process without a kernel needs: half a second of CPU.

    For a process that is forked for each notebook.
    """
    solid = from_cad.from_openscad('linear_extrude(1) text("a");')  # the grammar of OpenSCAD, the fonts
    describe(solid)
    still.png(solid)


def describe(solid: Solid) -> str:
    """The part in words, from its measures: « pièce de 60 × 20 × 4 mm, un trou de 5 mm »."""
    if solid.flat:
        return f"forme plate de {number(solid.size[0], 1)} × {number(solid.size[1], 1)} mm"
    size = " × ".join(number(value, 1) for value in solid.size)
    words = f"pièce de {size} mm"
    if not solid.is_watertight:
        return words + ", dont la peau est ouverte"
    holes = [hole for axis in "zxy" for hole in solid.holes(axis) if hole.through]
    if holes:
        words += ", " + _counted(sorted(number(hole.diameter, 1) for hole in holes))
    if solid.bodies > 1:
        words += f", en {solid.bodies} morceaux"
    return words


def _counted(diameters: list[str]) -> str:
    times = {diameter: diameters.count(diameter) for diameter in diameters}
    return ", ".join(f"{'un trou' if n == 1 else f'{n} trous'} de {size} mm" for size, n in times.items())


def _shell() -> Any:
    """The running IPython kernel, or None where nothing can be displayed (the grader's worker, a script)."""
    try:
        from IPython.core.getipython import get_ipython
    except ImportError:
        return None
    return get_ipython()


def _still(solid: Solid, alt: str, name: str, ghost: Solid | None = None) -> dict[str, str]:
    picture = base64.b64encode(still.png(solid, ghost)).decode("ascii")
    if ghost is not None:
        alt += f" ; en pointillé, le modèle : {describe(ghost)}"
    caption = html.escape(alt[:1].upper() + alt[1:])
    page = (
        f'<figure class="{name}" style="margin:0;max-width:{still.WIDTH}px">'
        f'<img src="data:image/png;base64,{picture}" alt="{html.escape(alt)}" style="max-width:100%">'
        f"<figcaption>{caption}.</figcaption></figure>"
    )
    return {"text/html": page, "image/png": picture, "text/plain": alt}


def _message(error: BadShape) -> dict[str, str]:
    lines = [error.constat, error.pourquoi, error.piste]
    body = "".join(f"<p style='margin:.2em 0'>{html.escape(line)}</p>" for line in lines)
    return {
        "text/html": f"<div style='border-left:4px solid #a86b00;padding:.2em .8em'>{body}</div>",
        "text/plain": "\n".join(lines),
    }
