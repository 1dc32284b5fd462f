"""What the doctor says of real relays: the compose file's, by `turn:` and by `turns:`."""

import asyncio
from pathlib import Path

import pytest

from oralexam.doctor.findings import Finding
from oralexam.doctor.plan import NetworkPlan
from oralexam.doctor.relays import check_relays, own_addresses
from oralexam.settings import Settings
from tests.doctor.english import advice, found
from tests.media.composed_coturn import composed_coturn
from tests.media.coturn import free_port, needs_coturn
from tests.media.test_udp_ports import free_range


@needs_coturn
async def test_the_compose_files_relay_answers_by_both_ways(tmp_path: Path):
    """It reaches this server, whose other ports no rule closes here; without the authority it is no one's."""
    here = next((each for each in own_addresses("") if ":" not in each), None)
    if here is None:
        pytest.skip("this machine has no address of a network")
    ports = free_range(60)
    urls = f"turn:{here}:{free_port()}?transport=udp,turns:{here}:{free_port()}"
    given = {"ORALEXAM_TURN_URLS": urls, "ORALEXAM_MEDIA_PORTS": str(ports)}
    async with composed_coturn(tmp_path, address=here, **given) as relay:
        settings = Settings(turn_urls=urls, turn_secret_file=relay.secret)

        async def told(authority: Path | None) -> list[Finding]:
            plan = NetworkPlan(
                ports=ports,
                relay_urls=settings.relay_urls(),
                relay_secret_file=settings.turn_secret_file,
                authority_file=authority,
            )
            return await asyncio.to_thread(lambda: list(check_relays(plan, towards=(here,))))

        both = await told(relay.authority)
        assert [each.found.code for each in both] == ["turn-open", "turn-open"]
        assert all("--firewall" in advice(each) for each in both)
        _, secured = await told(None)
        assert secured.found.code == "turn-not-trusted"
        assert here in found(secured)
