"""What the web application is built on: handed over whole by the composition root."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from oralexam.clock import Clock
from oralexam.exams.formats import FormatBook
from oralexam.papers.intake import PaperIntake
from oralexam.signaling.dispatch import Dispatcher
from oralexam.storage.exam_sessions import SqlExamSessions
from oralexam.storage.grids import GridShelf
from oralexam.storage.viewings import SqlViewings
from oralexam.webapp.after.digest_desk import DigestDesk
from oralexam.webapp.after.pack_desk import PackDesk
from oralexam.webapp.after.record_desk import RecordDesk
from oralexam.webapp.assets import Assets
from oralexam.webapp.board.board import Board
from oralexam.webapp.copies.desk import CopyDesk
from oralexam.webapp.day.desk import DayDesk
from oralexam.webapp.day.order import DayOrder
from oralexam.webapp.documents.candidate_files import CandidateFiles
from oralexam.webapp.documents.reference_desk import ReferenceDesk
from oralexam.webapp.health import Health
from oralexam.webapp.judging.deliberation_desk import DeliberationDesk
from oralexam.webapp.judging.desk import JudgingDesk
from oralexam.webapp.judging.second_desk import SecondDesk
from oralexam.webapp.networks.desk import NetworkDesk
from oralexam.webapp.people.access import Doorkeeper
from oralexam.webapp.people.sign_in import SignIn
from oralexam.webapp.plan.desk import PlanDesk
from oralexam.webapp.quality.desk import QualityDesk
from oralexam.webapp.quality.reliability_desk import ReliabilityDesk
from oralexam.webapp.replay.archive import Archive
from oralexam.webapp.replay.correction_desk import CorrectionDesk
from oralexam.webapp.replay.desk import ReplayDesk
from oralexam.webapp.retention.pages import Retention
from oralexam.webapp.retention.viewing_log import ViewingLog
from oralexam.webapp.scenarios.desk import ScenarioDesk
from oralexam.webapp.sessions.desk import SessionDesk
from oralexam.webapp.sessions.paper_desk import PaperDesk
from oralexam.webapp.sittings.clock_desk import ClockDesk
from oralexam.webapp.sittings.desk import Desk
from oralexam.webapp.sittings.guest_desk import GuestDesk
from oralexam.webapp.sittings.jury_desk import JuryDesk
from oralexam.webapp.stations.desk import StationDesk
from oralexam.webapp.stations.leak_desk import LeakDesk


@dataclass(frozen=True, kw_only=True)
class Services:
    """Everything that a handler may use."""

    assets: Assets
    doorkeeper: Doorkeeper
    viewing_log: ViewingLog
    viewings: SqlViewings
    retention: Retention
    exam_sessions: SqlExamSessions
    desk: Desk
    clock_desk: ClockDesk
    jury_desk: JuryDesk
    guest_desk: GuestDesk
    dispatcher: Dispatcher
    archive: Archive
    scenario_desk: ScenarioDesk
    papers: PaperIntake
    candidate_files: CandidateFiles
    record_desk: RecordDesk
    reference_desk: ReferenceDesk
    correction_desk: CorrectionDesk
    copy_desk: CopyDesk
    station_desk: StationDesk
    leak_desk: LeakDesk
    network_desk: NetworkDesk
    judging_desk: JudgingDesk
    deliberation_desk: DeliberationDesk
    grids: GridShelf
    reliability_desk: ReliabilityDesk
    quality_desk: QualityDesk
    second_desk: SecondDesk
    replay_desk: ReplayDesk
    sign_in: SignIn
    plan_desk: PlanDesk
    pack_desk: PackDesk
    digest_desk: DigestDesk
    packs: Path
    """Where what is handed over about a person waits: any erasure takes all of it."""
    paper_desk: PaperDesk
    board: Board
    session_desk: SessionDesk
    day_desk: DayDesk
    day_order: DayOrder
    formats: FormatBook
    public_url: str
    health: Health
    clock: Clock
    allowed_origins: Sequence[str]


SERVICES: web.AppKey[Services] = web.AppKey("services", Services)
