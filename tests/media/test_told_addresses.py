"""The addresses of a 1:1 NAT: how they are written, and what an answer makes of them."""

import re
from pathlib import Path

import pytest

from oralexam.media.ports import MediaSettings
from oralexam.media.told_addresses import read_told_addresses
from oralexam.rooms.seats import Seat
from tests.media.media_clients import Client, Studio
from tests.media.test_udp_ports import free_range, ports_of


def test_addresses_of_both_families_are_read_and_nothing_means_none():
    """With commas between them; one that is said twice is told once."""
    assert read_told_addresses(" 203.0.113.7, 2001:DB8:0::7 ,203.0.113.7") == ("203.0.113.7", "2001:db8::7")
    assert read_told_addresses("") == ()


@pytest.mark.parametrize(
    "text",
    [
        *("exam.centre.example", "203.0.113.7:40000", "203.0.113.0/24", "[2001:db8::7]", "203.0.113"),
        *("0.0.0.0", "127.0.0.1", "::1", "fe80::1", "fe80::1%eth0", "224.0.0.1", "255.255.255.255"),
    ],
)
def test_what_no_other_machine_could_reach_is_refused(text: str):
    """A name, a port or a network; nowhere, oneself, one cable, everybody."""
    with pytest.raises(ValueError, match=r"203\.0\.113\.7"):
        read_told_addresses(text)


@pytest.mark.parametrize("workers", [0, 1])
async def test_an_answer_offers_the_told_address_on_the_ports_of_its_own(tmp_path: Path, workers: int):
    """Beside the card's own, after it, and of its family only; a worker process says the same."""
    settings = MediaSettings(host="127.0.0.1", ports=free_range(6), told=("203.0.113.7", "2001:db8::7"))
    studio = Studio(tmp_path, settings, workers=workers)
    await studio.service.start()
    try:
        client = Client(("audio",))
        studio.clients.append(client)
        answer = await client.join(studio.service, studio.sitting_id, Seat.CANDIDATE, "telephone")
    finally:
        await studio.close()
    (own,) = ports_of(answer)
    found = re.findall(r"^a=candidate:\S+ 1 udp (\d+) (\S+) (\d+) typ (.+?)\r?$", answer, re.MULTILINE)
    ((first, *_), (second, *told)) = sorted(found, key=lambda each: -int(each[0]))
    assert int(first) > int(second)
    assert told == ["203.0.113.7", str(own), f"srflx raddr 127.0.0.1 rport {own}"]
