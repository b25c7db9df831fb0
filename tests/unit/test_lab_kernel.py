"""Errors explained in French, above a real error output."""

from collections.abc import Callable
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from hardware.errors import BadValue
from lab import kernel


class Run:
    """What running one cell showed: the panel, and the error that tools read."""

    def __init__(self) -> None:
        self.panel = ""
        self.error: tuple[str, list[str]] | None = None


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Run]:
    shell = InteractiveShell()
    shell.history_manager.enabled = False
    monkeypatch.setattr(InteractiveShell, "_showtraceback", lambda *_: None)
    shown = Run()

    def report(kind: type, error: Any, lines: list[str]) -> None:
        shown.error = (kind.__name__, lines)

    shell._showtraceback = report  # type: ignore[method-assign]
    kernel.load_ipython_extension(shell)
    monkeypatch.setattr(kernel, "display", lambda panel: setattr(shown, "panel", panel.data))

    def execute(cell: str) -> Run:
        shell.run_cell(cell)
        return shown

    return execute


def test_a_mistyped_name(run: Callable[[str], Run]) -> None:
    shown = run("lampe = 1\nprint(lamp)\n")
    assert "Ligne 2" in shown.panel
    assert "print(lamp)" in shown.panel
    assert "Vouliez-vous dire <code>lampe</code>" in shown.panel
    assert "<details><summary>Message complet de Python</summary>" in shown.panel
    assert shown.error == ("NameError", ["NameError: name 'lamp' is not defined"])


def test_a_syntax_error(run: Callable[[str], Run]) -> None:
    shown = run("print('bonjour)\n")
    assert "Ligne 1" in shown.panel
    assert "guillemet" in shown.panel
    assert shown.error is not None
    assert shown.error[0] == "SyntaxError"


def test_the_learners_own_line_not_the_librarys(run: Callable[[str], Run]) -> None:
    shown = run("import json\ndef lire(texte):\n    return json.loads(texte)\nlire('{')\n")
    assert "Ligne 3" in shown.panel
    assert "return json.loads(texte)" in shown.panel
    assert "Python dit" in shown.panel


def test_an_error_of_the_lab_is_shown_as_it_is(run: Callable[[str], Run]) -> None:
    message = "La broche 99 n'existe pas."
    shown = run(f"from hardware.errors import BadValue\nraise BadValue({message!r})")
    assert f"<strong>{message.replace(chr(39), '&#x27;')}</strong>" in shown.panel
    assert shown.error is not None
    assert shown.error[0] == BadValue.__name__


def test_an_interruption_is_no_mistake(run: Callable[[str], Run]) -> None:
    assert "Programme arrêté à la demande." in run("raise KeyboardInterrupt").panel


def test_what_the_learner_wrote_is_escaped(run: Callable[[str], Run]) -> None:
    assert "<script>" not in run("raise ValueError('<script>alert(1)</script>')").panel


def test_an_explanation_that_fails_hides_nothing(
    run: Callable[[str], Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> str:
        raise RuntimeError

    monkeypatch.setattr(kernel, "explanation", broken)
    shown = run("1 / 0")
    assert shown.error is not None
    assert len(shown.error[1]) > 1, "the whole traceback, as without us"
