"""Every desk of the web application, put on what the server runs."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from oralexam.bootstrap.digest_keeper import DigestKeeper
from oralexam.bootstrap.entrance import Entrance
from oralexam.bootstrap.exam_days import ExamDays
from oralexam.bootstrap.job_planner import copies_anew
from oralexam.bootstrap.keeping import make_retention_desks
from oralexam.bootstrap.late_copies import LateCopies
from oralexam.bootstrap.media import refused_for
from oralexam.bootstrap.stores import Stores
from oralexam.clock import Clock
from oralexam.copies.key import copies_key
from oralexam.exams.formats import FormatBook
from oralexam.jobs.forecast import Forecast
from oralexam.media.ports import Media
from oralexam.media.relays import Relays
from oralexam.papers.intake import PaperIntake
from oralexam.rooms.supervisor import RoomSupervisor
from oralexam.settings import Settings
from oralexam.signaling.dispatch import Dispatcher
from oralexam.signaling.hub import Hub
from oralexam.storage.erased import SqlErased
from oralexam.storage.files import DataFolder
from oralexam.storage.network_checks import NetworkChecks
from oralexam.transcripts.read_sentences import SentenceFiles
from oralexam.webapp.after.digest_desk import DigestDesk
from oralexam.webapp.after.pack_desk import PackDesk
from oralexam.webapp.after.record_desk import RecordDesk
from oralexam.webapp.assets import Assets, web_folder
from oralexam.webapp.board.board import Board
from oralexam.webapp.copies.desk import CopyDesk
from oralexam.webapp.documents.candidate_files import CandidateFiles
from oralexam.webapp.documents.reference_desk import ReferenceDesk
from oralexam.webapp.health import Health
from oralexam.webapp.judging.deliberation_desk import DeliberationDesk
from oralexam.webapp.judging.desk import JudgingDesk
from oralexam.webapp.judging.jury import Jury
from oralexam.webapp.judging.second_desk import SecondDesk
from oralexam.webapp.judging.second_people import SecondPeople
from oralexam.webapp.networks.desk import NetworkDesk
from oralexam.webapp.people.access import Doorkeeper
from oralexam.webapp.people.judge_accounts import JudgeAccounts
from oralexam.webapp.quality.desk import QualityDesk
from oralexam.webapp.quality.reliability_desk import ReliabilityDesk
from oralexam.webapp.replay.archive import Archive
from oralexam.webapp.replay.correction_desk import CorrectionDesk
from oralexam.webapp.replay.desk import ReplayDesk
from oralexam.webapp.retention.viewing_log import ViewingLog
from oralexam.webapp.scenarios.desk import ScenarioDesk
from oralexam.webapp.services import Services
from oralexam.webapp.sittings.clock_desk import ClockDesk
from oralexam.webapp.sittings.desk import Desk
from oralexam.webapp.sittings.guest_desk import GuestDesk
from oralexam.webapp.sittings.jury_desk import JuryDesk
from oralexam.webapp.stations.desk import StationDesk
from oralexam.webapp.stations.leak_desk import LeakDesk


@dataclass(frozen=True, kw_only=True)
class House:
    """What runs, and what it stands on: all that a desk may be given."""

    settings: Settings
    files: DataFolder
    stores: Stores
    formats: FormatBook
    clock: Clock
    rooms: RoomSupervisor
    hub: Hub
    media: Media
    dispatcher: Dispatcher
    board: Board
    forecast: Forecast
    entrance: Entrance
    relays: Relays


def make_desk(house: House) -> Desk:
    """The manager's desk: what a rehearsal and a session open their sittings with."""
    return Desk(
        rooms=house.rooms,
        hub=house.hub,
        media=house.media,
        events=house.stores.events,
        files=house.files,
        tickets=house.stores.tickets,
        jobs=house.stores.jobs,
        board=house.board,
        scenarios=house.stores.scenarios,
        judges=JudgeAccounts(accounts=house.stores.accounts, sessions=house.stores.exam_sessions),
        clock=house.clock,
        formats=house.formats,
        grace_s=house.settings.grace_s,
        public_url=house.entrance.url,
        link_life=timedelta(hours=house.settings.link_hours),
    )


