"""A pytest plugin: what became of each test, as JSON lines, for whoever started pytest.

`tools/python_tests.py` decides by it. It is written as it happens: one that dies has said how far it was.
"""

import json
from pathlib import Path
from typing import Any, TextIO

import pytest

REPEATABLE = {"timed", "browser"}
"""Marks of tests whose result may depend on what else the machine does; all others are pure."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--record` names the file."""
    parser.addoption("--record", default=None, help="write what became of each test to this file")


def pytest_configure(config: pytest.Config) -> None:
    """Begin to write, if somebody wants it."""
    if config.getoption("--record"):
        config.pluginmanager.register(_Record(Path(config.getoption("--record"))))


class _Record:
    def __init__(self, path: Path) -> None:
        self._file: TextIO = path.open("w", encoding="utf-8")

    def _write(self, **line: Any) -> None:  # noqa: ANN401 — plain JSON
        self._file.write(json.dumps(line) + "\n")
        self._file.flush()

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        self._write(what="found", tests=[item.nodeid for item in items])

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self._write(what="chosen", tests=[item.nodeid for item in session.items])

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._write(what="failed", name=report.nodeid, repeatable=False, text=report.longreprtext)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            repeatable = not REPEATABLE.isdisjoint(report.keywords)
            text = "\n".join([report.longreprtext, *(f"{name}:\n{said}" for name, said in report.sections)])
            self._write(what="failed", name=report.nodeid, repeatable=repeatable, text=text)
        if report.when == "teardown":
            self._write(what="done", name=report.nodeid)

    def pytest_unconfigure(self) -> None:
        self._file.close()
