"""What the page about the marking shows, from examinations whose jury has decided. Pure."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

import msgspec

from oralexam.agreement.concordance import Concordance, MarkPair, concordance
from oralexam.agreement.playing import Played, PlayedFigures, Spoken, played_figures
from oralexam.agreement.severity import Comparison, Severity, severity
from oralexam.exams.grids import Grid, Wording
from oralexam.exams.parts import PartKind, StationSetup
from oralexam.exams.scenario import Scenario
from oralexam.rooms.judging.marks import Judgement
from oralexam.rooms.phases import Phase
from oralexam.rooms.state import RoomState

ACQUIRED = "acquired"
"""The line of a grid that stands for the whole judgement: two levels, no and yes."""

Item = TypeVar("Item")
Key = TypeVar("Key", bound=Hashable)


class Juror(msgspec.Struct, frozen=True, kw_only=True):
    """Who judged, beyond one sitting: an account, or a member of a session without one."""

    person: str
    name: str


class JudgedPart(msgspec.Struct, frozen=True, kw_only=True):
    """One examination of which a deliberation was locked."""

    sitting_id: str
    state: RoomState
    grid: Grid
    candidate: str
    """A key that several parts of one candidate share."""
    people: Mapping[str, Juror]
    """By the judge's key; nobody for a part outside sessions, whose links name nobody."""


