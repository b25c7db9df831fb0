"""The command line `atelier`, its French, and the commands that the two README name."""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import pytest

from classroom import arguments, cli, testing
from tests.bench import __main__ as bench

ROOT = Path(__file__).resolve().parents[2]
READMES = [ROOT / "README.md", ROOT / "LISEZMOI.md"]


class TestWords:
    @pytest.mark.parametrize("word", cli.WORDS)
    def test_each_word_has_its_module(self, word: str):
        assert find_spec(cli.WORDS[word][0])

    @pytest.mark.parametrize(("typed", "meant"), [("lesson", "lessons"), ("grad", "grade"), ("labo", "lab")])
    def test_an_unknown_word_suggests_the_nearest(self, capsys, typed: str, meant: str):
        assert cli.main([typed]) == 2
        assert f"Vouliez-vous dire « {meant} » ?" in capsys.readouterr().err

    def test_a_word_like_no_other_lists_them(self, capsys):
        assert cli.main(["xyz"]) == 2
        said = capsys.readouterr().err
        assert "Vouliez-vous" not in said
        assert all(word in said for word in cli.WORDS)

    def test_ctrl_c_ends_with_one_line(self, monkeypatch, capsys):
        def interrupted(words: list[str]) -> int:
            raise KeyboardInterrupt

        monkeypatch.setattr("classroom.doctor.main", interrupted)
        assert cli.main(["doctor"]) == 130
        assert capsys.readouterr().err.strip() == "Interrompu."

    def test_help_loads_nothing_heavy(self):
        code = "import sys; from classroom.cli import main; main(['--help'])\n"
        code += "print(*sys.modules, file=sys.stderr)"
        result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        loaded = set(result.stderr.split())
        assert not loaded & {"jupyterlab", "nbgrader", "numpy", "serial", "argparse", "classroom.doctor"}
        assert "doctor" in result.stdout


class TestFrench:
    def parser(self) -> arguments.Parser:
        parser = arguments.Parser("essai", "Essaie.")
        parser.add_argument("dossier")
        parser.add_argument("--nombre", type=int, choices=(1, 2))
        return parser

    def test_help_is_french(self):
        text = self.parser().format_help()
        assert text.startswith("utilisation : atelier essai")
        assert not re.search(r"usage:|show this|positional|optional", text)

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ([], "il manque : dossier"),
            (["a", "--autre"], "option inconnue : --autre"),
            (["a", "--nombre"], "--nombre attend une valeur"),
            (["a", "--nombre", "x"], "--nombre attend un nombre entier, pas 'x'"),
            (["a", "--nombre", "3"], "--nombre ne peut pas être"),
        ],
    )
    def test_errors_are_french(self, capsys, typed: list[str], said: str):
        with pytest.raises(SystemExit) as stop:
            self.parser().parse_args(typed)
        assert stop.value.code == 2
        assert said in capsys.readouterr().err

    def test_the_messages_are_those_of_this_argparse(self):
        # A message whose English changed would silently stay English.
        parser = argparse.ArgumentParser(exit_on_error=False)
        parser.add_argument("--n", type=float)
        with pytest.raises(argparse.ArgumentError) as error:
            parser.parse_args(["--n", "x"])
        assert arguments.french(str(error.value)) == "--n attend un nombre, pas 'x'"


class TestTesting:
    @pytest.mark.parametrize(
        ("codes", "verdict"), [([0, 0], 0), ([0, 5], 0), ([1, 5], 1), ([0, 2], 2), ([5, 5], 5)]
    )
    def test_one_verdict_for_several_runs(self, codes: list[int], verdict: int):
        assert testing.verdict(codes) == verdict

    def test_the_closing_line_counts_every_part(self, tmp_path: Path):
        report = tmp_path / "r.xml"
        report.write_text(
            '<testsuites><testsuite errors="1" failures="2" skipped="3" tests="10"/></testsuites>'
        )
        total = testing.count(report) + Counter(passed=1)
        assert testing.closing_line(total) == "5 passed, 3 failed, 3 skipped"


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
class TestReadme:
    def test_its_commands_exist(self, readme: Path):
        text = readme.read_text("utf-8")
        words = re.findall(r"(?:python3 start\.py|\batelier) +([a-z]+)\b(?!\.)", "\n".join(code(text)))
        assert {"test", "doctor"} <= set(words)
        assert set(words) <= set(cli.WORDS)
        for name in re.findall(r"python -m tests\.bench ([a-z]+)", text):
            assert name in bench.names()

    def test_the_two_commands_come_first(self, readme: Path):
        first = code(readme.read_text("utf-8"))[0]
        assert re.findall(r"python3 start\.py.*", first)[0].split()[:2] == ["python3", "start.py"]
        assert "python3 start.py test" in first

    def test_its_files_exist(self, readme: Path):
        for target in re.findall(r"\]\(([^)#:]+)\)", readme.read_text("utf-8")):
            assert (ROOT / target).exists(), target


def code(markdown: str) -> list[str]:
    """The code blocks of a page, and its inline code."""
    return re.findall(r"```\w*\n(.*?)```", markdown, re.DOTALL) + re.findall(r"`([^`\n]+)`", markdown)
