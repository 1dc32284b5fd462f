"""A paper is what its bytes are; whatever is in it, pictures and text come out, or a code."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from oralexam.papers.paper import PaperFormat
from oralexam.papers.reading import LONGEST_PAGE_PX, PAGE_WIDTH_PX, read


def picture(kind: str, size: tuple[int, int] = (320, 200), **extra: object) -> bytes:
    """A picture with a black square in it."""
    image = Image.new("RGB", size, "white")
    image.paste("black", (10, 10, 60, 60))
    out = io.BytesIO()
    image.save(out, kind, **extra)
    return out.getvalue()


def pdf(pages: int = 1, box: str = "[0 0 595 842]", extra: str = "", trailer: str = "") -> bytes:
    """A PDF by hand: each page says its number."""
    objects = [f"<< /Type /Catalog /Pages 2 0 R {extra} >>"]
    kids = " ".join(f"{4 + 2 * index} 0 R" for index in range(pages))
    objects.append(f"<< /Type /Pages /Count {pages} /Kids [{kids}] >>")
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for index in range(pages):
        said = f"BT /F1 24 Tf 72 700 Td (Delivery note {index + 1}) Tj ET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Contents {5 + 2 * index} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(said)} >>\nstream\n{said}\nendstream")
    body, places = "%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    start = len(body)
    body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    body += "".join(f"{place:010} 00000 n \n" for place in places)
    body += f"trailer << /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF"
    return body.encode("latin-1")


def test_a_pdf_becomes_pictures_and_text(tmp_path: Path) -> None:
    """Two pages of A4, drawn as wide as a page is shown, with their words."""
    found = read(pdf(2), tmp_path)
    assert found.format is PaperFormat.PDF
    assert [page.text for page in found.pages] == ["Delivery note 1", "Delivery note 2"]
    for page in found.pages:
        drawn = Image.open(tmp_path / f"{page.picture}.webp")
        assert drawn.size == (page.width_px, page.height_px)
        assert abs(page.width_px - PAGE_WIDTH_PX) <= 1
        assert min(drawn.convert("L").tobytes()) < 100


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_drawn_anew(kind: str, tmp_path: Path) -> None:
    """What stands in the file beside its pixels (a camera's notes, a hidden archive) is gone."""
    data = picture(kind) + b"hidden-archive"
    found = read(data, tmp_path)
    assert found.format is PaperFormat.PICTURE
    kept = (tmp_path / f"{found.pages[0].picture}.webp").read_bytes()
    assert b"hidden-archive" not in kept
    assert (found.pages[0].width_px, found.pages[0].height_px) == (320, 200)


def test_a_photograph_is_turned_as_its_camera_says(tmp_path: Path) -> None:
    """EXIF orientation 6: the camera was held upright."""
    exif = Image.Exif()
    exif[0x0112] = 6
    found = read(picture("JPEG", exif=exif), tmp_path)
    assert (found.pages[0].width_px, found.pages[0].height_px) == (200, 320)


def test_markdown_becomes_the_text_of_a_sheet(tmp_path: Path) -> None:
    """Headings, paragraphs, lists and tables; HTML is text, not markup; the byte order mark is no sign."""
    source = (
        "\ufeff# Delivery note\n\nTwelve **cartons**\nof kettles.\n\n- red\n- blue\n\n"
        "| what | how many |\n| --- | --- |\n| kettles | 12 |\n\n<b>not bold</b>\n"
    )
    found = read(source.encode(), tmp_path)
    assert found.format is PaperFormat.MARKDOWN
    assert found.pages[0].text == (
        "Delivery note\n\nTwelve cartons of kettles.\n\n- red\n- blue\n\n"
        "- what: how many\n- kettles: 12\n\n<b>not bold</b>"
    )


def bomb() -> bytes:
    """A PNG of 60,000 by 60,000 points in a few bytes."""
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 60_001)), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


LOCKED = f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'41' * 32}> /U <{'42' * 32}> >> /ID [<00> <00>]"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (bomb(), "paper-too-large"),
        (picture("PNG")[:200], "paper-damaged"),
        (picture("JPEG")[:120], "paper-damaged"),
        (b"%PDF-1.7\nnothing follows", "paper-damaged"),
        (pdf(trailer=LOCKED), "paper-locked"),
        (pdf(pages=201), "paper-too-many-pages"),
        (b"MZ\x90\0\x03\0\0\0", "paper-format-refused"),
        (b"PK\x03\x04\x14\0\0\0", "paper-format-refused"),
        ("accentué".encode("cp1252"), "paper-format-refused"),
        (b"# \n", "paper-empty"),
        (b"a" * 60_001, "paper-too-large"),
    ],
)
def test_what_cannot_be_shown_has_a_code(data: bytes, code: str, tmp_path: Path) -> None:
    """Nothing is kept of it."""
    found = read(data, tmp_path)
    assert (found.problem, found.pages) == (code, ())


def test_a_page_as_large_as_a_wall_is_drawn_small(tmp_path: Path) -> None:
    """The picture's size is ours, not the file's."""
    page = read(pdf(box="[0 0 14000 14400]"), tmp_path).pages[0]
    assert page.width_px <= PAGE_WIDTH_PX + 1
    tall = read(pdf(box="[0 0 10 14400]"), tmp_path).pages[0]
    assert tall.height_px <= LONGEST_PAGE_PX + 1


def test_scripts_of_a_pdf_are_never_run(tmp_path: Path) -> None:
    """A document that wants to run something when it opens is drawn like any other."""
    action = "/OpenAction << /S /JavaScript /JS (app.launchURL\\('http://x'\\)) >>"
    assert read(pdf(extra=action), tmp_path).pages[0].text == "Delivery note 1"


@settings(max_examples=60, deadline=None)
@given(
    cut=st.integers(0, 900), flips=st.lists(st.tuples(st.integers(0, 899), st.integers(0, 255)), max_size=8)
)
def test_a_broken_pdf_never_breaks_the_reader(
    cut: int, flips: list[tuple[int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Cut anywhere, bytes changed anywhere: pages or a code."""
    data = bytearray(pdf())
    for place, value in flips:
        data[place % len(data)] = value
    found = read(bytes(data[: len(data) - cut]), tmp_path_factory.mktemp("pages"))
    assert bool(found.problem) != bool(found.pages)