class LineAgreement(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a grid, as it is worded; "" for all lines of a part together, `acquired` for the whole."""

    part: PartKind
    criterion_id: str
    text: Wording | None
    concordance: Concordance


class ScenarioAgreement(msgspec.Struct, frozen=True, kw_only=True):
    """All lines of the parts that had one scenario."""

    part: PartKind
    scenario: str
    concordance: Concordance


class JurorSeverity(msgspec.Struct, frozen=True, kw_only=True):
    """One juror beside the colleagues."""

    name: str
    severity: Severity


class QualityPage(msgspec.Struct, frozen=True, kw_only=True):
    """Figures about the marking and the playing; no candidate, no mark, no rank."""

    sittings: int
    """Whose first marks of both were compared."""
    erased: int
    """Sealed by both, and erased since: of them nothing is known."""
    lines: tuple[LineAgreement, ...]
    scenarios: tuple[ScenarioAgreement, ...]
    jurors: tuple[JurorSeverity, ...]
    """By name."""
    without_person: int
    """Compared sittings that were opened by link: whose marks they are is not known beyond them."""
    playing: tuple[PlayedFigures, ...]
    not_played: Mapping[str, int]
    """Role-plays whose playing was not described, by why: `stopped`, `restarted`, `juror-changed`."""
    without_words: int
    """Described without what was said: one microphone heard both, or there is no transcript."""
    titles: Mapping[str, str]
    """Of the scenarios, by `scenario_id@version`."""
    names: Mapping[str, str]
    """Of who played, by the key in `playing`."""


class _Compared(msgspec.Struct, frozen=True, kw_only=True):
    part: JudgedPart
    player: Judgement
    observer: Judgement

    @property
    def levels(self) -> int:
        return len(self.part.grid.scale)

    def pairs(self) -> list[tuple[str, MarkPair]]:
        """Each line that both have marked."""
        found = []
        for line in self.part.grid.criteria:
            one, other = self.player.mark(line.id).level, self.observer.mark(line.id).level
            if one is not None and other is not None:
                found.append((line.id, self.pair(one, other)))
        return found

    def pair(self, player: int, observer: int) -> MarkPair:
        return MarkPair(sitting_id=self.part.sitting_id, player=player, observer=observer)


def quality_page(
    parts: Sequence[JudgedPart],
    *,
    spoken: Mapping[str, Spoken | None],
    scenarios: Mapping[str, Scenario],
) -> QualityPage:
    """Everything that the parts say; `spoken` is what was counted of the words, by sitting."""
    found = [_compared(part) for part in parts]
    compared = [each for each in found if each is not None]
    played = [(part, _played(part, spoken, scenarios)) for part in parts if part.state.sitting.plan]
    described = [each for _, each in played if isinstance(each, Played)]
    left_out = [each for _, each in played if isinstance(each, str)]
    drawn = {_scenario_of(part) for part in parts} - {""}
    return QualityPage(
        sittings=len(compared),
        erased=len(found) - len(compared),
        lines=_lines(compared),
        scenarios=_scenarios(compared),
        jurors=_jurors(compared),
        without_person=sum(len(each.part.people) < 2 for each in compared),
        playing=played_figures(described),
        not_played={why: left_out.count(why) for why in sorted(set(left_out))},
        without_words=sum(each.spoken is None for each in described),
        titles={key: scenarios[key].title for key in sorted(drawn) if key in scenarios},
        names={juror.person: juror.name for part in parts for juror in part.people.values()},
    )


def may_be_described(part: JudgedPart) -> bool:
    """Whether the words of a part say how one juror played it."""
    return part.state.sitting.plan is not None and not _why_not(part.state)


def hears_both_apart(state: RoomState) -> bool:
    """Whether each voice has a track of its own."""
    return state.sitting.station_setup is not StationSetup.ONE_MICROPHONE


def _compared(part: JudgedPart) -> _Compared | None:
    """What both gave first, before either could see the other's; None once erased."""
    judging = part.state.judging
    firsts = [judging.sealed_by(judge.key)[0] for judge in judging.judges]
    bodies = [each.read() for each in firsts if each.independent]
    player, observer = (bodies[0], bodies[1]) if len(bodies) == 2 else (None, None)
    if player is None or observer is None:
        return None
    return _Compared(part=part, player=player.judgement, observer=observer.judgement)


def _lines(compared: Sequence[_Compared]) -> tuple[LineAgreement, ...]:
    found: list[LineAgreement] = []
    for part in PartKind:
        here = [each for each in compared if each.part.state.sitting.part is part]
        for levels, group in _by(here, lambda each: each.levels).items():
            whole = [pair for each in group for _, pair in each.pairs()]
            found.append(_line(part, "", None, whole, levels))
        # A line is the same as long as its words and its scale are, in whatever version of the grid.
        worded: dict[tuple[str, Wording, tuple[Wording, ...]], list[MarkPair]] = {}
        for each in here:
            lines = {line.id: line for line in each.part.grid.criteria}
            scale = tuple(level.word for level in each.part.grid.scale)
            for criterion_id, pair in each.pairs():
                worded.setdefault((criterion_id, lines[criterion_id].text, scale), []).append(pair)
        found += [
            _line(part, criterion_id, text, pairs, len(scale))
            for (criterion_id, text, scale), pairs in worded.items()
        ]
        whole = [
            each.pair(1 + each.player.acquired, 1 + each.observer.acquired)
            for each in here
            if each.player.acquired is not None and each.observer.acquired is not None
        ]
        if whole:
            found.append(_line(part, ACQUIRED, None, whole, 2))
    return tuple(found)


def _line(
    part: PartKind, criterion_id: str, text: Wording | None, pairs: Sequence[MarkPair], levels: int
) -> LineAgreement:
    return LineAgreement(
        part=part, criterion_id=criterion_id, text=text, concordance=concordance(pairs, levels=levels)
    )


def _scenarios(compared: Sequence[_Compared]) -> tuple[ScenarioAgreement, ...]:
    drawn = [each for each in compared if _scenario_of(each.part)]
    groups = _by(drawn, lambda each: (_scenario_of(each.part), each.levels))
    return tuple(
        ScenarioAgreement(
            part=group[0].part.state.sitting.part,
            scenario=scenario,
            concordance=concordance([pair for each in group for _, pair in each.pairs()], levels=levels),
        )
        for (scenario, levels), group in sorted(groups.items())
    )


def _jurors(compared: Sequence[_Compared]) -> tuple[JurorSeverity, ...]:
    names: dict[str, str] = {}
    groups: dict[tuple[str, int], list[Comparison]] = {}
    for each in compared:
        people = [each.part.people.get(judge.key) for judge in each.part.state.judging.judges]
        one, other = people
        if one is None or other is None or one.person == other.person:
            continue
        pairs = [pair for _, pair in each.pairs()]
        player, observer = tuple(pair.player for pair in pairs), tuple(pair.observer for pair in pairs)
        for own, colleague, given, beside in (
            (one, other, player, observer),
            (other, one, observer, player),
        ):
            names[own.person] = own.name
            groups.setdefault((own.person, each.levels), []).append(
                Comparison(
                    candidate=each.part.candidate, colleague=colleague.person, own=given, others=beside
                )
            )
    figures = [
        JurorSeverity(name=names[person], severity=severity(group, levels=levels))
        for (person, levels), group in groups.items()
    ]
    return tuple(sorted(figures, key=lambda each: (each.name.casefold(), each.severity.levels)))


def _played(
    part: JudgedPart, spoken: Mapping[str, Spoken | None], scenarios: Mapping[str, Scenario]
) -> Played | str:
    if why := _why_not(part.state):
        return why
    key = _scenario_of(part)
    asked = {fact.fact_id for fact in scenarios[key].jury.facts_if_asked} if key in scenarios else set()
    player = part.people.get(part.state.judging.judges[0].key)
    return Played(
        scenario=key,
        player=player.person if player else "",
        facts=len(asked),
        facts_given=sum(fact_id in asked for fact_id, _ in part.state.facts_given),
        spoken=spoken.get(part.sitting_id),
    )


def _why_not(state: RoomState) -> str:
    """Why the playing of a part is not described; "" where it is."""
    if state.phase is not Phase.HANDED_IN or state.drawn is None:
        return "stopped"
    if state.attempt > 1:
        return "restarted"
    changed = state.changed_jury
    if changed is not None and (state.zero_at is None or changed.at > state.zero_at):
        return "juror-changed"
    return ""


def _scenario_of(part: JudgedPart) -> str:
    return part.state.drawn.lot.drawn if part.state.drawn else ""


def _by(items: Iterable[Item], key_of: Callable[[Item], Key]) -> dict[Key, list[Item]]:
    groups: dict[Key, list[Item]] = {}
    for item in items:
        groups.setdefault(key_of(item), []).append(item)
    return groups
