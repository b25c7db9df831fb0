"""What formgrader shows of a learner's notebook runs nothing."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from checks.feedback import MIME
from classroom.grading.display import Inert, inert_text


@pytest.mark.parametrize(
    "text",
    [
        "<details><summary>Indice 1</summary>\nUn **mot**</details>",
        '![p](attachment:p.png "titre") [c](https://exemple.fr/a?b=1) [d](images/x.svg) [e](#bas)',
        "si a < b et t[i]: fin x[1](2)",
    ],
)
def test_ordinary_text_stays_as_it_is(text):
    assert inert_text(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:f())",
        "![x]( \n jAvascript:f())",
        "[x](&#106;avascript:f())",
        "[x]: javascript:f()",
        "[x]:\n  data:text/html,f()",
    ],
)
def test_a_link_that_would_run_something_is_no_link(text):
    assert "]\\" in inert_text(text)


@pytest.mark.parametrize("text", ["<script>f()</script>", "<img src=x onerror=f()", "<details ontoggle=f()>"])
def test_tags_are_text(text):
    assert inert_text(text).startswith("&lt;")


def test_html_outputs_are_in_a_frame_without_scripts_but_panels_stay():
    panel = {"text/html": "<section>2 points</section>", MIME: {}}
    cell = new_code_cell(
        outputs=[
            new_output("display_data", {"text/html": '<p title="x">"</p>'}),
            new_output("execute_result", panel),
        ]
    )
    shown, _ = Inert().preprocess_cell(cell, {}, 0)
    first, second = (output.data["text/html"] for output in shown.outputs)
    assert first.startswith('<iframe sandbox="" srcdoc="&lt;p title=&quot;x&quot;&gt;&quot;&lt;/p&gt;"')
    assert second == panel["text/html"]


def test_a_missing_picture_does_not_end_the_page():
    cell = new_markdown_cell("![p](attachment:absente.png)")
    assert "attachment:" not in Inert().preprocess_cell(cell, {}, 0)[0].source
