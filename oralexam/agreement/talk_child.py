"""`python -m oralexam.agreement.talk_child`: the words of parts on its input, counts on its output.

It runs beside exams: at the lowest priority, for one answer, and its memory ends with it.
"""

import os
import sys

import msgspec

from oralexam.agreement.playing import Spoken
from oralexam.agreement.talk import TalkAnswer, TalkRequest
from oralexam.measures.speaking import speaking_of
from oralexam.measures.talking import interruptions, is_listening
from oralexam.rooms.seats import Seat
from oralexam.transcripts.transcript import TrackTranscript

LOWEST_PRIORITY = 19


def spoken_of(tracks: tuple[TrackTranscript, ...]) -> Spoken | None:
    """What was counted of the juror's words beside the candidate's."""
    by_seat = {track.seat: track for track in tracks}
    juror, candidate = by_seat.get(Seat.JUROR), by_seat.get(Seat.CANDIDATE)
    if juror is None or candidate is None:
        return None
    own, other = speaking_of(juror, [candidate]), speaking_of(candidate, [juror])
    taken = [turn for turn in own.turns if not is_listening(turn)]
    return Spoken(
        own_s=round(own.speech_s, 3),
        both_s=round(own.speech_s + other.speech_s, 3),
        turns=len(taken),
        questions=sum(any("?" in word.text for word in turn.words) for turn in taken),
        interruptions=len(interruptions(own, other)),
    )


def main() -> None:
    """Read, count, answer."""
    os.nice(LOWEST_PRIORITY)
    asked = msgspec.json.decode(sys.stdin.buffer.read(), type=TalkRequest)
    answer = TalkAnswer(spoken=tuple(spoken_of(tracks) for tracks in asked.parts))
    sys.stdout.buffer.write(msgspec.json.encode(answer))


if __name__ == "__main__":
    main()
