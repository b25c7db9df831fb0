"""What runs in the browser and in node: packages of package-lock.json, then build.mjs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from classroom.setup.places import ROOT, VENV, node_and_npm
from classroom.setup.progress import Progress
from classroom.setup.steps import Step, digest

SOURCE_FOLDERS = ("views", "hardware", "lab")
# As in build.mjs: each entry point becomes a file of the same name in this folder.
_OUTPUTS = {
    "views/src/*.js": "views/static",
    "lab/src/extension.js": "lab/jupyter/labextensions/coop-factory/static",
    "hardware/sim/uno/emulator.js": "hardware/sim/uno/static",
}
_SUFFIXES = {".js", ".mjs", ".css", ".svg", ".html"}
_NPM_FILES = [ROOT / name for name in ("package.json", "package-lock.json", ".npmrc")]


def steps(prefix: Path = VENV) -> list[Step]:
    """The steps that make them, with the node of the environment at ``prefix``."""

    def npm_ci(progress: Progress) -> None:
        node, npm = node_and_npm(prefix)
        progress.run([node, npm, "ci", "--ignore-scripts"], env=_with_node(node), cwd=ROOT)

    def build(progress: Progress) -> None:
        node, _ = node_and_npm(prefix)
        progress.run([node, ROOT / "build.mjs"], env=_with_node(node), cwd=ROOT)

    return [
        Step(
            "npm",
            "Paquets du navigateur",
            lambda: digest(_NPM_FILES),
            # npm writes this file last.
            (ROOT / "node_modules/.package-lock.json").exists,
            npm_ci,
        ),
        Step(
            "build",
            "Vues et carte simulée",
            lambda: digest([*_NPM_FILES, ROOT / "build.mjs", *_sources()]),
            built,
            build,
        ),
    ]


def built() -> bool:
    """Whether what build.mjs makes is there."""
    return all(
        (ROOT / made / source.name).exists()
        for entry_points, made in _OUTPUTS.items()
        for source in ROOT.glob(entry_points)
    )


def _sources() -> Iterator[Path]:
    for folder in SOURCE_FOLDERS:
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in _SUFFIXES and "static" not in path.parts:
                yield path


def _with_node(node: Path) -> dict[str, str]:
    return {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
