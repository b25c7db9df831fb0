"""What the kernel does with an explanation: above a real error output, and never in its way."""

from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from lab import kernel


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What is displayed and reported, in order, by a shell as the lab's kernels have."""
    seen: list[Any] = []
    monkeypatch.setattr(kernel, "display", lambda data, raw: seen.append(data))
    return seen


@pytest.fixture
def shell(shown: list[Any]) -> InteractiveShell:
    shell = InteractiveShell()
    shell.history_manager.enabled = False

    def report(kind: type, error: Any, lines: list[str]) -> None:
        shown.append((kind.__name__, lines))

    shell._showtraceback = report  # type: ignore[method-assign]
    kernel.load_ipython_extension(shell)
    return shell


def test_the_panel_comes_above_an_error_of_one_line(shell: InteractiveShell, shown: list[Any]) -> None:
    shell.run_cell("lampe = 1\nprint(lamp)\n")
    panel, error = shown
    assert "<details><summary>Message complet de Python</summary>" in panel["text/html"]
    assert "print(lamp)" in panel["text/html"]
    assert error == ("NameError", ["NameError: name 'lamp' is not defined"])


def test_what_we_do_not_name_is_explained_by_friendly(shell: InteractiveShell, shown: list[Any]) -> None:
    shell.run_cell("x = 1.5.2\n")
    panel, error = shown
    assert panel["text/plain"].startswith("Erreur SyntaxError\nLigne 1 : x = 1.5.2\nConstat : ")
    assert error[0] == "SyntaxError"


def test_an_explanation_that_fails_hides_nothing(
    shell: InteractiveShell, shown: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> str:
        raise RuntimeError

    monkeypatch.setattr(kernel, "explain", broken)
    shell.run_cell("1 / 0")
    ((_, lines),) = shown
    assert len(lines) > 1, "the whole traceback, as without us"
