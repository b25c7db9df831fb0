"""The lab's pages inside Jupyter Server: home, hand-in, and the wire between a live view and its machine.

Everything is behind Jupyter's own authentication. The pages are plain HTML made here; no outside host is
asked for anything.
"""

from __future__ import annotations

import asyncio
import json
import os
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.base.websocket import WebSocketMixin
from jupyter_server.utils import url_path_join
from tornado import web
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from hardware.sim import plugged, rendezvous
from lab import competences, handin, resume
from lab.curriculum import next_step, read_path
from lab.work import HAND_INS, WorkingCopy

HERE = Path(__file__).parent
TRAINER, LESSONS = "ATELIER_FORMATEUR", "ATELIER_LECONS"
"""Environment variables of the launcher: 1 in the trainer's lab; the folder lessons are copied from."""
READY = "ATELIER "
"""What the line on standard output begins with that tells the launcher where the lab is."""

_PAGES = jinja2.Environment(loader=jinja2.FileSystemLoader(HERE / "templates"), autoescape=True)


def _duration(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02}" if rest else f"{hours} h"


_PAGES.filters["duration"] = _duration
_PAGES.filters["urlpath"] = quote
_PAGES.globals["practised"] = competences.practised


class Page(JupyterHandler):
    """A page of the lab, for someone who is logged in."""

    auth_resource = "atelier"

    @property
    def root(self) -> Path:
        """The folder the lab serves: the learner's copy, or the whole project for a trainer."""
        return Path(self.settings["server_root_dir"]).expanduser()

    @property
    def trainer(self) -> bool:
        return os.environ.get(TRAINER) == "1"

    @property
    def copy(self) -> WorkingCopy:
        return WorkingCopy(Path(os.environ.get(LESSONS, HERE.parent / "lessons")), self.root)

    def show(self, template: str, **values: Any) -> None:
        base = self.base_url

        def open_notebook(path: str, cell: str = "") -> str:
            """The address of a notebook in JupyterLab, at one of its cells."""
            return f"{base}lab/tree/{quote(path)}?reset" + (f"#cell-id={quote(cell)}" if cell else "")

        self.finish(
            _PAGES.get_template(template).render(
                base=base,
                home=url_path_join(base, "atelier/"),
                hand_in=url_path_join(base, "atelier/rendre"),
                resume=url_path_join(base, "atelier/reprendre"),
                asset=url_path_join(base, "atelier/assets/"),
                open=open_notebook,
                trainer=self.trainer,
                **values,
            )
        )


class HomePage(Page):
    """The modules as a path, and what is done so far."""

    @web.authenticated
    @authorized
    def get(self) -> None:
        if self.trainer:
            folder = "solutions" if any(self.root.glob("solutions/*/*.ipynb")) else "lessons"
            path, newer = read_path(self.root, folder), {}
        else:
            newer = self.copy.newer_versions()
            path = read_path(self.root, newer=newer)
        modules = [module for stage in path for module in stage.modules]
        notebooks = [n.progress for module in modules for n in module.notebooks if n.progress]
        self.show(
            "home.html",
            path=path,
            opened={module.id for module in modules if module.open},
            newer=newer,
            step=next_step(path),
            passed=sum(progress.passed for progress in notebooks),
            exercises=sum(len(progress.exercises) for progress in notebooks),
        )


class LearnerForm(Page):
    """A form about a learner's own work; the trainer's lab, which opens the whole project, has none."""

    async def prepare(self, *args: Any, **kwargs: Any) -> None:
        await super().prepare(*args, **kwargs)
        if self.trainer:
            raise web.HTTPError(404, "Cette page n'existe pas en mode formateur.")

    @web.authenticated
    @authorized
    def get(self) -> None:
        self.form()

    def form(self) -> None:
        """Show the form, empty."""
        raise NotImplementedError


class HandInPage(LearnerForm):
    """A form for the pseudonyms, and the zip it gives."""

    @web.authenticated
    @authorized
    def post(self) -> None:
        typed = [self.get_body_argument("premier", ""), self.get_body_argument("second", "")]
        now = datetime.now().astimezone()
        try:
            names = handin.read_pseudonyms(typed)
            content = handin.make_hand_in(self.copy, names, now)
        except (handin.BadPseudonym, handin.NothingBegun) as error:
            self.set_status(400)
            self.form(typed, str(error))
            return
        name = handin.file_name(names, now)
        folder = self.root / HAND_INS
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
        self.form(typed, saved=name)

    def form(self, typed: list[str] | None = None, error: str = "", saved: str = "") -> None:
        known = resume.remembered(self.copy, date.today())
        begun = {name: path.relative_to(self.root).as_posix() for name, path in self.copy.begun().items()}
        self.show(
            "hand_in.html",
            xsrf=self.xsrf_form_html(),
            typed=typed or [*known, "", ""],
            resumed=known if typed is None else [],
            error=error,
            saved=saved,
            begun=begun,
            folder=HAND_INS,
            rules=handin.RULES,
        )


