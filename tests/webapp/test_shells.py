"""Pages are put together from one shell: nothing that they refer to is missing."""

import re
from pathlib import Path

import pytest

from oralexam.webapp.assets import web_folder
from oralexam.webapp.shells import build_shells

WEB = web_folder()
SHELLS = build_shells(WEB / "pages", "r1")


@pytest.mark.parametrize("page", sorted(SHELLS))
def test_every_place_is_filled_with_what_is_there(page: str) -> None:
    """A misspelt style sheet would be a page without its looks, and nobody told."""
    assert "{{" not in SHELLS[page]
    wanted = re.findall(r'(?:href|src)="/assets/r1/([^"]+)"', SHELLS[page])
    assert len(wanted) > 5
    assert [name for name in wanted if not (WEB / name).is_file()] == []


def test_titles_cannot_end_their_element(tmp_path: Path) -> None:
    """What stands in a title is text."""
    for name in ("shell.html", "without_script.html"):
        (tmp_path / name).write_text((WEB / "pages" / name).read_text())
    (tmp_path / "pages.toml").write_text('[page]\ntitle = "</title><script>"\nsheets = []\n')
    assert "<title>&lt;/title&gt;&lt;script&gt;</title>" in build_shells(tmp_path, "r1")["page"]


def test_a_page_asks_for_all_of_its_modules_at_once() -> None:
    """Each that any other names, once, and none that the page does not need."""
    modules = re.findall(r'modulepreload" href="/assets/r1/([^"]+)"', SHELLS["replay"])
    assert len(modules) == len(set(modules)) > 30
    assert {"vendor/lit.js", "vendor/wavesurfer.js", "js/state/transcript.js"} <= set(modules)
    assert "js/elements/board.js" not in modules
    assert "vendor/wavesurfer.js" not in re.findall(
        r'modulepreload" href="/assets/r1/([^"]+)"', SHELLS["join"]
    )


def test_what_a_page_opens_on_is_asked_for_before_the_rest_has_come() -> None:
    """Its module begins without waiting for the others, and nothing is asked for twice."""
    head = SHELLS["replay"]
    asked = head.index('<script type="module" async src="/assets/r1/js/pages/replay_asked.js">')
    assert asked < head.index("css/tokens.css")
    wanted = re.findall(r'(?:href|src)="(/assets/r1/[^"]+)"', head)
    assert len(wanted) == len(set(wanted))
    assert "async" not in SHELLS["join"]


def test_what_nobody_presses_at_once_comes_later() -> None:
    """It is named in the page's code, where it is asked for after the first picture."""
    for later in ("fact_grid", "clip_list", "confirm", "exports"):
        assert f"js/elements/{later}.js" not in SHELLS["replay"]
