"""The ways to install agree with pyproject.toml and with each other, and name no download address."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from classroom import system
from classroom.setup.python_packages import LOCKS

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
NEEDED = [Requirement(text) for text in PROJECT["project"]["dependencies"]]
GROUPS = {name: [Requirement(text) for text in texts] for name, texts in PROJECT["dependency-groups"].items()}

# conda-forge's names, where they differ from PyPI's.
CONDA_NAMES = {"matplotlib-base": "matplotlib"}


def pins(lock: Path) -> dict[str, set[str]]:
    """name -> the versions a lock file pins (more than one where versions of Python differ)."""
    found: dict[str, set[str]] = {}
    for match in re.finditer(r"^([a-z0-9.-]+)==([^ ;]+)", lock.read_text("utf-8"), re.MULTILINE):
        found.setdefault(match[1], set()).add(match[2])
    return found


class TestLocks:
    @pytest.mark.parametrize(
        ("lock", "wanted"),
        [("lab", NEEDED + GROUPS["setup"]), ("test", NEEDED + GROUPS["setup"] + GROUPS["test"])],
    )
    def test_every_requirement_is_pinned_to_a_version_that_answers_it(self, lock, wanted):
        pinned = pins(LOCKS[lock])
        for requirement in wanted:
            versions = pinned.get(canonicalize_name(requirement.name), set())
            assert versions, f"{requirement.name} is not in {LOCKS[lock].name}: make the lock files again"
            assert all(requirement.specifier.contains(version) for version in versions), requirement

    def test_the_test_tools_change_no_version_of_the_lab(self):
        lab, test = pins(LOCKS["lab"]), pins(LOCKS["test"])
        assert {name: test.get(name) for name in lab} == lab

    @pytest.mark.parametrize("lock", LOCKS.values(), ids=LOCKS)
    def test_every_pin_has_a_hash_and_no_address(self, lock: Path):
        text = lock.read_text("utf-8")
        for block in re.split(r"\n(?=[a-z0-9])", text)[1:]:
            assert "--hash=sha256:" in block, block.partition("\n")[0]
        assert "://" not in text
        assert "--index-url" not in text
        assert "find-links" not in text

    def test_npm_s_lock_file_has_hashes_and_no_address(self):
        packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
        wanted = json.loads((ROOT / "package.json").read_text("utf-8"))
        for name, package in packages.items():
            assert "resolved" not in package, name
            assert not name or "integrity" in package, name
        assert packages[""]["dependencies"] == wanted["dependencies"]
        assert packages[""]["devDependencies"] == wanted["devDependencies"]


class TestConda:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))

    def requirements(self) -> list[Requirement]:
        # conda's `name=1.2` is pip's `name==1.2.*`, exact enough for a full version.
        texts = [text for text in self.environment["dependencies"] if isinstance(text, str)]
        return [Requirement(re.sub(r"(?<![=<>!])=(?!=)", "==", text)) for text in texts]

    def test_it_installs_the_project_itself(self):
        assert self.environment["name"] == PROJECT["project"]["name"]
        assert {"pip": ["-e ."]} in self.environment["dependencies"]

    def test_names_and_versions_are_those_of_pyproject(self):
        ours = {canonicalize_name(item.name): item.specifier for item in NEEDED + GROUPS["setup"]}
        ours["python"] = SpecifierSet(PROJECT["project"]["requires-python"])
        for item in self.requirements():
            name = CONDA_NAMES.get(item.name, item.name)
            assert item.specifier == ours[canonicalize_name(name)], item

    def test_cadquery_is_left_to_pip(self):
        assert "cadquery" not in {item.name for item in self.requirements()}


def test_start_accepts_the_pythons_that_pyproject_names():
    import start

    accepted = SpecifierSet(PROJECT["project"]["requires-python"])
    for minor in range(8, 17):
        fit = start.OLDEST <= (3, minor) <= start.NEWEST
        assert fit == accepted.contains(Version(f"3.{minor}.1"))


def test_the_system_packages_are_those_of_the_readme():
    for name in ("README.md", "LISEZMOI.md"):
        text = (ROOT / name).read_text("utf-8")
        for package in system.LESSONS:
            assert package.name in text, f"{name} does not name {package.name}"
