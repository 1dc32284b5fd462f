"""The lock is whole, exact, and what is installed here."""

import importlib.metadata
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent.parent

LEFT_OUT = {
    "triton": "openai-whisper names it for GPUs; a processor never imports it (1 GB)",
    "torchaudio": "silero-vad names it to read files; we hand it samples",
    "hf-xet": "huggingface-hub would fetch with it; faster-whisper imports that, and we fetch nothing",
    "rich": "typer would colour its help with it; structlog loads it into the server wherever it is",
    "setuptools": "torch names it for compiling on the fly, which we never ask for",
}


def _lock(name: str) -> dict[str, Requirement]:
    lines = (ROOT / name).read_text().splitlines()
    requirements = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {
        str(canonicalize_name(requirement.name)): requirement
        for requirement in requirements
        if requirement.marker is None or requirement.marker.evaluate()
    }


def _needed(roots: list[str], *, left_out: set[str]) -> set[str]:
    """Names of everything that the requirements in `roots` need here, all the way down."""
    needed: set[str] = set()
    waiting = [Requirement(root) for root in roots]
    while waiting:
        requirement = waiting.pop()
        extras = requirement.extras or {""}
        if requirement.marker and not any(requirement.marker.evaluate({"extra": extra}) for extra in extras):
            continue
        name = str(canonicalize_name(requirement.name))
        if name in left_out or name in needed:
            continue
        needed.add(name)
        for line in importlib.metadata.requires(name) or ():
            inner = Requirement(line)
            if inner.marker is None or any(inner.marker.evaluate({"extra": e}) for e in extras):
                waiting.append(Requirement(str(inner).partition(";")[0]))
    return needed


def _project() -> dict[str, list[str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return {"run": project["dependencies"], "dev": project["optional-dependencies"]["dev"]}


def test_the_runtime_lock_is_exactly_what_the_project_needs():
    """Nothing is missing (nothing is resolved at install) and nothing is carried along."""
    assert set(_lock("requirements.lock")) == _needed(_project()["run"], left_out=set(LEFT_OUT))


def test_the_development_lock_adds_exactly_what_the_checks_need():
    """Together with the runtime lock it is everything that the extra `dev` asks for."""
    run = _needed(_project()["run"], left_out=set(LEFT_OUT))
    # import-linter does need rich.
    dev = _needed(_project()["dev"], left_out=set(LEFT_OUT) - {"rich"})
    assert set(_lock("requirements-dev.lock")) == dev - run


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock", "requirements-build.lock"])
def test_a_lock_pins_exactly_and_names_no_place(name: str):
    """One version each, and no address: where packages come from is the machine's business."""
    text = (ROOT / name).read_text()
    for requirement in _lock(name).values():
        assert re.fullmatch(r"==[^*,]+", str(requirement.specifier)), requirement
    assert "://" not in text


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_this_environment_is_the_locked_one(name: str):
    """Checks that ran on other versions would say nothing about these."""
    other = {
        package: importlib.metadata.version(package)
        for package, requirement in _lock(name).items()
        if not requirement.specifier.contains(importlib.metadata.version(package), prereleases=True)
    }
    assert other == {}


def test_what_the_project_asks_for_accepts_what_is_locked():
    """A wheel of oralexam, installed with the lock, is content."""
    run = _lock("requirements.lock")
    wanted = _project()["run"]
    assert wanted
    for line in wanted:
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate():
            pinned = next(iter(run[str(canonicalize_name(requirement.name))].specifier)).version
            assert requirement.specifier.contains(pinned, prereleases=True), line
