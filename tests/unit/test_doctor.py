"""The doctor's table: what it finds, what it says of what is missing, and its exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from serial.tools import list_ports

from classroom import doctor, sandbox, system, usb
from classroom.doctor import Row, State

ROOT = Path(__file__).resolve().parents[2]


def found(section) -> dict[str, Row]:
    return {row.what: row for row in section()}


class TestVerdict:
    def sections(self, monkeypatch, *states: State) -> None:
        rows = [
            Row(state, "chose", "trouvée", *(("un prix", "une commande") if state is not State.OK else ()))
            for state in states
        ]
        monkeypatch.setattr(doctor, "SECTIONS", (("Essai", lambda: iter(rows)),))

    @pytest.mark.parametrize(
        ("states", "code", "said"),
        [
            ([State.OK, State.INFO], 0, "Il ne manque rien"),
            ([State.OK, State.MISSING], 0, "À compléter : 1"),
            ([State.MISSING, State.BLOCKING], 1, "ne peuvent pas tourner"),
        ],
    )
    def test_exit_code_and_conclusion(self, monkeypatch, capsys, states, code, said):
        self.sections(monkeypatch, *states)
        assert doctor.main([]) == code
        assert said in capsys.readouterr().out

    def test_short_shows_only_what_is_missing(self, monkeypatch, capsys):
        self.sections(monkeypatch, State.OK, State.MISSING)
        doctor.main(["--court"])
        shown = capsys.readouterr().out
        assert "– chose" in shown
        assert "✓ chose" not in shown
        assert "une commande" in shown

    def test_an_examination_that_breaks_stops_no_other(self, monkeypatch, capsys):
        def broken():
            raise ZeroDivisionError("zéro")
            yield

        healthy = Row(State.OK, "saine", "oui")
        monkeypatch.setattr(doctor, "SECTIONS", (("Un", broken), ("Deux", lambda: iter([healthy]))))
        assert doctor.main([]) == 0
        shown = capsys.readouterr().out
        assert "examen impossible : ZeroDivisionError" in shown
        assert "✓ saine" in shown


class TestFindings:
    def test_this_environment_has_every_package(self):
        assert found(doctor._python)["Paquets Python"].state is State.OK

    def test_a_package_too_old_or_absent_is_not_enough(self):
        assert doctor.satisfied("pytest>=8")
        assert not doctor.satisfied("pytest>=999")
        assert not doctor.satisfied("un-paquet-qui-n-existe-pas")

    def test_a_missing_system_package_tells_its_cost_and_the_command(self, monkeypatch):
        absent = system.Package("ngspice", ("/un/chemin/absent",), "calculer", "pas de calcul")
        monkeypatch.setattr(system, "LESSONS", (absent,))
        monkeypatch.setattr(doctor.shutil, "which", lambda name: f"/usr/bin/{name}")
        rows = found(doctor._system_packages)
        assert (rows["ngspice"].state, rows["ngspice"].cost) == (State.MISSING, "pas de calcul")
        assert rows["Pour les installer"].command.endswith("apt-get install ngspice")

    def test_the_sandbox_is_proved_by_a_notebook_judged_in_it(self):
        row = found(doctor._sandbox)["Bac à sable"]
        assert row.state is (State.OK if sandbox.obstacle() is None else State.MISSING)

    def test_a_sandbox_that_starts_and_does_not_hold_is_missing(self, monkeypatch):
        monkeypatch.setattr("classroom.grading.nursery.sandbox.obstacle", lambda: None)
        monkeypatch.setattr(
            "classroom.grading.nursery._start",
            lambda *_: subprocess.Popen(["true"], stderr=subprocess.PIPE),
        )
        row = found(doctor._sandbox)["Bac à sable"]
        assert row.state is State.MISSING
        assert "carnet d'essai" in row.found

    def test_little_room_on_the_disk(self, monkeypatch):
        monkeypatch.setattr(doctor.shutil, "disk_usage", lambda path: SimpleNamespace(free=3 * 10**8))
        row = found(doctor._surroundings)["Place sur le disque"]
        assert (row.state, row.found) == (State.MISSING, "0.3 Go")


class TestMachines:
    @pytest.fixture(autouse=True)
    def no_port(self, monkeypatch):
        monkeypatch.setattr(list_ports, "comports", list)

    def lab(self, monkeypatch, folder: Path, text: str) -> dict[str, Row]:
        (folder / "lab.toml").write_text(text, "utf-8")
        monkeypatch.setenv("ATELIER_LAB_TOML", str(folder / "lab.toml"))
        return found(doctor._machines)

    def test_ports_are_named_from_their_usb_identifiers(self, monkeypatch):
        ports = [
            SimpleNamespace(device="/dev/ttyACM0", vid=0x2341, pid=0x0043),
            SimpleNamespace(device="/dev/ttyUSB0", vid=0x1A86, pid=0x7523),
            SimpleNamespace(device="/dev/ttyS0", vid=None, pid=None),
        ]
        monkeypatch.setattr(list_ports, "comports", lambda: sorted(ports, key=lambda port: port.device))
        monkeypatch.setattr(doctor, "sorted", list, raising=False)
        rows = found(doctor._machines)
        assert rows["/dev/ttyACM0"].found == "Arduino Uno R3"
        assert "CH340" in rows["/dev/ttyUSB0"].found
        assert "/dev/ttyS0" not in rows

    def test_the_port_of_lab_toml_is_there_or_not(self, monkeypatch, tmp_path: Path):
        rows = self.lab(monkeypatch, tmp_path, '[machines]\nboard = "/dev/port-absent"\n')
        assert rows["carte (board)"].state is State.MISSING
        assert "pas branché" in rows["carte (board)"].found
        rows = self.lab(monkeypatch, tmp_path, f'[machines]\nboard = "{os.devnull}"\n')
        assert rows["carte (board)"].state is State.OK

    def test_a_wrong_lab_toml_is_told(self, monkeypatch, tmp_path: Path):
        rows = self.lab(monkeypatch, tmp_path, "[machines\n")
        assert rows["lab.toml"].state is State.MISSING
        assert rows["carte (board)"].state is State.OK

    def test_an_unknown_machine_shows_its_identifiers(self):
        assert usb.name(0x1234, 0x00AB) == "appareil inconnu (1234:00ab)"
        assert usb.name(None, None) == "port série"


def test_the_doctor_runs_where_nothing_is_installed(tmp_path: Path):
    """With the standard library alone, it says what to do."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
    code += "from classroom.doctor import main; sys.exit(main([]))"
    command = [sys.executable, "-I", "-S", "-c", code]
    result = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert result.returncode == 1, result.stderr
    assert "Lancez :  python3 start.py" in result.stdout
    assert "Traceback" not in result.stderr
