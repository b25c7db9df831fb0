"""start.py and classroom/setup: no network, no .venv is touched."""

from __future__ import annotations

import ast
import contextlib
import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from classroom import system
from classroom.setup import (
    _do,
    browser_parts,
    places,
    progress,
    python_packages,
    start,
    steps,
    system_packages,
    trouble,
)
from classroom.setup.steps import Memory, Step

ROOT = Path(__file__).resolve().parents[2]


def script(folder: Path, name: str, text: str) -> Path:
    """A program of that name, for a PATH of our own."""
    path = folder / name
    path.write_text("#!/bin/sh\n" + textwrap.dedent(text))
    path.chmod(0o755)
    return path


class TestOldPython:
    def test_the_file_parses_on_old_pythons(self):
        tree = ast.parse((ROOT / "start.py").read_text("utf-8"))
        modern = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Match, ast.Starred, ast.Await)
        # `f(*xs)` is old; a star in a list is not.
        calls = {id(star) for node in ast.walk(tree) if isinstance(node, ast.Call) for star in node.args}
        found = [node for node in ast.walk(tree) if isinstance(node, modern) and id(node) not in calls]
        assert not found
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        assert all(node.returns is None and not node.args.kwonlyargs for node in functions)

    @pytest.mark.parametrize("version", [(3, 10), (3, 14), (2, 7)])
    def test_an_unfit_python_says_what_to_do(self, version: tuple[int, int], tmp_path: Path):
        result = run_as(version, tmp_path)
        assert result.returncode == 1
        assert f"celui-ci est Python {version[0]}.{version[1]}" in result.stderr
        assert "Que faire" in result.stderr

    def test_a_fit_python_of_the_machine_takes_over(self, tmp_path: Path):
        script(tmp_path, "python3.13", "exit 127")  # a name that points to nothing
        script(tmp_path, "python3.12", '[ "$1" = -c ] && exit 0; echo "pris par 3.12 : $2 $3"')
        result = run_as((3, 10), tmp_path, "doctor")
        assert result.stdout.startswith("pris par 3.12")
        assert result.stdout.strip().endswith("doctor")


