"""What the server has for exam days: sessions, the people in them, and who may sign in."""

from oralexam.bootstrap.stores import Stores
from oralexam.clock import Clock
from oralexam.exams.eligibility import Reuse
from oralexam.exams.formats import FormatBook
from oralexam.rooms.supervisor import RoomSupervisor
from oralexam.webapp.day.desk import DayDesk
from oralexam.webapp.day.judging import DayJudging
from oralexam.webapp.day.order import DayOrder
from oralexam.webapp.people.passwords import Passwords
from oralexam.webapp.people.rights import Rights
from oralexam.webapp.people.sign_in import SignIn
from oralexam.webapp.plan.desk import PlanDesk
from oralexam.webapp.plan.search import PlanSearch
from oralexam.webapp.sessions.desk import SessionDesk
from oralexam.webapp.sessions.paper_desk import PaperDesk
from oralexam.webapp.sittings.desk import Desk
from oralexam.webapp.sittings.rooms import SittingRooms


class ExamDays:
    """Built once, from the database; the desks are made where the rooms are known."""

    def __init__(
        self, stores: Stores, *, clock: Clock, formats: FormatBook, public_url: str, reuse: Reuse
    ) -> None:
        self._reuse = reuse
        self._clock = clock
        self._stores = stores
        self._passwords = Passwords()
        self.sign_in = SignIn(
            accounts=stores.accounts, passwords=self._passwords, clock=clock, public_url=public_url
        )
        self.order = DayOrder(
            sessions=stores.exam_sessions,
            acts=stores.day_acts,
            plans=stores.plans,
            formats=formats,
            said=stores.turns.plan_changed,
            clock=clock,
        )
        self.rights = Rights(
            accounts=stores.accounts,
            sessions=stores.exam_sessions,
            phase_of=stores.events.phase_of,
            judges_of=stores.judging_progress.judges_of,
        )

    def session_desk(self, *, desk: Desk, rooms: RoomSupervisor, formats: FormatBook) -> SessionDesk:
        """The manager's desk for sessions."""
        return SessionDesk(
            sessions=self._stores.exam_sessions,
            papers=self._stores.session_papers,
            desk=desk,
            rooms=rooms,
            order=self.order,
            formats=formats,
            scenarios=self._stores.scenarios,
            reuse=self._reuse,
            clock=self._clock,
        )

    def day_desk(self, rooms: RoomSupervisor) -> DayDesk:
        """What candidates and jurors see of the day."""
        return DayDesk(
            sessions=self._stores.exam_sessions,
            plans=self._stores.plans,
            rooms=rooms,
            order=self.order,
            judging=DayJudging(
                progress=self._stores.judging_progress,
                judged=lambda part: self._stores.grids.current(part) is not None,
                clock=self._clock,
            ),
            clock=self._clock,
        )

    def close(self) -> None:
        """Let the thread of the passwords end."""
        self._passwords.close()

    def plan_desk(self, formats: FormatBook, rooms: RoomSupervisor) -> PlanDesk:
        """The desk for timetables."""
        return PlanDesk(
            sessions=self._stores.exam_sessions,
            plans=self._stores.plans,
            order=self.order,
            events=self._stores.events,
            formats=formats,
            search=PlanSearch(),
            sitting_rooms=SittingRooms(sessions=self._stores.exam_sessions, rooms=rooms, clock=self._clock),
            clock=self._clock,
            changed=self._stores.turns.plan_changed,
        )

    def paper_desk(self, plans: PlanDesk) -> PaperDesk:
        """The desk for what prints before the day."""
        return PaperDesk(
            plans=plans, sessions=self._stores.exam_sessions, drawable=self._stores.scenarios.drawable
        )
