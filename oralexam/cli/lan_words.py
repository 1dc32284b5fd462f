"""What `serve --lan` prints for the technician: addresses to type, how to trust, what to compare."""

import io
import sys

from oralexam.bootstrap.entrance import LanEntrance
from oralexam.lan.authority import fingerprint


def lan_words(lan: LanEntrance) -> str:
    """The addresses, the fingerprint of the local authority, and the way to the trust page as a QR code."""
    lines = ["", "On this network, open one of these addresses:", ""]
    lines += [f"  {url}" for url in lan.urls]
    if lan.certificates.authority is None:
        until = lan.certificates.server.not_valid_after_utc
        lines += ["", f"The centre's own certificate is shown; it ends on {until:%Y-%m-%d}.", ""]
        return "\n".join(lines)
    lines += [
        "",
        "Before its first visit, each PC and tablet must be told to trust this server; this page says how:",
        "",
        f"  {lan.trust_url}",
        "",
        "Compare the fingerprint (SHA-256) of what it installs with this one:",
        "",
        *(f"  {half}" for half in _halves(fingerprint(lan.certificates.authority))),
        "",
    ]
    if lan.certificates.left_out:
        lines += [
            "Not in the certificate, since the local authority was made before these names and addresses: "
            + ", ".join(lan.certificates.left_out),
            "",
        ]
    return "\n".join(lines) + _qr(lan.trust_url)


def _halves(text: str) -> tuple[str, str]:
    """Two lines of sixteen pairs: a terminal may be 80 columns wide."""
    middle = len(text) // 2 + 1
    return text[:middle].rstrip(":"), text[middle:].lstrip(":")


def _qr(text: str) -> str:
    """The code in half blocks; nothing where the terminal could not show them."""
    drawn = io.StringIO()
    import segno  # noqa: PLC0415 — only --lan draws one

    segno.make(text, error="m", micro=False).terminal(drawn, border=4, compact=True)
    try:
        drawn.getvalue().encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return ""
    if not sys.stdout.isatty():
        return drawn.getvalue()
    # White on black whatever the terminal's own colours are: most readers take no negative.
    return "".join(f"\x1b[97;40m{line}\x1b[0m\n" for line in drawn.getvalue().splitlines())
