"""lab.toml: the machines of a lab, and its mistakes told in French."""

from __future__ import annotations

import pytest

from hardware import clock, config
from hardware.errors import BadConfig


@pytest.fixture
def lab(tmp_path, monkeypatch):
    """Write lab.toml and have it found."""
    path = tmp_path / "lab.toml"
    monkeypatch.setenv(config.VARIABLE, str(path))

    def write(text: str):
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_lab_toml_names_the_machines(lab):
    lab('[machines]\nboard = "/dev/ttyACM0"\n')
    assert config.machine_url("board") == "/dev/ttyACM0"
    assert config.machine_url("printer") == "sim://marlin"


def test_a_check_never_uses_a_real_machine(lab):
    lab('[machines]\nboard = "/dev/ttyACM0"\n')
    with clock.using(clock.VirtualClock()):
        assert config.machine_url("board") == "sim://uno"


def test_without_the_variable_the_file_is_at_the_root_of_the_project(monkeypatch):
    monkeypatch.delenv(config.VARIABLE, raising=False)
    assert (config.lab_file().parent / "pyproject.toml").exists()


def test_without_a_file_every_machine_is_simulated(monkeypatch, tmp_path):
    monkeypatch.delenv(config.VARIABLE, raising=False)
    monkeypatch.setattr(config, "lab_file", lambda: tmp_path / "lab.toml")
    assert config.machine_url("board") == "sim://uno"


def test_a_file_that_is_named_must_exist(tmp_path, monkeypatch):
    monkeypatch.setenv(config.VARIABLE, str(tmp_path / "absent.toml"))
    with pytest.raises(BadConfig, match=r"absent\.toml n'existe pas.*ATELIER_LAB_TOML.*Créer ce fichier"):
        config.machine_url("board")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("[machines]\nboard = /dev/ttyACM0\n", 2, "board = /dev/ttyACM0.*n'est pas du TOML.*guillemets"),
        ('[machines]\n\nbord = "COM3"\n', 3, "« bord » n'est pas connue. Écrire board"),
        ("[machines]\nprinter = 3\n", 2, "« printer » n'est pas un texte. Écrire printer ="),
        ('[machine]\nboard = "COM3"\n', 1, r"« machine » n'est pas connu. Écrire \[machines\]"),
        ('machines = "COM3"\n', 1, r"n'est pas un titre. Écrire \[machines\]"),
        ("[machines\n", 1, "n'est pas du TOML"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_its_fix(lab, text, line, words):
    path = lab(text)
    with pytest.raises(BadConfig, match=f"ligne {line} : .*{words}") as caught:
        config.machine_url("board")
    assert str(path) in str(caught.value)
    assert isinstance(caught.value, ValueError)
