"""Looks at one paper, in a process of its own: `python -m oralexam.papers.reading FOLDER CPU_S`.

The file comes on standard input; pictures of its pages go into FOLDER, named by their SHA-256; what was found
goes to standard output as JSON. The process gives itself hard limits first (memory, CPU time, size of files,
no child): a file that breaks the reader ends the reader. Nothing but this process ever parses the file.
"""

import hashlib
import io
import resource
import sys
from pathlib import Path

import msgspec
from PIL import Image, ImageOps

from oralexam.papers.markdown import plain_text
from oralexam.papers.paper import PaperFormat, PaperPage, Reading

MEMORY_BYTES = 1024 * 1024 * 1024
LARGEST_PICTURE_FILE_BYTES = 64 * 1024 * 1024
MOST_PAGES = 200
"""However long a use allows a paper to be, no more pages than this are drawn."""
PAGE_WIDTH_PX = 1400
"""A page of A4 at about 170 dots an inch: small print stays readable at 200 % zoom."""
LONGEST_PAGE_PX = 4200
MOST_PIXELS = 60_000_000
"""A photograph of a modern telephone has 12 to 50 million."""
LONGEST_TEXT = 60_000
"""Characters of a page that are kept for screen readers and for Markdown."""


class _Unreadable(Exception):
    """The file cannot be taken; the argument is the code."""


def main() -> None:
    """Read standard input, write what was found."""
    cpu_s = int(sys.argv[2])
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_FSIZE, LARGEST_PICTURE_FILE_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    found = read(sys.stdin.buffer.read(), Path(sys.argv[1]))
    sys.stdout.buffer.write(msgspec.json.encode(found))


def read(data: bytes, folder: Path) -> Reading:
    """What `data` is; the pictures of its pages are written into `folder`."""
    try:
        match sniff(data):
            case PaperFormat.PDF:
                return Reading(format=PaperFormat.PDF, pages=_pdf_pages(data, folder))
            case PaperFormat.PICTURE:
                return Reading(format=PaperFormat.PICTURE, pages=(_picture_page(data, folder),))
            case PaperFormat.MARKDOWN:
                return Reading(format=PaperFormat.MARKDOWN, pages=(_markdown_page(data),))
    except _Unreadable as unreadable:
        return Reading(problem=str(unreadable))


def sniff(data: bytes) -> PaperFormat:
    """The format, by the first bytes (PDF 32000-1 section 7.5.2, PNG 5.2, JPEG B.1.1.3, RFC 9649)."""
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return PaperFormat.PDF
    png, jpeg = data.startswith(b"\x89PNG\r\n\x1a\n"), data.startswith(b"\xff\xd8\xff")
    webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    if png or jpeg or webp:
        return PaperFormat.PICTURE
    if b"\0" in data:
        raise _Unreadable("paper-format-refused")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _Unreadable("paper-format-refused") from error
    return PaperFormat.MARKDOWN


def _pdf_pages(data: bytes, folder: Path) -> tuple[PaperPage, ...]:
    # Loaded here: pictures and text must not pay for it.
    import pypdfium2  # noqa: PLC0415

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        code = "paper-locked" if "password" in str(error).lower() else "paper-damaged"
        raise _Unreadable(code) from error
    if not len(document):
        raise _Unreadable("paper-empty")
    if len(document) > MOST_PAGES:
        raise _Unreadable("paper-too-many-pages")
    pages = []
    for index in range(len(document)):
        try:
            page = document[index]
            width, height = page.get_size()
            scale = PAGE_WIDTH_PX / max(width, 1.0)
            if height * scale > LONGEST_PAGE_PX:
                scale = LONGEST_PAGE_PX / height
            # Annotations are drawn as they are printed; forms, scripts and links are never run.
            picture = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
            text = page.get_textpage().get_text_bounded()
        except (pypdfium2.PdfiumError, ValueError, OverflowError) as error:
            raise _Unreadable("paper-damaged") from error
        pages.append(_kept(picture, folder, text=text))
    return tuple(pages)


def _picture_page(data: bytes, folder: Path) -> PaperPage:
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise _Unreadable("paper-too-large")
            upright = ImageOps.exif_transpose(opened)
            # On white: a transparent scan would be black on a black screen.
            page = Image.new("RGB", upright.size, "white")
            clear = upright.convert("RGBA")
            page.paste(clear, mask=clear.getchannel("A"))
    except Image.DecompressionBombError as error:
        raise _Unreadable("paper-too-large") from error
    except (OSError, ValueError, SyntaxError, MemoryError) as error:
        raise _Unreadable("paper-damaged") from error
    page.thumbnail((PAGE_WIDTH_PX, LONGEST_PAGE_PX))
    return _kept(page, folder, text="")


def _markdown_page(data: bytes) -> PaperPage:
    text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LONGEST_TEXT:
        raise _Unreadable("paper-too-large")
    plain = _printable(plain_text(text))
    if not plain:
        raise _Unreadable("paper-empty")
    return PaperPage(text=plain)


def _kept(picture: Image.Image, folder: Path, *, text: str) -> PaperPage:
    """Write the picture anew, from its pixels alone: what else the file carried is gone."""
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=82, method=4)
    content = out.getvalue()
    name = hashlib.sha256(content).hexdigest()
    (folder / f"{name}.webp").write_bytes(content)
    return PaperPage(
        picture=name,
        width_px=picture.width,
        height_px=picture.height,
        text=_printable(text)[:LONGEST_TEXT].strip(),
    )


def _printable(text: str) -> str:
    """Without control characters (but line feeds) and without lone surrogates, which are no UTF-8."""
    return "".join(sign for sign in text if sign == "\n" or sign.isprintable())


if __name__ == "__main__":
    main()
