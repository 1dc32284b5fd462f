"""What is left to do when the text has been handed in: wait for the worker, gather, have it judged."""

import asyncio
import hashlib
import time
from collections.abc import Sequence
from pathlib import Path

from oralexam.rehearsal import play
from oralexam.rehearsal.judgement import by_rehearsal_model, judge
from oralexam.rehearsal.manager_desk import ManagerDesk, OpenedSitting, Replay, ServerReport
from oralexam.rehearsal.order import RehearsalOrder
from oralexam.rehearsal.outcome import Outcome
from oralexam.rehearsal.report import Problem, Recording, Report, TranscriptLine
from oralexam.rehearsal.script import Script, reference
from oralexam.rehearsal.watch import LOOK_EVERY_S, TranscriptWatch, transcribed
from oralexam.rehearsal.web_client import WebClient
from oralexam.rooms.seats import PARTIES, Seat
from oralexam.transcripts.transcript import TrackTranscript

RESULTS_TIMEOUT_S = 180.0
RESULTS_SHARE = 4.0
"""A real model takes up to 1.2 CPU-seconds a second of audio (shared speech notes), two tracks, on a busy
machine: past this many times the call's length nothing more is waited for."""


class Aftermath:
    """One rehearsal, played; its report."""

    def __init__(
        self,
        *,
        order: RehearsalOrder,
        desk: ManagerDesk,
        sitting: OpenedSitting,
        script: Script,
        played: play.Played,
        watch: TranscriptWatch,
        say: play.Say,
    ) -> None:
        self._order = order
        self._desk = desk
        self._sitting = sitting
        self._script = script
        self._played = played
        self._watch = watch
        self._say = say
        self._found = list(played.found)

    async def report(self) -> Report:
        """Everything, judged."""
        replay = await self._results()
        server = await self._desk.report(self._sitting.sitting_id)
        await self._try_evaluator_link()
        recordings = await asyncio.to_thread(self._recordings, server)
        transcripts = replay.transcripts or server.transcripts
        references, wer = await asyncio.to_thread(self._words, transcripts)
        outcome = Outcome(
            script=self._script,
            loss=self._order.loss,
            video=self._played.video,
            phases=self._played.phases,
            recordings=recordings,
            transcripts=transcripts,
            references=references,
            shipped=frozenset(PARTIES) - self._strange(),
            wer=wer,
            heard_in_call=self._played.heard_in_call,
            warned=self._played.warned,
            notes_typed=play.NOTES,
            notes_kept=replay.notes[-1].text if replay.notes else "",
            text_typed=play.TEXT,
            text_kept=replay.text[-1].text if replay.text else "",
            handed_in=True,
            copies=await self._copies(replay),
            found=tuple(self._found),
        )
        problems = judge(outcome)
        return Report(
            ok=not problems,
            sitting_id=self._sitting.sitting_id,
            phases=outcome.phases,
            recordings=recordings,
            transcript=_lines(transcripts),
            wer=wer,
            time_to_transcript_s=self._watch.ready_after_s,
            replay_url=str(self._order.server / "replay" / self._sitting.sitting_id),
            problems=problems,
            pace=self._order.pace,
            loss=self._order.loss,
            seed=self._order.seed,
            model=_model(transcripts),
            heard={seat: dict(kinds) for seat, kinds in outcome.heard_in_call.items()},
            sent=dict(self._played.sent),
            data_folder=str(self._order.data_folder) if self._order.data_folder else None,
        )

    async def _results(self) -> Replay:
        """Wait, with a bound, for transcripts and listening copies."""
        self._say("Waiting for the transcripts and the listening copies.")
        give_up_at = time.monotonic() + max(RESULTS_TIMEOUT_S, RESULTS_SHARE * self._script.call_s)
        while True:
            replay = await self._desk.replay(self._sitting.sitting_id)
            settled = {replay.transcript_state, replay.media_state} <= {
                "ready",
                "failed",
                "waiting-for-model",
            }
            noted = self._watch.ready_after_s is not None or not transcribed(replay)
            if (settled and noted) or time.monotonic() > give_up_at:
                break
            await asyncio.sleep(LOOK_EVERY_S)
        if replay.transcript_state != "ready":
            self._problem(
                "transcript-not-ready",
                state=replay.transcript_state,
                reason=replay.transcript_reason or "",
            )
        if replay.media_state != "ready":
            self._problem("copies-not-ready", state=replay.media_state, reason=replay.media_reason or "")
        return replay

    async def _try_evaluator_link(self) -> None:
        """An evaluator's own link must open the replay, in a browser that holds no other seat."""
        async with WebClient(self._order.server) as evaluator:
            page = await evaluator.join(self._sitting.token(Seat.EVALUATOR))
            await ManagerDesk(evaluator).replay(self._sitting.sitting_id)
        if page != f"/replay/{self._sitting.sitting_id}":
            self._problem("unexpected-page", page=page)

    async def _copies(self, replay: Replay) -> dict[str, bool]:
        there: dict[str, bool] = {}
        tracks = {track.seat: track for track in replay.tracks}
        for seat in PARTIES:
            track = tracks.get(seat)
            audio, outline = (track.audio, track.peaks) if track else (None, None)
            there[f"{seat}-audio"] = audio is not None and await self._desk.plays(audio.url)
            there[f"{seat}-peaks"] = outline is not None and await self._desk.draws(outline.url)
        there["mix"] = replay.mix is not None and await self._desk.plays(replay.mix.url)
        return there

    def _recordings(self, server: ServerReport) -> tuple[Recording, ...]:
        recordings = []
        for file in server.recordings:
            path = self._where(file.path)
            if path is not None and _sha256(path) != file.sha256:
                self._problem("checksum-differs", seat=file.seat, kind=file.kind, segment=file.segment)
            recordings.append(
                Recording(
                    seat=file.seat,
                    kind=file.kind,
                    segment=file.segment,
                    duration_s=round(file.duration_s, 3),
                    packets=file.packets,
                    missing_packets=file.missing_packets,
                    sha256=file.sha256,
                    path=str(path) if path is not None else file.path,
                )
            )
        return tuple(recordings)

    def _where(self, path: str) -> Path | None:
        """The recording's place on this machine, where it was made here."""
        if self._order.data_folder is None:
            return None
        found = self._order.data_folder / path
        return found if found.is_file() else self._order.data_folder / "recordings" / path

    def _words(
        self, transcripts: Sequence[TrackTranscript]
    ) -> tuple[dict[Seat, str | None], dict[Seat, float | None]]:
        from oralexam.transcripts.word_errors import count_normalised_errors  # noqa: PLC0415 — 2 s and 300 MB

        texts = [line.text for line in self._order.lines]
        references = {seat: reference(self._script, texts, seat) for seat in PARTIES}
        strange = self._strange()
        wer: dict[Seat, float | None] = {}
        for seat in PARTIES:
            said = references[seat]
            heard = next((track for track in transcripts if track.seat == seat), None)
            cannot_know = heard is not None and by_rehearsal_model(heard) and seat in strange
            if said is None or not said.strip() or heard is None or cannot_know:
                wer[seat] = None
            else:
                wer[seat] = count_normalised_errors(said, heard.text()).rate
        return references, wer

    def _strange(self) -> set[Seat]:
        """The parties who spoke lines that the rehearsal model does not know."""
        return {line.seat for line in self._order.lines if not line.shipped}

    def _problem(self, code: str, **details: str | float) -> None:
        self._found.append(Problem(code=code, details=details))


def _lines(transcripts: Sequence[TrackTranscript]) -> tuple[TranscriptLine, ...]:
    lines = [
        TranscriptLine(
            seat=Seat(track.seat),
            start_s=utterance.start_s,
            end_s=utterance.end_s,
            text=utterance.text,
            words=utterance.words,
        )
        for track in transcripts
        for utterance in track.utterances
    ]
    return tuple(sorted(lines, key=lambda line: line.start_s))


def _model(transcripts: Sequence[TrackTranscript]) -> str:
    return "; ".join(sorted({f"{track.recognizer.model} ({track.recognizer.note})" for track in transcripts}))


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
