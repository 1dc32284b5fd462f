"""What an offer must look like before aiortc may parse it.

aiortc needs 21 s for 122 KB of SDP and raises five kinds of exception on mutated ones (shared media notes,
hostile input 4 and 5), so size and shape are checked here first, on text, in linear time.
"""

import re
from typing import Final

import msgspec

from oralexam.errors import UserMistake
from oralexam.media.layout import IN_PERSON, Kind, Mode, sends
from oralexam.rooms.seats import PARTIES, Seat

MAX_SDP_BYTES: Final = 16 * 1024
MAX_SDP_LINES: Final = 400
"""Counted without candidates and unwanted codecs: an observer's offer from Chromium has more with them."""
MAX_MEDIA_LINES: Final = 4
"""An observer's: two of audio and two of video. A station with two microphones has three."""
BOTH: Final[tuple[Kind, Kind]] = ("audio", "video")
_MEDIA: Final = re.compile(r"m=(audio|video) ([0-9]{1,5}) ([A-Z/]{3,40})((?: [0-9]{1,3}){1,60})")
_CODEC: Final = re.compile(r"a=rtpmap:([0-9]{1,3}) (opus/48000/2|vp8/90000|rtx/90000)", re.IGNORECASE)
_RETRANSMITS: Final = re.compile(r"a=fmtp:([0-9]{1,3}) apt=([0-9]{1,3})(?:;.*)?")
_OF_CODEC: Final = re.compile(r"a=(?:rtpmap|fmtp|rtcp-fb):([0-9]{1,3}) .*")
_HEX_BYTES: Final = {"256": 32, "384": 48, "512": 64}
_FINGERPRINT: Final = re.compile(
    r"a=fingerprint:sha-(256|384|512) ([0-9A-F]{2}(?::[0-9A-F]{2})+)", re.IGNORECASE
)
"""RFC 8122 section 5; aiortc compares no others, and without one its task dies in the middle."""
_BUNDLE_ONLY: Final = "a=bundle-only"
_CANDIDATE_LINES: Final = ("a=candidate:", "a=end-of-candidates", "a=ice-lite", "a=remote-candidates:")
_DIRECTIONS: Final = frozenset({"a=sendrecv", "a=sendonly", "a=recvonly", "a=inactive"})


class SdpRefused(UserMistake):
    """An offer that is no offer, or not one for this seat; `why` is for the log."""

    code = "sdp-refused"


class SdpSendsRefused(UserMistake):
    """An observer's offer that would send (design note: receive-only is enforced on the SDP)."""

    code = "sdp-sends-refused"


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """An offer that may be parsed: without candidates, with Opus, VP8 and its RTX as the only codecs."""

    sdp: str
    kinds: tuple[Kind, ...]


def admit(sdp: str, *, seat: Seat, mode: Mode) -> Offer:
    """Check an offer of `seat` in a call or in a role-play face to face.

    Candidates are taken out: the server never sends where an offer points, it answers whoever proves to have
    the password (peer-reflexive candidates, RFC 8445 section 7.3.1.3), and never resolves a `.local` name.

    Raises:
        SdpRefused: too big, malformed, or not the media that this seat has in this mode.
        SdpSendsRefused: an observer's offer that is not receive-only.
    """
    if len(sdp) > MAX_SDP_BYTES:
        raise SdpRefused(why="too-big")
    if not sdp.isascii() or "\x00" in sdp:
        raise SdpRefused(why="not-ascii")
    lines = [line.removesuffix("\r") for line in sdp.split("\n")]
    if lines[0] != "v=0":
        raise SdpRefused(why="not-sdp")
    lines = _without_other_codecs([line for line in lines if not line.startswith(_CANDIDATE_LINES)])
    if len(lines) > MAX_SDP_LINES:
        raise SdpRefused(why="too-many-lines")
    kinds: list[Kind] = []
    directions: list[str] = []
    names: list[str] = []
    bundled: list[str] = []
    proven = False
    for line in lines:
        if line.startswith("m="):
            match = _MEDIA.fullmatch(line)
            if match is None or int(match[2]) == 0:
                raise SdpRefused(why="media-line")
            kinds.append("audio" if match[1] == "audio" else "video")
            directions.append("a=sendrecv")  # what a media section without one means (RFC 8866 section 6.7)
            if len(kinds) > MAX_MEDIA_LINES:
                raise SdpRefused(why="too-many-media")
        elif line in _DIRECTIONS and directions:
            directions[-1] = line
        elif match := _FINGERPRINT.fullmatch(line):
            # Of the session or the first section: the others are on its transport (RFC 9143 section 7.1.3).
            proven |= len(kinds) <= 1 and len(match[2]) == 3 * _HEX_BYTES[match[1]] - 1
        elif line.startswith("a=mid:"):
            names.append(line.removeprefix("a=mid:"))
        elif line.startswith("a=group:BUNDLE "):
            bundled += line.split()[1:]
    if len(set(names)) != len(kinds) or sorted(names) != sorted(bundled):
        raise SdpRefused(why="bundle")  # all on one transport (RFC 9143), or aiortc loses its way
    if not proven:
        raise SdpRefused(why="fingerprint")
    _check_media(kinds, directions, seat=seat, mode=mode)
    return Offer(sdp="\r\n".join(lines).rstrip("\r\n") + "\r\n", kinds=tuple(kinds))


