"""The words of printed records."""

import pytest

from oralexam.dossier.language import DocumentLanguage
from oralexam.dossier.words import Words
from oralexam.rooms.call_events import Trouble
from oralexam.rooms.device_events import DeviceKind
from oralexam.webapp.assets import web_folder

CODES = (
    *(f"station-{trouble.value}{over}" for trouble in Trouble for over in ("", "-over")),
    *(f"{kind.value}-swapped" for kind in DeviceKind),
    "microphone-heard",
    "call-held",
    "call-taken-up",
)


@pytest.mark.parametrize("language", DocumentLanguage)
def test_what_happened_at_a_station_is_said_whole_where_its_name_stands_beside_it(
    language: DocumentLanguage,
) -> None:
    """Not « le micro de  ne donne aucun son », nor a sentence that begins with its verb."""
    words = Words.read(language, web_folder())
    for code in CODES:
        said = words.incident(code, "")
        assert said != code
        assert "  " not in said
        assert said[0].isupper(), said
