"""What closes the server's other ports to a relay, in a machine of its own: real rules, a real coturn."""

import asyncio
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from oralexam.media.relay_config import nftables_rules
from oralexam.media.relay_probe import RelayState, probe_relay
from tests.lan.namespaces import LAPTOP, NoNamespacesError, offline_laptop
from tests.media.coturn import HERE, coturn, needs_coturn
from tests.media.test_udp_ports import free_range

pytestmark = [pytest.mark.slow, pytest.mark.timeout(60), needs_coturn]


@pytest.mark.skipif(shutil.which("nft") is None, reason="nftables is not installed")
async def test_the_rules_leave_a_relay_the_ports_of_media_and_no_others(tmp_path: Path):
    """Before, it reaches any port of this server; then, those of sound and picture alone."""
    relayed, media = free_range(40), free_range(12)
    try:
        async with offline_laptop() as lan:
            with lan.sockets_of(LAPTOP):
                async with coturn(tmp_path, relayed=relayed) as relays:
                    (url,) = relays.urls
                    (given,) = relays.for_somebody("doctor", now=datetime.now(UTC))
                    assert await probe_relay(url, given, [HERE], ports=media) is RelayState.OPEN
                    rules = tmp_path / "relay.nft"
                    rules.write_text(nftables_rules(relays=[HERE, "::1"], relayed=relayed, media=media))
                    # Loaded twice, as after a change of the settings.
                    for _ in range(2):
                        loaded = await asyncio.create_subprocess_exec("nft", "-f", str(rules))
                        assert await loaded.wait() == 0
                    assert await probe_relay(url, given, [HERE], ports=media) is RelayState.WELL
    except NoNamespacesError as reason:
        pytest.skip(str(reason))
