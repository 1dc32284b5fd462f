"""What evaluators do about transcripts: read, confirm, correct; logged without a word of it."""

import asyncio

import structlog

from oralexam.clock import Clock
from oralexam.storage.corrections import SqlCorrections
from oralexam.transcripts.correction import CorrectionOrder
from oralexam.transcripts.reading import TrackReading, Version, tracks_as_read
from oralexam.transcripts.transcript import TrackTranscript

_log = structlog.get_logger(__name__)


class CorrectionDesk:
    """Acts upon the transcripts of one sitting at a time; who may is asked before."""

    def __init__(self, *, corrections: SqlCorrections, clock: Clock) -> None:
        self._corrections = corrections
        self._clock = clock

    async def versions(self, sitting_id: str) -> tuple[Version, ...]:
        """The transcripts of a sitting with the acts upon them.

        Raises:
            SystemFault: `storage-failed`.
        """
        return await asyncio.to_thread(self._corrections.versions, sitting_id)

    async def readings(self, sitting_id: str) -> tuple[TrackReading, ...]:
        """How the transcripts of a sitting read now; empty where there is none.

        Raises:
            SystemFault: `transcript-altered`, `storage-failed`.
        """
        return await asyncio.to_thread(self._corrections.readings, sitting_id)

    def as_read(self, sitting_id: str) -> tuple[TrackTranscript, ...]:
        """The transcript of each seat that stands, with all that people did about it. Called in a thread.

        Raises:
            SystemFault: `transcript-altered`, `storage-failed`.
        """
        return tuple(tracks_as_read(self._corrections.versions(sitting_id)).values())

    async def reading(self, sitting_id: str, seat: str, version: int) -> TrackReading | None:
        """How one version of one track reads now; None where there is none such."""
        return await asyncio.to_thread(self._corrections.reading, sitting_id, seat, version)

    async def act(
        self, sitting_id: str, seat: str, version: int, order: CorrectionOrder, *, author: str
    ) -> None:
        """Carry out an order; what stood already is not done again.

        Raises:
            NotFound: `unknown-transcript`, `unknown-utterance`.
            Refused: `transcript-changed`, and what else `transcripts.correction.decide` refuses.
        """
        act = await asyncio.to_thread(
            self._corrections.act, sitting_id, seat, version, order, author=author, now=self._clock.now()
        )
        if act is not None:
            _log.info(
                "transcript-read",
                sitting_id=sitting_id,
                seat=seat,
                version=version,
                revision=act.revision,
                act=act.kind.value,
            )