def run_as(version: tuple[int, int], path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run start.py in a Python that believes it is ``version``, with only ``path`` to look in."""
    code = f"import sys; sys.version_info = {(*version, 0)}; sys.argv = ['start.py', *{list(words)}];"
    code += f"import runpy; runpy.run_path({str(ROOT / 'start.py')!r}, run_name='__main__')"
    return subprocess.run(
        [sys.executable, "-I", "-c", code],
        env={"PATH": str(path)},
        capture_output=True,
        text=True,
        check=False,
    )


class TestWords:
    def test_an_unknown_word_is_refused_before_anything_is_set_up(self, monkeypatch, capsys):
        monkeypatch.setattr("classroom.setup.prepare", lambda flavour: pytest.fail("set up"))
        assert start(["tset"]) == 2
        assert "« test »" in capsys.readouterr().err

    def test_help_needs_no_setup(self, monkeypatch, capsys):
        monkeypatch.setattr("classroom.setup.prepare", lambda flavour: pytest.fail("set up"))
        assert start(["--help"]) == 0
        assert "python3 start.py test" in capsys.readouterr().out

    @pytest.mark.parametrize(
        ("typed", "flavour", "run"),
        [
            ([], "lab", ["lab"]),
            (["--formateur"], "lab", ["lab", "--formateur"]),
            (["test", "-k", "x"], "test", ["test", "-k", "x"]),
            (["grade", "copies.zip"], "lab", ["grade", "copies.zip"]),
            (["doctor"], None, ["doctor"]),
        ],
    )
    def test_what_is_set_up_and_what_runs(self, monkeypatch, typed, flavour, run):
        done: list[object] = []
        monkeypatch.setattr("classroom.setup.prepare", done.append)
        monkeypatch.setattr("classroom.setup._become_atelier", lambda words: done.append(words) or 0)
        monkeypatch.setattr("signal.signal", lambda *_: None)
        assert start(typed) == 0
        assert done == ([flavour] if flavour else []) + [run]

    @pytest.mark.parametrize(
        ("error", "code", "said"),
        [
            (KeyboardInterrupt(), 130, "Relancez la même commande"),
            (OSError(28, "No space left on device"), 1, "Le disque est plein"),
            (PermissionError(13, "Permission denied", ".venv"), 1, "chown"),
            (trouble.SetupError("Il manque X."), 1, "Il manque X."),
        ],
    )
    def test_what_goes_wrong_is_said_without_a_traceback(self, monkeypatch, capsys, error, code, said):
        def prepare(flavour: str) -> None:
            raise error

        monkeypatch.setattr("classroom.setup.prepare", prepare)
        monkeypatch.setattr("signal.signal", lambda *_: None)
        assert start(["lab"]) == code
        assert said in capsys.readouterr().err


class Trail:
    """Steps that write down that they ran; each may be told to fail."""

    def __init__(self) -> None:
        self.ran: list[str] = []
        self.inputs = {"a": "1", "b": "1", "c": "1"}
        self.errors: dict[str, BaseException] = {}

    def chain(self) -> list[Step]:
        return [self._step(name) for name in self.inputs]

    def _step(self, name: str) -> Step:
        def make(_: progress.Progress) -> None:
            self.ran.append(name)
            if name in self.errors:
                raise self.errors[name]

        return Step(name, name, lambda: self.inputs[name], lambda: True, make)


@pytest.fixture
def trail() -> Trail:
    return Trail()


class TestSteps:
    def test_done_once_and_remembered(self, trail: Trail, tmp_path: Path):
        memory = Memory(tmp_path / "memory.json")
        _do(memory.todo(trail.chain()), memory)
        assert trail.ran == ["a", "b", "c"]
        assert Memory(tmp_path / "memory.json").todo(trail.chain()) == []

    def test_from_the_first_that_changed(self, trail: Trail, tmp_path: Path):
        memory = Memory(tmp_path / "memory.json")
        _do(trail.chain(), memory)
        trail.inputs["b"] = "2"
        assert [step.name for step in memory.todo(trail.chain())] == ["b", "c"]

    def test_an_interruption_resumes_where_it_was(self, trail: Trail, tmp_path: Path):
        _do(trail.chain(), Memory(tmp_path / "memory.json"))
        trail.inputs["a"] = "2"
        trail.errors["b"] = KeyboardInterrupt()
        memory = Memory(tmp_path / "memory.json")
        with pytest.raises(KeyboardInterrupt):
            _do(memory.todo(trail.chain()), memory)
        again = Memory(tmp_path / "memory.json")
        assert [step.name for step in again.todo(trail.chain())] == ["b", "c"]

    @pytest.mark.parametrize("text", ["", "{", "[1]", "null"])
    def test_a_spoilt_memory_means_everything_again(self, trail: Trail, tmp_path: Path, text: str):
        (tmp_path / "memory.json").write_text(text)
        assert len(Memory(tmp_path / "memory.json").todo(trail.chain())) == 3

    def test_an_update_without_network_leaves_what_was_complete(self, trail: Trail, tmp_path: Path, capsys):
        memory = Memory(tmp_path / "memory.json")
        _do(trail.chain(), memory)
        trail.inputs["b"] = "2"
        trail.errors["b"] = trouble.CommandFailed("b", "dns error: failed to lookup address")
        _do(memory.todo(trail.chain()), memory)
        assert "je continue avec ce qui était déjà installé" in capsys.readouterr().err
        assert [step.name for step in memory.todo(trail.chain())] == ["b", "c"]

    def test_a_first_setup_without_network_stops(self, trail: Trail, tmp_path: Path):
        memory = Memory(tmp_path / "memory.json")
        trail.errors["b"] = trouble.CommandFailed("b", "dns error: failed to lookup address")
        with pytest.raises(trouble.CommandFailed, match="Pas de réseau"):
            _do(memory.todo(trail.chain()), memory)

    def test_another_failure_stops_even_an_update(self, trail: Trail, tmp_path: Path):
        memory = Memory(tmp_path / "memory.json")
        _do(trail.chain(), memory)
        trail.inputs["b"] = "2"
        trail.errors["b"] = trouble.CommandFailed("b", "No space left on device")
        with pytest.raises(trouble.CommandFailed, match="disque est plein"):
            _do(memory.todo(trail.chain()), memory)

    def test_all_in_place_costs_less_than_two_seconds(self, tmp_path: Path):
        memory = Memory(tmp_path / "memory.json")
        chain = [*python_packages.steps("test"), *browser_parts.steps()]
        before = time.process_time()
        memory.todo([Step(s.name, s.title, s.fingerprint, lambda: True, s.make) for s in chain])
        for step in chain:
            step.fingerprint()
            step.present()
        system.missing((*system.LESSONS, system.CHROMIUM))
        assert time.process_time() - before < 2

    def test_after_the_build_every_part_for_the_browser_is_known_to_be_there(self):
        node, _ = places.node_and_npm(Path(sys.prefix))
        subprocess.run([node, "build.mjs"], cwd=ROOT, check=True)
        assert browser_parts.built()


class TestTrouble:
    @pytest.mark.parametrize(
        ("output", "said"),
        [
            ("error: failed to write: No space left on device (os error 28)", "disque est plein"),
            ("OSError: [Errno 28] No space left on device", "disque est plein"),
            ("npm error code ENOSPC", "disque est plein"),
            ("  Caused by: dns error: failed to lookup address information", "Pas de réseau"),
            ("ERROR: Could not find a version that satisfies uv==1 (from versions: none)", "Pas de réseau"),
            ("npm error code EAI_AGAIN", "Pas de réseau"),
            ("Err:1 bookworm InRelease  Temporary failure resolving 'deb'", "Pas de réseau"),
            ("fatal: unable to access: Could not resolve host: lens", "Pas de réseau"),
            ("NewConnectionError: Failed to resolve 'pypi' ([Errno -3])", "Pas de réseau"),
            ('X [ERROR] Could not resolve "avr8js"', "ses dernières lignes"),
            ("Error [ERR_MODULE_NOT_FOUND]: at packageResolve (resolve.js)", "ses dernières lignes"),
            ("  Caused by: invalid peer certificate: UnknownIssuer", "certificat"),
            ("error: Hash mismatch for `numpy==2`", "n'est pas celui attendu"),
            ("PermissionError: [Errno 13] Permission denied: '.venv/bin'", "Pas le droit"),
        ],
    )
    def test_the_likely_reason_is_named(self, output: str, said: str):
        assert said in trouble.explain(output)

    def test_an_unknown_reason_shows_the_last_lines(self):
        text = trouble.explain("\n".join(f"ligne {number}" for number in range(40)))
        assert "ligne 39" in text
        assert "ligne 20" not in text


def states(group: int) -> list[str]:
    """The state letters of the processes of a group; a zombie is Z."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[2]) == group:
                found.append(fields[0])
    return found


class TestProgress:
    def test_a_failure_carries_what_the_command_wrote(self):
        line = progress.Progress(1)
        line.begin("Essai")
        with pytest.raises(trouble.CommandFailed, match="mot de la fin"):
            line.run(["sh", "-c", "echo mot de la fin; exit 3"])

    def test_an_interruption_ends_the_command_and_its_children(self, monkeypatch):
        started: list[subprocess.Popen[bytes]] = []

        def interrupted(self, process, log):
            started.append(process)
            raise KeyboardInterrupt

        monkeypatch.setattr(progress.Progress, "_follow", interrupted)
        with pytest.raises(KeyboardInterrupt):
            progress.Progress(1).run(["sh", "-c", "sleep 600 & wait"])
        assert started[0].returncode is not None
        # The group is empty as soon as init has buried the sleeper.
        while any(state != "Z" for state in states(started[0].pid)):
            pass

    def test_the_last_line_is_read_without_disturbing_the_command(self, tmp_path: Path):
        with (tmp_path / "log").open("w+b") as log:
            log.write("un\ndeux\rtrois é\n\n".encode())
            log.flush()
            assert progress._last_line(log) == "trois é"
            assert log.tell() == log.seek(0, os.SEEK_END)


class TestPackages:
    def test_the_pin_of_one_package_with_its_hashes(self, tmp_path: Path):
        lock = tmp_path / "a.lock"
        lock.write_text("un==1 \\\n    --hash=sha256:a\n    # via\nuv==2 \\\n    --hash=sha256:b \\\n"
                        "    --hash=sha256:c\n    # via x\nuvicorn==3 \\\n    --hash=sha256:d\n")  # fmt: skip
        assert python_packages.pinned(lock, "uv") == (
            "uv==2 \\\n    --hash=sha256:b \\\n    --hash=sha256:c\n"
        )

    def test_what_pip_knows_of_the_network_is_told_to_uv(self):
        listing = (
            ":env:.cert='/a.pem'\nglobal.cert='/b.pem'\nglobal.extra-index-url='file:///x file:///y'\n"
            "global.find-links='/w /v'\nglobal.timeout='9'\n"
        )
        assert python_packages.uv_settings(listing) == {
            "SSL_CERT_FILE": "/a.pem",
            "UV_INDEX": "file:///x file:///y",
            "UV_FIND_LINKS": "/w,/v",
            "UV_INDEX_STRATEGY": "unsafe-best-match",
        }

    def test_a_moved_folder_or_a_replaced_python_is_noticed(self, monkeypatch, tmp_path: Path):
        old, new = script(tmp_path, "python3.11", ""), script(tmp_path, "python3.13", "")
        link = tmp_path / "python"
        link.symlink_to(old)
        monkeypatch.setattr(python_packages, "program", lambda name: link)
        before = python_packages._interpreter()
        link.unlink()
        link.symlink_to(new)
        assert python_packages._interpreter() != before

    @pytest.mark.parametrize("gone", ["python", "pip"])
    def test_a_half_made_venv_is_made_again(self, monkeypatch, tmp_path: Path, gone: str):
        python, pip = tmp_path / "python", tmp_path / "packages" / "pip"
        python.touch()
        pip.mkdir(parents=True)
        monkeypatch.setattr(python_packages, "program", lambda name: tmp_path / name)
        monkeypatch.setattr(python_packages, "packages_of", lambda prefix: tmp_path / "packages")
        venv = python_packages.steps("lab")[0]
        assert venv.present()
        python.unlink() if gone == "python" else pip.rmdir()
        assert not venv.present()

    def test_a_full_disk_is_told_before_the_work(self, monkeypatch, tmp_path: Path):
        class Full:
            free = 10**8

        monkeypatch.setattr(python_packages.shutil, "disk_usage", lambda path: Full)
        with pytest.raises(trouble.SetupError, match="disque est plein"):
            python_packages._make_venv(progress.Progress(1))

    def test_a_python_without_venv_names_the_one_command(self, monkeypatch):
        monkeypatch.setattr(system, "python_can_make_venv", lambda: False)
        with pytest.raises(
            trouble.SetupError, match=rf"apt-get install .*python3\.{sys.version_info[1]}-venv"
        ):
            python_packages._make_venv(progress.Progress(1))

    def test_programs_of_the_venv_come_first(self, monkeypatch):
        monkeypatch.setenv("PATH", "/usr/bin")
        assert places.environment()["PATH"].split(os.pathsep) == [str(places.BIN), "/usr/bin"]

    def test_what_would_slow_each_start_is_not_handed_down(self, monkeypatch, tmp_path: Path):
        monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
        (tmp_path / "mesure.py").write_text("")
        variables = {**places.environment(), "PYTHONPATH": str(tmp_path)}
        subprocess.run([sys.executable, "-c", "import mesure"], env=variables, check=True)
        assert list((tmp_path / "__pycache__").iterdir())


NGSPICE = system.Package("ngspice", ("ngspice",), "calculer", "pas de calcul")


class TestSystemPackages:
    """A machine of scripts: what apt and sudo are asked is written to a file."""

    @pytest.fixture
    def machine(self, tmp_path: Path, monkeypatch) -> Path:
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        for tool in ("env", "sh", "touch", "chmod"):
            (tmp_path / tool).symlink_to(f"/usr/bin/{tool}")
        script(tmp_path, "apt-cache", "exit 0")
        script(
            tmp_path,
            "apt-get",
            f'echo "$@" >> {tmp_path}/asked\n'
            f'[ "$1" = install ] && touch {tmp_path}/ngspice && chmod +x {tmp_path}/ngspice\nexit 0',
        )
        return tmp_path

    def memory(self, machine: Path) -> Memory:
        return Memory(machine / "memory.json")

    def test_without_any_right_the_one_command_is_printed(self, machine: Path, capsys):
        system_packages.provide([NGSPICE], self.memory(machine))
        said = capsys.readouterr().err
        assert "sudo apt-get install ngspice" in said
        assert "pas de calcul" in said
        assert not (machine / "asked").exists()

    def test_sudo_that_asks_a_password_is_left_alone(self, machine: Path, capsys):
        script(machine, "sudo", "exit 1")
        system_packages.provide([NGSPICE], self.memory(machine))
        assert "Pour les installer, une seule commande" in capsys.readouterr().err
        assert not (machine / "asked").exists()

    @pytest.mark.parametrize("root", [True, False])
    def test_root_or_passwordless_sudo_installs(self, machine: Path, monkeypatch, capsys, root: bool):
        if root:
            monkeypatch.setattr(os, "geteuid", lambda: 0)
        else:
            script(machine, "sudo", 'shift; [ "$1" = true ] && exit 0; exec "$@"')
        system_packages.provide([NGSPICE], self.memory(machine))
        assert "install -y --no-install-recommends ngspice" in (machine / "asked").read_text()
        assert NGSPICE.installed()
        assert "Il manque" not in capsys.readouterr().err

    def test_a_failure_is_said_and_not_tried_again(self, machine: Path, monkeypatch, capsys):
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        failing = f'echo "$@" >> {machine}/asked; echo Temporary failure resolving; exit 100'
        script(machine, "apt-get", failing)
        system_packages.provide([NGSPICE], self.memory(machine))
        assert "Pas de réseau" in capsys.readouterr().err
        (machine / "asked").unlink()
        system_packages.provide([NGSPICE], self.memory(machine))
        assert "Il manque" in capsys.readouterr().err
        assert not (machine / "asked").exists()

    def test_a_package_the_distribution_lacks_spoils_no_other(self, machine: Path, monkeypatch, capsys):
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        script(machine, "apt-cache", '[ "$3" = ngspice ]')
        other = system.Package("inconnu", ("inconnu",), "x", "y")
        system_packages.provide([NGSPICE, other], self.memory(machine))
        assert NGSPICE.installed()
        assert "inconnu : y" in capsys.readouterr().err


def test_a_fingerprint_tells_names_and_contents_apart():
    some = [ROOT / "start.py", ROOT / "pyproject.toml"]
    assert steps.digest(some) == steps.digest(reversed(some))
    assert steps.digest(some) != steps.digest(some[:1])
    assert steps.digest(some) != steps.digest(some, "more")
