"""A machine served to other programs: the command line, and what a serial port's reset line does."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hardware import Printer
from hardware.sim.marlin import Marlin
from hardware.sim.serve import Rfc2217, Server, main
from hardware.transport import open_line, set_dtr


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo-terminal on Windows")
def test_the_command_serves_until_ctrl_c(tmp_path: Path) -> None:
    link = tmp_path / "printer"
    command = [sys.executable, "-m", "hardware.sim.serve", "marlin", "--speed", "40", "--pty", str(link)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline().strip() == str(link)
            with Printer(str(link)) as opened:
                assert opened.temperature.nozzle_target == 0
        finally:
            process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    assert not link.is_symlink()


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.1:x", "127.0.0.1:65536"])
def test_an_address_that_is_none_is_told(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["uno", "--socket", address])
    assert "écrire HÔTE:PORT" in capsys.readouterr().err


def test_dtr_restarts_the_machine() -> None:
    with Server(Marlin(), Rfc2217(), 40.0) as server, open_line(server.url, 115200, timeout=20) as line:
        line.write(b"\nM112\n")
        assert b"kill() called" in line.read_until(b"poweroff\n")
        set_dtr(line, False)
        set_dtr(line, True)
        assert b"start\n" in line.read_until(b"prompt_end\n")
