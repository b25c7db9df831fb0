"""What the measurements of the lab share: a fresh page, and the two servers they compare."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page

from classroom.setup.places import ROOT

PATIENCE = 120
"""Seconds before something awaited is called a failure."""
_URL = re.compile(r"http://(?:localhost|127\.0\.0\.1):\d+/\S*")


@contextmanager
def new_page(browser: Browser) -> Iterator[tuple[Page, Path]]:
    """A page with an empty browser profile, and an empty folder for a server."""
    with tempfile.TemporaryDirectory() as folder, browser.new_context() as context:
        page = context.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        yield page, Path(folder)


def plain(root: Path) -> list[str]:
    """The command of a plain JupyterLab on the folder ``root``."""
    options = ["--no-browser", "--allow-root", f"--port={_free_port()}", "--ServerApp.port_retries=0"]
    return [sys.executable, "-m", "jupyterlab", *options, f"--ServerApp.root_dir={root}"]


def ours(work: Path) -> list[str]:
    """The command of our lab with the learner's folder ``work``."""
    options = ["--no-browser", f"--port={_free_port()}", f"--dossier={work}"]
    return [sys.executable, "-m", "classroom.cli", "lab", *options]


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def launcher(page: Page, url: str) -> None:
    """Open plain JupyterLab and wait for its launcher."""
    page.goto(url)
    page.locator("#jupyterlab-splash").wait_for(state="detached")
    page.locator(".jp-LauncherCard").first.wait_for()


def home_page(page: Page, url: str) -> None:
    """Open our home page and wait for its links."""
    page.goto(url)
    page.locator("main a").first.wait_for()


@contextmanager
def server(command: list[str], folder: Path) -> Iterator[str]:
    """Run a server until the end of the ``with``; gives the address that it prints.

    Its settings, and what it keeps, go to ``folder``.
    """
    settings = {name: str(folder / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")}
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **settings},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    said: list[str] = []
    alarm = threading.Timer(PATIENCE, process.kill)
    alarm.start()
    try:
        for line in process.stdout:
            said.append(line)
            if found := _URL.search(line):
                # The rest of its log must not fill the pipe.
                threading.Thread(target=said.extend, args=[process.stdout], daemon=True).start()
                _wait_until_it_answers(found[0])
                yield found[0]
                break
        else:
            raise RuntimeError("The server did not start.")
    except Exception as error:
        error.add_note("The server said:\n" + "".join(said))
        raise
    finally:
        alarm.cancel()
        process.terminate()
        process.wait()


def _wait_until_it_answers(url: str) -> None:
    """Jupyter prints its address an instant before it listens there."""
    place = urlsplit(url)
    assert place.hostname
    assert place.port
    end = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection((place.hostname, place.port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.01)