def _without_other_codecs(lines: list[str]) -> list[str]:
    """The offer with the codecs that could be answered, and no others; media sections one by one."""
    out: list[str] = []
    section: list[str] = []
    for line in (*lines, "m="):
        if line.startswith("m="):
            out += _with_wanted_codecs(section)
            section = []
        section.append(line)
    return out


def _with_wanted_codecs(section: list[str]) -> list[str]:
    media = _MEDIA.fullmatch(section[0]) if section else None
    if media is None:
        return section
    named = {match[1]: match[2].lower() for line in section if (match := _CODEC.fullmatch(line))}
    wanted = {number for number, name in named.items() if not name.startswith("rtx")}
    for line in section:
        match = _RETRANSMITS.fullmatch(line)
        if match and named.get(match[1], "").startswith("rtx") and named.get(match[2], "").startswith("vp8"):
            wanted.add(match[1])
    formats = [number for number in media[4].split() if number in wanted]
    if not formats:
        raise SdpRefused(why="codec")
    # What is in the bundle alone has port 0 in Firefox (RFC 9143 section 6), 9 in Chromium.
    bundle_only = media[2] == "0" and _BUNDLE_ONLY in section
    kept = [f"m={media[1]} {'9' if bundle_only else media[2]} {media[3]} {' '.join(formats)}"]
    for line in section[1:]:
        if line == _BUNDLE_ONLY:
            continue
        match = _OF_CODEC.fullmatch(line)
        if match is None or match[1] in formats:
            kept.append(line)
    return kept


def _check_media(kinds: list[Kind], directions: list[str], *, seat: Seat, mode: Mode) -> None:
    streams = [stream.kind for stream in sends(mode, seat)] if seat in PARTIES else [*BOTH, *BOTH]
    # Where no video is negotiated, what is said of it is the next check's.
    most = {"audio": streams.count("audio"), "video": max(1, streams.count("video"))}
    if "audio" not in kinds or any(kinds.count(kind) > most[kind] for kind in BOTH):
        raise SdpRefused(why="media-count")
    if mode in {"telephone", "echo"} and "video" in kinds:
        raise SdpRefused(why="video-in-telephone")
    if seat not in PARTIES and any(direction != "a=recvonly" for direction in directions):
        raise SdpSendsRefused
    if seat in PARTIES and mode in IN_PERSON:
        # Which section is whose microphone is known by its place alone, and what is sent there is said aloud
        # in the room already: no other sections, in no other order, and nothing comes back.
        if kinds != [stream.kind for stream in sends(mode, seat)]:
            raise SdpRefused(why="media-count")
        if any(direction != "a=sendonly" for direction in directions):
            raise SdpRefused(why="plays-in-person")


def with_bandwidth(sdp: str, max_video_bps: int) -> str:
    """An answer that states the bandwidth of its video (RFC 8866 section 5.8): browsers keep to it."""
    out: list[str] = []
    video = False
    for line in sdp.split("\r\n"):
        out.append(line)
        if line.startswith("m="):
            video = line.startswith("m=video")
        elif video and line.startswith("c="):
            out += [f"b=AS:{max_video_bps // 1000}", f"b=TIAS:{max_video_bps}"]
    return "\r\n".join(out)
