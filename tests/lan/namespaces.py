"""Machines of an exam day: network namespaces with their own addresses, joined by a bridge (ip-netns(8)).

A LAN has three; the server's namespace holds the bridge, as a switch would stand beside it. Nothing outside
is connected.
"""

import asyncio
import ctypes
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

LAPTOP = "laptop"
SERVER, EXAM_ROOM, JURY_ROOM = "server", "exam", "jury"
ADDRESSES = {SERVER: "10.77.0.1", EXAM_ROOM: "10.77.0.2", JURY_ROOM: "10.77.0.3"}
SIX = {place: f"fd77::{number}" for number, place in enumerate(ADDRESSES, 1)}
IP_TIMEOUT_S = 10
ROUTER = "router"
BEHIND = {SERVER: ("10.88.0.2", "fd88::2"), JURY_ROOM: ("10.88.0.3", "fd88::3")}
"""On the router's inner side."""
BEYOND = {EXAM_ROOM: ("203.0.113.20", "2001:db8::20")}
TOLD = ("203.0.113.7", "2001:db8::7")
"""What the router calls the server, beyond it (RFC 5737, RFC 3849)."""
CLONE_NEWNET = 0x40000000
_PORT_STATES = {"disabled": "0", "forwarding": "3"}
"""Of a port of the switch (bridge(8); IEEE 802.1D, 8.4)."""


@dataclass(frozen=True, kw_only=True)
class Lan:
    """The places, by the names of their namespaces."""

    prefix: str

    def inside(self, place: str) -> tuple[str, ...]:
        """How a command is begun that is to run at `place`."""
        return ("ip", "netns", "exec", self.name(place))

    def name(self, place: str) -> str:
        """The namespace's name."""
        return f"{self.prefix}-{place}"

    @contextmanager
    def sockets_of(self, place: str) -> Iterator[None]:
        """Whatever socket this thread makes meanwhile is that place's, and stays so (setns(2))."""
        setns = ctypes.CDLL(None, use_errno=True).setns
        with open("/proc/thread-self/ns/net", "rb") as here:  # noqa: PTH123 -- a descriptor, not a file
            try:
                with Path("/run/netns", self.name(place)).open("rb") as there:
                    if setns(there.fileno(), CLONE_NEWNET):
                        raise OSError(ctypes.get_errno(), "setns")
                yield
            finally:
                setns(here.fileno(), CLONE_NEWNET)

    async def pull_cable(self, place: str) -> None:
        """A PC's cable is pulled out of the switch: its card has no carrier, and the PC knows."""
        await _ip("-n", self.name(SERVER), "link", "set", f"to-{place}", "down")

    async def plug_in(self, place: str) -> None:
        """The cable is back."""
        await _ip("-n", self.name(SERVER), "link", "set", f"to-{place}", "up")

    async def cut_behind(self, place: str) -> None:
        """Something further away fails: nothing passes, and the PC's own card has noticed nothing."""
        await self._port(place, "disabled")

    async def join_behind(self, place: str) -> None:
        """It passes again."""
        await self._port(place, "forwarding")

    async def _port(self, place: str, state: str) -> None:
        given = ("link", "set", "dev", f"to-{place}", "state", _PORT_STATES[state])
        await _run("bridge", "-n", self.name(SERVER), *given)

    async def make_thin(self, place: str, *, kbit_s: int) -> None:
        """From now on what a place sends and gets goes through a pipe of so much each way (tc-tbf(8))."""
        for where, card in ((place, "eth0"), (SERVER, f"to-{place}")):
            given = ("dev", card, "root", "tbf", "rate", f"{kbit_s}kbit", "burst", "4kb", "latency", "200ms")
            await _run("tc", "-n", self.name(where), "qdisc", "replace", *given)

    async def make_wide(self, place: str) -> None:
        """The pipe is gone."""
        for where, card in ((place, "eth0"), (SERVER, f"to-{place}")):
            await _run("tc", "-n", self.name(where), "qdisc", "del", "dev", card, "root")


class NoNamespacesError(Exception):
    """This machine, or this user, cannot have namespaces; it says why."""


@asynccontextmanager
async def local_network() -> AsyncIterator[Lan]:
    """Three machines on one switch, gone afterwards.

    Raises:
        NoNamespacesError
    """
    async with _machines(*ADDRESSES) as lan:
        await _join(lan)
        yield lan


@asynccontextmanager
async def offline_laptop() -> AsyncIterator[Lan]:
    """One machine with no network at all: its loopback interface is up, and there is no other.

    Raises:
        NoNamespacesError
    """
    async with _machines(LAPTOP) as lan:
        await _ip("-n", lan.name(LAPTOP), "link", "set", "lo", "up")
        yield lan


