"""The path of modules on the home page: what ``curriculum.toml`` says, joined with the notebooks found."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.progress import Progress, read_progress

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Notebook:
    """One step of a module. Without a ``path`` (relative to the root of the lab) it is not written yet."""

    number: int
    title: str
    path: str | None = None
    progress: Progress | None = None
    newer: str | None = None
    """Path of a newer version that arrived beside work already begun."""


@dataclass(frozen=True)
class Module:
    id: str
    title: str
    summary: str
    picture: str
    """An SVG drawing, as text."""
    needs: tuple[tuple[str, str], ...]
    """Modules to do first: (id, title)."""
    notebooks: tuple[Notebook, ...]

    @property
    def minutes(self) -> int:
        """Minutes the written notebooks take, from their own headers."""
        return sum(notebook.progress.minutes for notebook in self.notebooks if notebook.progress)

    @property
    def open(self) -> bool:
        """At least one of its notebooks is written."""
        return any(notebook.path for notebook in self.notebooks)

    @property
    def done(self) -> bool:
        """Every written notebook is finished, and none is still to come."""
        return all(notebook.progress and notebook.progress.done for notebook in self.notebooks)


@dataclass(frozen=True)
class Stage:
    """A stretch of the path."""

    title: str
    modules: tuple[Module, ...]


def read_path(root: Path, folder: str = "", newer: Mapping[str, str] | None = None) -> list[Stage]:
    """The whole path, with the notebooks found in ``root / folder / <module>``.

    ``newer`` maps a notebook's path in ``folder`` to the path of its newer version.
    """
    names = titles()
    return [
        Stage(
            stage["title"],
            tuple(_module(entry, names, root, folder, newer or {}) for entry in stage["module"]),
        )
        for stage in read_curriculum()["stage"]
    ]


def titles() -> dict[str, str]:
    """The title of each module, by its id."""
    return {
        module["id"]: module["title"] for stage in read_curriculum()["stage"] for module in stage["module"]
    }


def read_curriculum() -> dict[str, Any]:
    """``curriculum.toml`` as it is."""
    return tomllib.loads((HERE / "curriculum.toml").read_text(encoding="utf-8"))


def next_step(path: list[Stage]) -> tuple[Module, Notebook] | None:
    """The first written notebook that is begun and not finished, else the first that is not finished."""
    steps = [
        (module, notebook)
        for stage in path
        for module in stage.modules
        for notebook in module.notebooks
        if notebook.progress and not notebook.progress.done
    ]
    begun = [step for step in steps if step[1].progress and step[1].progress.passed]
    return (begun or steps or [None])[0]


def _module(
    entry: Mapping[str, Any], titles: Mapping[str, str], root: Path, folder: str, newer: Mapping[str, str]
) -> Module:
    return Module(
        id=entry["id"],
        title=entry["title"],
        summary=entry["summary"],
        picture=(HERE / "pictures" / f"{entry['picture']}.svg").read_text(encoding="utf-8"),
        needs=tuple((need, titles[need]) for need in entry["needs"]),
        notebooks=tuple(
            _notebook(number, title, root, folder, entry["id"], newer)
            for number, title in enumerate(entry["notebooks"], start=1)
        ),
    )


def _notebook(
    number: int, title: str, root: Path, folder: str, module: str, newer: Mapping[str, str]
) -> Notebook:
    base = root / folder
    # The shortest name is the lesson's own: newer versions, copies and work set aside have longer ones.
    found = min((base / module).glob(f"{number}_*.ipynb"), key=lambda path: len(path.name), default=None)
    if found is None:
        return Notebook(number, title)
    relative = found.relative_to(base).as_posix()
    return Notebook(
        number, title, found.relative_to(root).as_posix(), read_progress(found), newer.get(relative)
    )
