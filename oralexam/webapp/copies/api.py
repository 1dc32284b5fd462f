"""The requests of own copies: tus 1.0.0 (core, creation, creation-defer-length, checksum), one upload a run.

tus.io/protocols/resumable-upload. Two things are ours: a PATCH brings whole segments, which are all kept or
none; and every answer says with `Oralexam-Chain` the hash of what is on the disk, so that a page removes
nothing else. Whether a sitting was erased is said before who asks is looked at: an erasure takes the rights,
too, and the browser must be told to let go of what it keeps.
"""

import base64
import binascii
import hashlib

import msgspec
from aiohttp import web

from oralexam.copies.format import pack_bytes
from oralexam.copies.shelf import Standing
from oralexam.errors import BadInput, NotFound, UserMistake
from oralexam.rooms.seats import PARTIES, Seat
from oralexam.webapp.copies.desk import MAX_BODY_BYTES, CopiesPage, CopyDesk, KeyPage
from oralexam.webapp.payload import read, read_large, reply
from oralexam.webapp.people.access import seat_named
from oralexam.webapp.services import SERVICES
from oralexam.webapp.sittings.api import sitting_of

TUS = "1.0.0"
_PAGE = "/api/copies/{sitting_id}/{seat}"
_UPLOADS = _PAGE + "/uploads"
_UPLOAD = _UPLOADS + "/{run}"
_PATCH_TYPE = "application/offset+octet-stream"


class TroubleRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is wrong with a page's copy, by its code."""

    code: str


async def show(request: web.Request) -> web.Response:
    """GET /api/copies/{sitting_id}/{seat}: the key, whose microphones, and how far each run has come."""
    desk, sitting_id, by = await _asker(request)
    return reply(
        CopiesPage(
            key=KeyPage(id=desk.key.key_id, point=pack_bytes(desk.key.point)),
            voices=await desk.voices(sitting_id, by),
            most_bytes=MAX_BODY_BYTES,
            runs=await desk.brought(sitting_id, by),
        )
    )


async def options(_: web.Request) -> web.Response:
    """OPTIONS …/uploads: what this server can do."""
    return web.Response(
        status=204,
        headers={
            "Tus-Version": TUS,
            "Tus-Extension": "creation,creation-defer-length,checksum",
            "Tus-Checksum-Algorithm": "sha256",
        },
    )


async def begin(request: web.Request) -> web.Response:
    """POST …/uploads: `Upload-Defer-Length: 1`, `Upload-Metadata: run <the run's head, base64>`."""
    desk, sitting_id, by = await _tus(request)
    if request.headers.get("Upload-Defer-Length") != "1" or "Upload-Length" in request.headers:
        raise BadInput("copy-malformed")
    standing = await desk.begin(sitting_id, by, _metadata(request.headers.get("Upload-Metadata", "")))
    headers = {**_told(standing), "Location": f"/api/copies/{sitting_id}/{by.value}/uploads/{standing.run}"}
    return web.Response(status=201, headers=headers)


async def look(request: web.Request) -> web.Response:
    """HEAD …/uploads/{run}: how far it has come."""
    desk, sitting_id, by = await _tus(request)
    return web.Response(headers=_told(await desk.standing(sitting_id, by, request.match_info["run"])))


async def append(request: web.Request) -> web.Response:
    """PATCH …/uploads/{run}: `Upload-Offset`, `Upload-Checksum: sha256 <base64>`.

    204 once it is on the disk.
    """
    desk, sitting_id, by = await _tus(request)
    if request.content_type != _PATCH_TYPE:
        raise BadInput("copy-kind")
    offset = _number(request.headers.get("Upload-Offset", ""))
    content = await read_large(request, most_bytes=MAX_BODY_BYTES)
    _check(request.headers.get("Upload-Checksum"), content)
    reached = await desk.append(sitting_id, by, request.match_info["run"], content, offset=offset)
    return web.Response(status=204, headers=_told(reached))


async def tell_trouble(request: web.Request) -> web.Response:
    """POST /api/copies/{sitting_id}/{seat}/trouble."""
    desk, sitting_id, by = await _asker(request)
    await desk.tell_trouble(sitting_id, by, (await read(request, TroubleRequest)).code)
    return reply({})


async def _asker(request: web.Request) -> tuple[CopyDesk, str, Seat]:
    """The desk, and the party of a sitting whose page asks: nobody else brings anything."""
    services = request.app[SERVICES]
    sitting_id, seat = sitting_of(request), seat_named(request.match_info["seat"])
    if seat not in PARTIES:
        raise NotFound("unknown-seat")
    await services.copy_desk.refuse_erased(sitting_id)
    return services.copy_desk, sitting_id, await services.doorkeeper.require(request, sitting_id, seat)


async def _tus(request: web.Request) -> tuple[CopyDesk, str, Seat]:
    asker = await _asker(request)
    if request.headers.get("Tus-Resumable") != TUS:
        raise UserMistake("tus-version")
    return asker


def _told(standing: Standing) -> dict[str, str]:
    length = {"Upload-Length": str(standing.offset)} if standing.whole else {"Upload-Defer-Length": "1"}
    return {
        "Upload-Offset": str(standing.offset),
        "Oralexam-Chain": standing.chain,
        "Cache-Control": "no-store",
        **length,
    }


def _metadata(text: str) -> bytes:
    name, _, value = text.partition(" ")
    if name != "run":
        raise BadInput("copy-malformed")
    return _base64(value)


def _check(header: str | None, content: bytes) -> None:
    if header is None:
        return
    algorithm, _, value = header.partition(" ")
    if algorithm != "sha256":
        raise BadInput("copy-malformed")
    if _base64(value) != hashlib.sha256(content).digest():
        raise BadInput("copy-checksum-differs")


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadInput("copy-malformed") from error


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 12):
        raise BadInput("copy-malformed")
    return int(text)


async def _name_version(request: web.Request, response: web.StreamResponse) -> None:
    """Every answer of tus, a refusal too, names its version (tus 1.0.0, Tus-Resumable and Tus-Version)."""
    resource = request.match_info.route.resource
    if resource is not None and resource.canonical in {_UPLOADS, _UPLOAD}:
        response.headers["Tus-Resumable"] = TUS
        if response.status == web.HTTPPreconditionFailed.status_code:
            response.headers["Tus-Version"] = TUS


def add_copies(app: web.Application) -> None:
    """Every address of own copies."""
    app.add_routes(
        [
            web.get(_PAGE, show),
            web.options(_UPLOADS, options),
            web.post(_UPLOADS, begin),
            web.head(_UPLOAD, look),
            web.patch(_UPLOAD, append),
            web.post(_PAGE + "/trouble", tell_trouble),
        ]
    )
    app.on_response_prepare.append(_name_version)