@asynccontextmanager
async def behind_one_to_one_nat() -> AsyncIterator[Lan]:
    """The server and the jury behind a router that gives the server another address; the exam room beyond it.

    Raises:
        NoNamespacesError
    """
    if shutil.which("nft") is None:
        raise NoNamespacesError("nftables is not installed")
    async with _machines(SERVER, JURY_ROOM, ROUTER, EXAM_ROOM) as lan:
        await _join_by_router(lan)
        yield lan


@asynccontextmanager
async def _machines(*places: str) -> AsyncIterator[Lan]:
    if shutil.which("ip") is None:
        raise NoNamespacesError("iproute2 is not installed")
    if os.geteuid() != 0:
        raise NoNamespacesError("network namespaces need root")
    lan = Lan(prefix=f"oralexam{os.getpid()}")
    made: list[str] = []
    try:
        for place in places:
            await _ip("netns", "add", lan.name(place))
            made.append(lan.name(place))
        yield lan
    finally:
        for name in made:
            await _ip("netns", "del", name)


async def _join(lan: Lan) -> None:
    switch = lan.name(SERVER)
    await _ip("-n", switch, "link", "add", "lan0", "type", "bridge")
    for place in (EXAM_ROOM, JURY_ROOM):
        there = lan.name(place)
        await _ip(
            *("-n", switch, "link", "add", f"to-{place}", "type", "veth"),
            *("peer", "name", "eth0", "netns", there),
        )
        await _ip("-n", switch, "link", "set", f"to-{place}", "master", "lan0", "up")
    for place, card in ((SERVER, "lan0"), (EXAM_ROOM, "eth0"), (JURY_ROOM, "eth0")):
        there = lan.name(place)
        await _ip("-n", there, "address", "add", f"{ADDRESSES[place]}/24", "dev", card)
        # Without duplicate address detection (RFC 4862 section 5.4), which takes a second or two.
        await _ip("-n", there, "address", "add", f"{SIX[place]}/64", "dev", card, "nodad")
        for each in ("lo", card):
            await _ip("-n", there, "link", "set", each, "up")


async def _join_by_router(lan: Lan) -> None:
    router = lan.name(ROUTER)
    for side, places, (four, six) in (
        ("inner", BEHIND, ("10.88.0.1", "fd88::1")),
        ("outer", BEYOND, ("203.0.113.1", "2001:db8::1")),
    ):
        await _ip("-n", router, "link", "add", side, "type", "bridge")
        for place, addresses in places.items():
            there = lan.name(place)
            await _ip(
                *("-n", router, "link", "add", f"to-{place}", "type", "veth"),
                *("peer", "name", "eth0", "netns", there),
            )
            await _ip("-n", router, "link", "set", f"to-{place}", "master", side, "up")
            await _has(there, "eth0", *addresses)
        # What the router calls the server is an address of its own: who asks for it gets an answer.
        await _has(router, side, four, six, *(TOLD if side == "outer" else ()))
        for place in places:
            for gateway in (four, six):
                await _ip("-n", lan.name(place), "route", "add", "default", "via", gateway)
    forwards = ("net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1")
    await _run(*lan.inside(ROUTER), "sysctl", "-q", "-w", *forwards)
    rules = [
        f"add table {family} nat;"
        f"add chain {family} nat coming {{ type nat hook prerouting priority -100; }};"
        f"add chain {family} nat going {{ type nat hook postrouting priority 100; }};"
        f"add rule {family} nat coming {family} daddr {told} dnat to {own};"
        f"add rule {family} nat going {family} saddr {own} oifname outer snat to {told};"
        # No way into the centre but by the address that the router gives.
        f"add chain {family} nat passing {{ type filter hook forward priority 0; }};"
        f"add rule {family} nat passing iifname outer oifname inner ct status & dnat == 0"
        " ct state new drop"
        for family, own, told in zip(("ip", "ip6"), BEHIND[SERVER], TOLD, strict=True)
    ]
    await _run(*lan.inside(ROUTER), "nft", ";".join(rules))


async def _has(machine: str, card: str, *addresses: str) -> None:
    """A machine's card, up, with these addresses."""
    for address in addresses:
        more = ("nodad",) if ":" in address else ()
        mask = 64 if ":" in address else 24
        await _ip("-n", machine, "address", "add", f"{address}/{mask}", "dev", card, *more)
    for each in ("lo", card):
        await _ip("-n", machine, "link", "set", each, "up")


async def _ip(*arguments: str) -> None:
    await _run("ip", *arguments)


async def _run(program: str, *arguments: str) -> None:
    process = await asyncio.create_subprocess_exec(
        program, *arguments, stdin=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(IP_TIMEOUT_S):
        _, said = await process.communicate()
    if process.returncode:
        raise NoNamespacesError(f"{program} {' '.join(arguments)}: {said.decode().strip()}")
