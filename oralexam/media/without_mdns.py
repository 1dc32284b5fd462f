"""Keeps aioice from loading what resolves `.local` names: a patch, put in place before aioice is imported.

The gate takes every candidate out of an offer, so no such name ever reaches ICE; but aioice imports dnspython
for them. Without it the idle server is 2 MB smaller and ready 0.1 s sooner (measured), and nothing in it
can ask the network for a name that a stranger has sent.
"""

import sys
from types import ModuleType

_MODULE = "aioice.mdns"


def leave_mdns_out() -> None:
    """Put what knows no names in the place of aioice's module, unless that is there already."""
    if _MODULE not in sys.modules:
        sys.modules[_MODULE] = _nameless()


def _nameless() -> ModuleType:
    """What `aioice.ice` uses of it: no host is a name, so nothing is ever resolved."""
    module = ModuleType(_MODULE, "Stands in for aioice's: see oralexam.media.without_mdns.")
    vars(module).update(MDnsProtocol=type("MDnsProtocol", (), {}), is_mdns_hostname=_is_mdns_hostname)
    return module


def _is_mdns_hostname(_host: str) -> bool:
    return False
