"""What the words of one part say about how it was played: the question to `talk_child`, and its answer."""

import msgspec

from oralexam.agreement.playing import Spoken
from oralexam.transcripts.transcript import TrackTranscript


class TalkRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Parts of which both judges have sealed their marks, with the words as people read them."""

    parts: tuple[tuple[TrackTranscript, ...], ...]


class TalkAnswer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """In the order of the parts; None where the words of one of the two are not there."""

    spoken: tuple[Spoken | None, ...]
