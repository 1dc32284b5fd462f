"""Whether a rehearsal held. Pure: what was seen goes in, problems come out."""

from collections.abc import Iterator

from oralexam.rehearsal.lines import PACKET_S
from oralexam.rehearsal.outcome import Outcome
from oralexam.rehearsal.picture import PICTURES_A_SECOND
from oralexam.rehearsal.report import Problem
from oralexam.rehearsal.script import speaking
from oralexam.rooms.seats import PARTIES, Seat
from oralexam.transcripts.transcript import TrackTranscript

PHASE_TOLERANCE_S = 0.1
"""Issue 2, point 9: timed phases are within 0.1 s of their plan."""
MAY_BE_MISSING = ((0.0, 0.0), (0.05, 0.001), (0.20, 0.02))
"""(loss on the wire up to, share of audio packets that may be missing): issue 2, point 9."""
HEARD_SHARE = 0.8
"""Who received less than this of what the wire left of the other's call did not hear or see it."""
RECORDED_SLACK_S = 0.5
"""A recording may be this much shorter than its call: the packets around its two ends."""
REHEARSAL_MODEL_SAYS = "knows only the rehearsal's lines"
"""What the note of the shipped model says of itself (issue 2, point 9)."""
ALL_OF_IT = 1.0


def judge(seen: Outcome) -> tuple[Problem, ...]:
    """Everything that did not hold."""
    return (
        *seen.found,
        *_phases(seen),
        *_recordings(seen),
        *_hearing(seen),
        *_written(seen),
        *_transcripts(seen),
        *(_problem("copy-missing", copy=name) for name, there in seen.copies.items() if not there),
    )


def may_be_missing(loss: float) -> float:
    """The share of audio packets that may be missing at a loss on the wire; past 20 %, all of them."""
    return next((share for up_to, share in MAY_BE_MISSING if loss <= up_to), ALL_OF_IT)


def by_rehearsal_model(transcript: TrackTranscript) -> bool:
    """Whether the shipped model wrote it, which knows nothing but the shipped lines."""
    return REHEARSAL_MODEL_SAYS in transcript.recognizer.note


def _problem(code: str, **details: str | float) -> Problem:
    return Problem(code=code, details=details)


def _phases(seen: Outcome) -> Iterator[Problem]:
    passed = {phase.name for phase in seen.phases}
    for name in ("preparation", "ringing", "connecting", "call", "writing"):
        if name not in passed:
            yield _problem("phase-missing", phase=name)
    for phase in seen.phases:
        if phase.planned_s is not None and abs(phase.actual_s - phase.planned_s) > PHASE_TOLERANCE_S:
            yield _problem(
                "phase-off-plan", phase=phase.name, planned_s=phase.planned_s, actual_s=phase.actual_s
            )
    if not seen.warned:
        yield _problem("no-warning")


def _recordings(seen: Outcome) -> Iterator[Problem]:
    for seat in PARTIES:
        for kind in ("audio", "video") if seen.video else ("audio",):
            files = [file for file in seen.recordings if file.seat is seat and file.kind == kind]
            if not files:
                yield _problem("recording-missing", seat=seat, kind=kind)
                continue
            recorded_s = sum(file.duration_s for file in files)
            if recorded_s < seen.script.call_s - RECORDED_SLACK_S:
                yield _problem(
                    "recording-short", seat=seat, kind=kind, duration_s=recorded_s, call_s=seen.script.call_s
                )
            missing = sum(file.missing_packets for file in files)
            sent = missing + sum(file.packets for file in files)
            # What video may miss under loss is promised nowhere; without loss nothing may.
            allowed = may_be_missing(seen.loss) if kind == "audio" or seen.loss == 0 else ALL_OF_IT
            if missing > allowed * sent:
                yield _problem(
                    "packets-missing", seat=seat, kind=kind, missing=missing, sent=sent, allowed_share=allowed
                )


def _hearing(seen: Outcome) -> Iterator[Problem]:
    # A picture is at least one packet.
    a_second = {"audio": 1 / PACKET_S} | ({"video": float(PICTURES_A_SECOND)} if seen.video else {})
    for seat, senders in ((Seat.CANDIDATE, 1), (Seat.JUROR, 1), (Seat.OBSERVER, 2)):
        for kind, rate in a_second.items():
            expected = HEARD_SHARE * (1 - seen.loss) * senders * rate * seen.script.call_s
            packets = seen.heard_in_call.get(seat, {}).get(kind, 0)
            if packets < expected:
                yield _problem(
                    "received-too-little", seat=seat, kind=kind, packets=packets, expected=round(expected)
                )


def _written(seen: Outcome) -> Iterator[Problem]:
    if seen.notes_kept != seen.notes_typed:
        yield _problem("notes-differ", typed=len(seen.notes_typed), kept=len(seen.notes_kept))
    if seen.text_kept != seen.text_typed:
        yield _problem("text-differs", typed=len(seen.text_typed), kept=len(seen.text_kept))
    if not seen.handed_in:
        yield _problem("not-handed-in")


def _transcripts(seen: Outcome) -> Iterator[Problem]:
    windows = speaking(seen.script)
    for seat in PARTIES:
        transcript = next((track for track in seen.transcripts if track.seat == seat), None)
        if transcript is None:
            yield _problem("transcript-missing", seat=seat)
            continue
        # Under loss the words only inform (issue 2, point 9), and so do another model's.
        if seen.loss > 0 or seat not in seen.shipped or not by_rehearsal_model(transcript):
            continue
        wer = seen.wer.get(seat)
        if wer is None or wer > 0:
            yield _problem("words-differ", seat=seat, wer=-1.0 if wer is None else wer)
        astray = sum(
            not any(
                starts <= (utterance.start_s + utterance.end_s) / 2 <= ends for starts, ends in windows[seat]
            )
            for utterance in transcript.utterances
        )
        if astray:
            yield _problem("words-off-the-clock", seat=seat, utterances=astray)
