"""The exam room's and the jury room's PCs, each with an address of its own, meet over HTTPS on a LAN."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tests.lan.lan_day import (
    PLAY_TIMEOUT_S,
    PORT,
    ROOT,
    TOKEN,
    TRUST_URL,
    URL,
    Day,
    start,
    stop,
)
from tests.lan.namespaces import ADDRESSES, EXAM_ROOM, JURY_ROOM, SERVER, SIX

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.slow, pytest.mark.timeout(180)]


async def _at(day: Day, place: str, *command: str, authority: Path | None = None) -> tuple[int, str]:
    """Run a command at a place of the LAN; its exit code, and all that it said."""
    trusting = {} if authority is None else {"SSL_CERT_FILE": str(authority)}
    process = await start(day.lan, place, *command, **trusting)
    try:
        async with asyncio.timeout(PLAY_TIMEOUT_S):
            output, _ = await process.communicate()
    except BaseException:
        await stop(process)
        raise
    assert process.returncode is not None
    return process.returncode, output.decode()


ASK = """
import sys, urllib.error, urllib.request
try:
    print(urllib.request.urlopen(sys.argv[1], timeout=10).status)
except urllib.error.HTTPError as error:
    print(error.code)
except OSError as error:
    print(error)
"""


async def test_the_server_is_reached_by_what_it_prints(day: Day) -> None:
    """IPv4, IPv6 and the plain page from another machine; not without trusting the authority."""
    told = {line.strip() for line in day.printed}
    assert day.printed[0] == f"ready {URL}"
    assert {URL, f"https://[{SIX[SERVER]}]:{PORT}", TRUST_URL} <= told
    for url in (URL, f"https://[{SIX[SERVER]}]:{PORT}"):
        assert (await _at(day, EXAM_ROOM, "-c", ASK, f"{url}/healthz", authority=day.authority))[1] == "200\n"
    assert "CERTIFICATE_VERIFY_FAILED" in (await _at(day, EXAM_ROOM, "-c", ASK, f"{URL}/healthz"))[1]
    assert (await _at(day, EXAM_ROOM, "-c", ASK, TRUST_URL))[1] == "200\n"
    assert (await _at(day, EXAM_ROOM, "-c", ASK, TRUST_URL.replace("/trust", "/healthz")))[1] == "404\n"


async def test_metrics_are_kept_from_the_network(day: Day) -> None:
    """Only the machine itself may ask for them."""
    address = f"https://127.0.0.1:{PORT}/metrics"
    assert (await _at(day, SERVER, "-c", ASK, address, authority=day.authority))[1] == "200\n"
    assert (await _at(day, EXAM_ROOM, "-c", ASK, f"{URL}/metrics", authority=day.authority))[1] == "404\n"


async def test_a_call_between_two_machines_is_recorded_whole(day: Day) -> None:
    """Sound and picture cross the LAN both ways, each from its own address; no packet is missing."""
    program = str(ROOT / "tests" / "lan" / "room_pc.py")
    trusting = {"SSL_CERT_FILE": str(day.authority), "PYTHONPATH": str(ROOT)}
    jury = await start(day.lan, JURY_ROOM, program, "jury", URL, TOKEN, **trusting)
    exam: asyncio.subprocess.Process | None = None
    try:
        assert jury.stdout is not None
        async with asyncio.timeout(PLAY_TIMEOUT_S):
            opened = json.loads(await jury.stdout.readline())
            assert opened["link"].startswith(f"{URL}/join#")
            token = opened["link"].rpartition("#")[2]
            exam = await start(day.lan, EXAM_ROOM, program, "exam", URL, token, **trusting)
            (of_jury, _), (of_exam, _) = await asyncio.gather(jury.communicate(), exam.communicate())
    finally:
        for process in (jury, exam):
            if process is not None and process.returncode is None:
                await stop(process)
    assert (jury.returncode, exam.returncode) == (0, 0)
    told: list[dict[str, Any]] = [json.loads(line) for line in (of_exam + of_jury).splitlines()]
    people = {each["seat"]: each for each in told if "seat" in each}
    assert people["candidate"]["addresses"] == [ADDRESSES[EXAM_ROOM], SIX[EXAM_ROOM]]
    assert people["juror"]["addresses"] == [ADDRESSES[JURY_ROOM], SIX[JURY_ROOM]]
    for person in people.values():
        assert person["connections"] == 1
        assert person["heard"]["audio"] >= 45 * opened["call_s"], person
    recordings = told[-1]["recordings"]
    assert {(file["seat"], file["kind"]) for file in recordings} == {
        (seat, kind) for seat in ("candidate", "juror") for kind in ("audio", "video")
    }
    for file in recordings:
        assert file["missing_packets"] == 0, file
        assert file["segment"] == 1, file
        assert file["duration_s"] >= opened["call_s"] - 1, file
