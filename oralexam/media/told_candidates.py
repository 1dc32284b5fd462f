"""Candidates under the addresses that a 1:1 NAT gives this machine (`media.told_addresses`)."""

from collections.abc import Sequence

from aioice.candidate import Candidate, candidate_foundation, candidate_priority


def also_told(gathered: Sequence[Candidate], told: Sequence[str]) -> list[Candidate]:
    """What a 1:1 NAT makes of candidates of the machine: the same ports under other addresses.

    They are server-reflexive ones, as a STUN server beyond the router would have shown (RFC 8445 section
    5.1.1.2). Nothing more is listened to: what comes to them comes to the machine's own.
    """
    return [
        Candidate(
            foundation=candidate_foundation("srflx", own.transport, own.host),
            component=own.component,
            transport=own.transport,
            priority=candidate_priority(own.component, "srflx"),
            host=address,
            port=own.port,
            type="srflx",
            related_address=own.host,
            related_port=own.port,
        )
        for address in told
        for own in gathered
        if (":" in own.host) == (":" in address) and own.host != address
    ]