def make_services(house: House, *, desk: Desk, days: ExamDays, health: Health) -> Services:
    """All that the handlers may use."""
    stores, clock, rooms = house.stores, house.clock, house.rooms
    plans = days.plan_desk(house.formats, rooms)
    records = RecordDesk(
        sessions=stores.exam_sessions,
        events=stores.events,
        progress=stores.judging_progress,
        corrections=stores.corrections,
        scenarios=stores.scenarios,
        formats=house.formats,
        grids=stores.grids,
        files=house.files,
        web=web_folder(),
        clock=clock,
    )
    papers = PaperIntake(house.files.papers_dir())
    doorkeeper = Doorkeeper(
        tickets=stores.tickets,
        sessions=stores.sessions,
        rights=days.rights,
        clock=clock,
        secure=house.entrance.url.startswith("https://"),
    )
    corrections = CorrectionDesk(corrections=stores.corrections, clock=clock)
    archive = Archive(
        events=stores.events,
        files=house.files,
        jobs=stores.jobs,
        transcripts=stores.transcripts,
        scenarios=stores.scenarios,
        forecast=house.forecast,
        clock=clock,
    )
    digests = DigestDesk(
        rooms=rooms, digests=stores.digests, recordings=house.files.recordings_dir(), clock=clock
    )
    judge_accounts = JudgeAccounts(accounts=stores.accounts, sessions=stores.exam_sessions)
    jury = Jury(rooms=rooms, drafts=stores.judgement_drafts, grids=stores.grids, accounts=judge_accounts)
    return Services(
        assets=Assets(web_folder()),
        doorkeeper=doorkeeper,
        viewing_log=ViewingLog(viewings=stores.viewings, doorkeeper=doorkeeper, clock=clock),
        viewings=stores.viewings,
        retention=make_retention_desks(stores, files=house.files, desk=desk, clock=clock),
        exam_sessions=stores.exam_sessions,
        desk=desk,
        sign_in=days.sign_in,
        session_desk=days.session_desk(desk=desk, rooms=rooms, formats=house.formats),
        day_desk=days.day_desk(rooms),
        day_order=days.order,
        formats=house.formats,
        public_url=house.entrance.url,
        jury_desk=JuryDesk(
            rooms=rooms,
            hub=house.hub,
            tickets=stores.tickets,
            desk=desk,
            sessions=stores.exam_sessions,
            clock=clock,
        ),
        guest_desk=GuestDesk(
            rooms=rooms, hub=house.hub, media=house.media, tickets=stores.tickets, desk=desk
        ),
        clock_desk=ClockDesk(rooms=rooms, events=stores.events, order=days.order, clock=clock),
        dispatcher=house.dispatcher,
        archive=archive,
        scenario_desk=ScenarioDesk(
            shelf=stores.scenarios,
            own=stores.own_scenarios,
            events=stores.events,
            papers=papers,
            clock=clock,
        ),
        papers=papers,
        candidate_files=CandidateFiles(
            papers=stores.candidate_papers,
            sessions=stores.exam_sessions,
            files=house.files,
            kept=stores.session_papers,
            clock=clock,
        ),
        record_desk=records,
        reference_desk=ReferenceDesk(
            works=stores.reference_works, files=house.files, rooms=rooms, clock=clock
        ),
        correction_desk=corrections,
        copy_desk=CopyDesk(
            files=house.files,
            key=copies_key(house.files.copies_key_dir()),
            rooms=rooms,
            erased=SqlErased(stores.database),
            clock=clock,
            whole=partial(copies_anew, stores.jobs, clock),
        ),
        network_desk=NetworkDesk(
            relays=house.relays,
            media=house.media,
            media_ports=house.settings.media_ports,
            checks=NetworkChecks(house.files.root),
            full=lambda: bool(refused_for(house.settings, house.media, 0)),
            clock=clock,
        ),
        leak_desk=LeakDesk(rooms=rooms, hub=house.hub),
        station_desk=StationDesk(
            files=SentenceFiles(house.files.root),
            rooms=rooms,
            jobs=stores.jobs,
            erased=SqlErased(stores.database),
            clock=clock,
        ),
        replay_desk=ReplayDesk(
            clips=stores.clips,
            events=stores.events,
            sessions=stores.exam_sessions,
            archive=archive,
            corrections=corrections,
            rooms=rooms,
        ),
        judging_desk=JudgingDesk(
            jury=jury, rooms=rooms, drafts=stores.judgement_drafts, accounts=judge_accounts, clock=clock
        ),
        deliberation_desk=DeliberationDesk(jury=jury, drafts=stores.judgement_drafts, clock=clock),
        grids=stores.grids,
        reliability_desk=ReliabilityDesk(
            corrections=stores.corrections, events=stores.events, sessions=stores.exam_sessions
        ),
        second_desk=SecondDesk(
            rooms=rooms,
            drafts=stores.judgement_drafts,
            grids=stores.grids,
            assignments=stores.second_markings,
            people=SecondPeople(
                accounts=stores.accounts,
                rights=days.rights,
                sessions=stores.exam_sessions,
                viewings=stores.viewings,
            ),
            archive=archive,
            corrections=corrections,
            clock=clock,
        ),
        quality_desk=QualityDesk(
            judged=stores.judged_exams,
            sessions=stores.exam_sessions,
            grids=stores.grids,
            corrections=stores.corrections,
            scenarios=stores.scenarios,
        ),
        pack_desk=make_pack_desk(house, records, digests),
        digest_desk=digests,
        packs=house.files.packs_dir(),
        plan_desk=plans,
        paper_desk=days.paper_desk(plans),
        board=house.board,
        health=health,
        clock=clock,
        allowed_origins=house.entrance.origins,
    )


def make_pack_desk(house: House, records: RecordDesk, digests: DigestDesk) -> PackDesk:
    """Appeal packs, without those of an earlier server."""
    desk = PackDesk(
        files=house.files,
        sessions=house.stores.exam_sessions,
        events=house.stores.events,
        scenarios=house.settings.scenarios,
        record=records.printed,
        digests=digests,
        clock=house.clock,
    )
    desk.prepare()
    return desk


def make_digest_keeper(house: House, services: Services) -> DigestKeeper:
    """Who has chains name what is kept, and has what pages bring late heard, too."""
    late = LateCopies(
        queue=house.stores.jobs,
        clock=house.clock,
        recordings=house.files.recordings_dir(),
        listening=house.files.root / "listening",
    )
    keeper = DigestKeeper(services.digest_desk, house.stores.digests, late=late)
    services.copy_desk.listener = keeper.copy_came
    return keeper
