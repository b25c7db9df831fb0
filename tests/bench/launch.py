"""Launch: from the command to a usable page, plain `jupyter lab` over `atelier lab`, same environment.

Each run starts a server of its own with an empty browser profile (the browser itself is already open). Usable
means: the start screen is gone and what a person would click first is there. Two moments are taken on our
side: the home page, which is what `atelier lab` opens, and JupyterLab itself behind it.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from classroom.setup.places import ROOT
from classroom.system import chromium
from tests.bench import Measurement, Side

RUNS = 5
_PATIENCE = 120  # seconds before a start is called a failure
_URL = re.compile(r"http://(?:localhost|127\.0\.0\.1):\d+/\S*")


def measure() -> Measurement:
    """Take both sides in turn, so that a slow moment of the machine falls on both."""
    plain: list[float] = []
    home: list[float] = []
    ours: list[float] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        _run(browser, _plain, _launcher)  # files into the system's cache, for both sides
        for _ in range(RUNS):
            plain.append(_run(browser, _plain, _launcher)[0])
            at_home, in_lab = _run(browser, _ours, _home_page, _file_list)
            home.append(at_home)
            ours.append(in_lab)
        browser.close()
    reference = Side("jupyter lab: launcher", tuple(plain))
    first_page = Side("atelier lab: home page", tuple(home))
    return Measurement(
        "launch",
        reference.median / first_page.median,
        "seconds to a usable page, plain `jupyter lab` (its launcher) over `atelier lab` (its home page)",
        (reference, first_page, Side("atelier lab: home page, then JupyterLab", tuple(ours))),
    )


def _run(
    browser: Browser, command: Callable[[Path], list[str]], *moments: Callable[[Page, str], None]
) -> list[float]:
    """Start a server and walk through ``moments``; the seconds from the start at which each was reached."""
    with tempfile.TemporaryDirectory() as folder, browser.new_context() as context:
        page = context.new_page()
        page.set_default_timeout(_PATIENCE * 1000)
        start = time.monotonic()
        with _server(command(Path(folder)), Path(folder)) as url:
            times = []
            for moment in moments:
                moment(page, url)
                times.append(time.monotonic() - start)
        return times


def _plain(folder: Path) -> list[str]:
    options = ["--no-browser", "--allow-root", f"--port={_free_port()}", "--ServerApp.port_retries=0"]
    return [sys.executable, "-m", "jupyterlab", *options, f"--ServerApp.root_dir={folder}"]


def _ours(folder: Path) -> list[str]:
    options = ["--no-browser", f"--port={_free_port()}", f"--dossier={folder / 'travail'}"]
    return [sys.executable, "-m", "classroom.cli", "lab", *options]


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def _launcher(page: Page, url: str) -> None:
    page.goto(url)
    page.locator("#jupyterlab-splash").wait_for(state="detached")
    page.locator(".jp-LauncherCard").first.wait_for()


def _home_page(page: Page, url: str) -> None:
    page.goto(url)
    page.locator("main a").first.wait_for()


def _file_list(page: Page, url: str) -> None:
    parts = urlsplit(url)
    page.goto(f"{parts.scheme}://{parts.netloc}/lab")
    page.locator("#jupyterlab-splash").wait_for(state="detached")
    page.locator("#jp-main-dock-panel").wait_for()


@contextmanager
def _server(command: list[str], folder: Path) -> Iterator[str]:
    """Run a server until the end of the ``with``; gives the address that it prints."""
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
    alarm = threading.Timer(_PATIENCE, process.kill)
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
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            socket.create_connection((place.hostname, place.port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.01)
