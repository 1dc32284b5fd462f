"""Papers are looked at by a process of their own, and kept whole or not at all."""

import asyncio
from pathlib import Path

import msgspec
import pytest

from oralexam.errors import BadInput
from oralexam.papers import intake
from oralexam.papers.intake import PaperIntake
from oralexam.papers.paper import LIMITS, Paper, PaperFormat, PaperPage, PaperUse, check_length, shown_name
from tests.papers.test_reading import bomb, pdf, picture


async def test_a_paper_is_kept_by_what_it_is(tmp_path: Path) -> None:
    """The same file is the same paper; its pictures can be served, its name is only shown."""
    papers = PaperIntake(tmp_path / "papers")
    use = PaperUse.SCENARIO_DOCUMENT
    taken = await papers.take(pdf(2), name="C:\\Users\\x\\Bon de livraison.pdf", use=use)
    again = await papers.take(pdf(2), name="autre.pdf", use=use)
    assert taken.name == "Bon de livraison.pdf"
    assert again.paper_id == taken.paper_id
    assert papers.original_path(taken.paper_id).read_bytes() == pdf(2)
    assert all(papers.picture_path(page.picture).stat().st_size > 500 for page in taken.pages)
    assert len(list((tmp_path / "papers").iterdir())) == 3


@pytest.mark.parametrize(
    ("data", "use", "code"),
    [
        (b"", PaperUse.SYNTHESIS, "paper-empty"),
        (b"  \n", PaperUse.SYNTHESIS, "paper-empty"),
        (b"x" * 10_000_001, PaperUse.SYNTHESIS, "paper-too-large"),
        (bomb(), PaperUse.SCENARIO_DOCUMENT, "paper-too-large"),
        (pdf(7), PaperUse.SLIDES, "paper-too-many-pages"),
        (picture("PNG"), PaperUse.SLIDES, "paper-format-refused"),
        (b"word " * 1500, PaperUse.SYNTHESIS, "paper-too-many-characters"),
    ],
)
async def test_what_a_use_does_not_allow_is_not_kept(
    data: bytes, use: PaperUse, code: str, tmp_path: Path
) -> None:
    """Type, size, pages and characters are those of exam document and house; nothing stays on the disk."""
    with pytest.raises(BadInput) as refused:
        await PaperIntake(tmp_path / "papers").take(data, name="a", use=use)
    assert refused.value.reason == code
    assert not (tmp_path / "papers").exists()


async def test_a_reader_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The person hears that the file is damaged; no process stays behind."""
    use = PaperUse.PROFESSIONAL_FILE
    hasty = msgspec.structs.replace(LIMITS[use], longest_look_s=0)
    monkeypatch.setattr(intake, "LIMITS", {use: hasty})
    with pytest.raises(BadInput, match="paper-damaged"):
        await PaperIntake(tmp_path / "papers").take(pdf(100), name="a", use=use)


async def test_a_reader_knows_none_of_the_servers_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tokens stand in the server's environment: the process that parses strangers' files has none of them."""
    seen: dict[str, object] = {}
    really = asyncio.create_subprocess_exec

    async def watched(*args: str, **options: object) -> asyncio.subprocess.Process:
        seen.update(options["env"])  # type: ignore[call-overload]
        return await really(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setenv("ORALEXAM_MANAGER_TOKEN", "secret")
    monkeypatch.setattr(asyncio, "create_subprocess_exec", watched)
    await PaperIntake(tmp_path / "papers").take(picture("PNG"), name="a", use=PaperUse.SCENARIO_DOCUMENT)
    assert set(seen) == {"PATH", "PYTHONPATH"}


def test_only_a_digest_can_become_a_path(tmp_path: Path) -> None:
    """No name that somebody sends reaches the disk."""
    papers = PaperIntake(tmp_path)
    for name in ("", "../secret", "A" * 64, "a" * 63 + "/"):
        with pytest.raises(BadInput, match="bad-id"):
            papers.picture_path(name)


def test_characters_are_counted_as_a_word_processor_does() -> None:
    """White space at line ends is not text: 6,000 characters are 6,000 (exam document, RE AIE 2015)."""
    page = PaperPage(text="ab  c\n\n d ")
    paper = Paper(paper_id="0" * 64, name="s", format=PaperFormat.MARKDOWN, size_bytes=1, pages=(page, page))
    assert paper.characters == 12
    check_length(paper, LIMITS[PaperUse.SYNTHESIS])


def test_a_name_is_shown_without_its_path_and_bounded() -> None:
    """What cannot be shown is left out."""
    assert shown_name("/etc/passwd") == "passwd"
    assert shown_name("a\u202e\nb.pdf") == "ab.pdf"
    assert shown_name("\n") == "document"
    assert len(shown_name("x" * 500)) == 120
