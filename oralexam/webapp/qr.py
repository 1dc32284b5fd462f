"""QR codes as drawings."""

import io


def qr_svg(text: str) -> bytes:
    """Level M: 15 % of it may be unreadable (ISO/IEC 18004), paper is folded; the quiet zone is 4 modules."""
    import segno  # noqa: PLC0415 — most servers never draw one: it is 1 MB of the 120 that an idle one has

    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="svg", scale=8, border=4, light="#ffffff")
    return drawn.getvalue()