class ResumePage(LearnerForm):
    """A form for a hand-in, whose notebooks are laid in the learner's copy."""

    @web.authenticated
    @authorized
    def post(self) -> None:
        sent = self.request.files.get("remise", [])
        try:
            work = resume.read_hand_in(sent[0].body if sent else b"", self.copy.notebooks())
        except resume.NotAHandIn as error:
            self.set_status(400)
            self.form(error=str(error))
            return
        brought = resume.bring_back(self.copy, work, keep=self.get_body_argument("garder", "") == "ici")
        resume.remember(self.copy, work.label.pseudonyms, date.today())
        self.form(work=work, brought=brought)

    def form(self, **values: Any) -> None:
        self.show(
            "resume.html",
            xsrf=self.xsrf_form_html(),
            begun=self.copy.begun(),
            aside=self.copy.set_aside(),
            newer=self.copy.newer_versions(),
            **values,
        )


class MachineSocket(WebSocketMixin, WebSocketHandler, JupyterHandler):  # type: ignore[reportIncompatibleMethodOverride]
    """JSON lines between a view in the browser and the guardian of a live machine.

    The kernel has no part in it: the view stays alive while a cell runs.
    """

    auth_resource = "atelier"
    _writer: asyncio.StreamWriter | None = None
    _reading: asyncio.Task[None] | None = None

    @web.authenticated
    @authorized
    async def get(self, *args: Any, **kwargs: Any) -> None:  # type: ignore[reportIncompatibleMethodOverride]
        await super().get(*args, **kwargs)

    async def open(self, kind: str) -> None:  # type: ignore[override]
        super().open(kind)
        if kind not in plugged.KINDS:
            self.close(4404, f"machine inconnue : {kind}")
            return
        try:
            reader, self._writer = await _view_of(kind)
        except OSError as error:
            self.log.warning("no view of %s: %s", kind, error)
            self.close(4503, "la machine simulée ne démarre pas")  # a close reason holds 123 bytes at most
            return
        self._reading = asyncio.ensure_future(self._forward(reader))

    async def _forward(self, reader: asyncio.StreamReader) -> None:
        try:
            while line := await reader.readline():
                await self.write_message(line.decode())
        except (OSError, ValueError, WebSocketClosedError):
            pass
        self.close(4500, "la machine simulée s'est arrêtée")

    def on_message(self, message: str | bytes) -> None:
        try:
            line = json.dumps(json.loads(message))  # one message is one line, whatever it holds
        except ValueError:
            return
        if self._writer is not None:
            self._writer.write(line.encode() + b"\n")

    def on_close(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
        if self._writer is not None:
            self._writer.close()


async def _view_of(kind: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A view of the live machine of this kind, which is started if need be."""
    connection = await asyncio.to_thread(rendezvous.connect, kind, "view")
    return await asyncio.open_connection(sock=connection)


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "lab.server"}]


def _load_jupyter_server_extension(serverapp: Any) -> None:
    """Add the lab's pages to a Jupyter Server (called by it)."""
    application = serverapp.web_app

    def url(end: str) -> str:
        return url_path_join(application.settings["base_url"], "atelier", end)

    application.add_handlers(
        ".*$",
        [
            (url("/?"), HomePage),
            (url("rendre"), HandInPage),
            (url("reprendre"), ResumePage),
            (url(r"machine/([a-z]+)"), MachineSocket),
            (url(r"assets/(.+)"), web.StaticFileHandler, {"path": str(HERE / "assets")}),
            (url(r"views/(\w+\.js)"), web.StaticFileHandler, {"path": str(HERE.parent / "views" / "static")}),
        ],
    )


async def _start_jupyter_server_extension(serverapp: Any) -> None:
    """Tell the launcher that the lab is open, where, and which process it is."""
    token = serverapp.identity_provider.token
    where = url_path_join(serverapp.connection_url, "atelier/") + (f"?token={token}" if token else "")
    print(READY + json.dumps({"url": where, "pid": os.getpid()}), flush=True)
