"""The dialer: dials a campaign's ready contacts at a set pace and follows each call to its end.

Free of Qt and of any provider: everything outside is a port. One instance makes one run, on one
event loop.
"""

import asyncio
import contextlib
from collections.abc import Callable

from dialsheet.campaign import (
    NONE_OVER,
    Attempt,
    AttemptState,
    Call,
    Campaign,
    Phase,
)
from dialsheet.dialing.agent_watch import AgentWatch
from dialsheet.dialing.alarms import Alarms
from dialsheet.dialing.changes import Change
from dialsheet.dialing.course import Course
from dialsheet.dialing.findings import Findings
from dialsheet.dialing.follower import REMEMBERED, Follower
from dialsheet.dialing.patience import Patience
from dialsheet.dialing.recovery import settle_interrupted
from dialsheet.dialing.run import (
    ATTENDED,
    PATIENT,
    Attendance,
    ContactHeld,
    Progress,
    RunReport,
    RunState,
    Timing,
)
from dialsheet.dialing.sender import Sender
from dialsheet.dialing.silence import silence_told
from dialsheet.dialing.standing import came_to, progress
from dialsheet.dialing.wakefulness import HEARTBEAT_S, Wakefulness
from dialsheet.errors import OutsideFault, Reason
from dialsheet.ports import CallService, Clock, Library

Tell = Callable[[Attempt | ContactHeld | Progress], None]

_LONGEST_REST = 30  # times the usual one, when the service cannot be read
_DEAF_AFTER = 10  # readings in a row that failed: the service will not be heard any more


class Dialer:
    """One run of one campaign. Its methods are called on the event loop that runs it."""

    def __init__(
        self,
        library: Library,
        calls: CallService,
        clock: Clock,
        campaign: Campaign,
        tell: Tell,
        timing: Timing = PATIENT,
        attendance: Attendance = ATTENDED,
    ) -> None:
        self._library = library
        self._calls = calls
        self._clock = clock
        self._campaign = campaign
        self._tell = tell
        self._timing = timing
        self._state = RunState.SETTLING
        self._course = Course(
            lambda: tell(self._progress()), Wakefulness(clock), attendance.after_gap
        )
        findings = Findings(library, campaign, lambda: self._sender.contacts)
        self._follower = Follower(findings, calls, campaign.id)
        self._alarms = Alarms(self._course, self._follower, lambda: calls.clock_offset_s)
        self._agent_watch = AgentWatch(campaign.calling.broken_agent)
        self._patience = Patience(campaign.connection, timing)
        self._sender = Sender(
            library,
            calls,
            clock,
            campaign,
            findings,
            self._course,
            lambda: len(self._follower.open),
            self._hopes,
            self._take,
            timing.lead_s,
            attendance.waits_s,
        )

    # What a person asks for

    def pause(self) -> None:
        """Send nothing more for now; takes effect before the next send."""
        self._course.paused = True
        self._course.note()

    def resume(self) -> None:
        """Go on after a pause."""
        self._course.go_on()
        self._alarms.clear()
        self._agent_watch.clear()
        self._course.note()

    def stop(self, *, follow: bool = True) -> None:
        """End the run: nothing more is sent. Without `follow`, living calls are left alone."""
        self._course.stop_for(Reason("dialing.stopped"))
        self._course.leaving = self._course.leaving or not follow
        self._course.note()

    async def end_talking(self) -> int:
        """End the calls that are talking; how many were. One that rings cannot be recalled."""
        calls = [each.call for each in self._follower.open if each.call]
        talking = [call.id for call in calls if call.phase is Phase.IN_CALL]
        ended = await asyncio.gather(*map(self._calls.cancel, talking), return_exceptions=True)
        return sum(each is True for each in ended)

    def take(self, change: Change) -> None:
        """A person changed contacts in the library, or added some: the run goes by that."""
        self._sender.take(change)
        self._course.note()

    async def run(self) -> RunReport:
        """Make the run. Raises `Trouble` when it could not start or the library failed."""
        async with silence_told(self._calls, lambda _: self._tell(self._progress())):
            return await self._run()

    async def _run(self) -> RunReport:
        campaign, course = self._campaign, self._course
        with self._library.dialing_lock():
            self._library.require_here(campaign.id)
            await self._settle()
            detail = {"pace": campaign.pace.per_second, "max_live": campaign.pace.max_live}
            self._library.begin_run(campaign.id, detail, self._clock.now())
            # Nobody is called by a clock that may be wrong: the service tells the time first.
            unheard = self._calls.clock_offset_s is None
            course.unsettled = unheard and campaign.calling.window is not None
            async with asyncio.TaskGroup() as both:
                following = both.create_task(self._follow())
                following.add_done_callback(lambda _: course.note())
                while not following.done():
                    self._enter(RunState.DIALING)
                    heart = both.create_task(course.beat())
                    await self._sender.send_all()
                    self._enter(RunState.FINISHING)
                    heart.cancel()
                    await course.until(lambda: following.done() or self._sender.has_more)
            needs_person = course.person_for is not None
            reason = course.stopped_for or course.person_for
            reason = reason or came_to(self._sender.agenda, self._follower.open)
            if not course.failure:
                self._sender.write_down()
            now = self._clock.now()
            self._library.end_run(campaign.id, reason, now, needs_person=needs_person)
            if course.failure:
                raise course.failure
        self._enter(RunState.ENDED)
        stands = self._progress()
        finished = not (stands.waiting or stands.alive or needs_person)
        return RunReport(reason, finished, course.fault_outside, stands)

    # Before the first send

    async def _settle(self) -> None:
        """Find out what became of the attempts that an earlier run left open."""
        now, campaign = self._clock.now(), self._campaign
        call_backs = self._library.call_backs(campaign.id)
        # What is to follow on a call is told from all of a contact's attempts.
        latest = None if campaign.calling.follow_ups or call_backs else REMEMBERED
        attempts = settle_interrupted(self._library, campaign.id, now, self._tell, latest)
        over = NONE_OVER if latest is None else self._library.long_over(campaign.id, latest)
        self._follower.remember(attempts, over)
        for attempt in attempts:
            self._alarms.note(attempt)
        self._agent_watch.remember(attempts)
        agenda, candidates = self._sender.agenda, self._follower.calls_of_others
        agenda.line_up(attempts, over, call_backs)
        candidates.awaited = agenda.numbers_in_wait()
        agenda.calls_in_doubt = candidates.suspects
        lost = [each.intended_at for each in attempts if each.state is AttemptState.UNKNOWN]
        if lost or candidates.awaited:
            # Without anything lost, too: a library out of a backup does not know what it lost, and
            # another copy may have dialed at any time.
            since = campaign.created_at if candidates.awaited else min(lost)
            reading = self._follower.read_back(since)
            seen, fault = await self._course.unless(self._is_stopped, reading) or ({}, None)
            found = self._follower.record(seen, now)
            for attempt in found:
                self._alarms.note(attempt)
                self._tell(attempt)
            if fault:
                raise fault
            if found:
                attempts = list({each.id: each for each in (*attempts, *found)}.values())
        if (call_backs := self._library.call_backs(campaign.id)) and over.ids:  # of this moment
            attempts = list(self._library.attempts_in_brief(campaign.id))
        self._sender.line_up(attempts, over, call_backs)
        if self._sender.agenda.waiting and self._calls.clock_offset_s is None:
            with contextlib.suppress(OutsideFault):  # the first call will meet with it, too
                asking = self._calls.calls()  # any answer tells the time
                await self._course.unless(self._is_stopped, asking)
        self._alarms.look()

    # Following

    async def _follow(self) -> None:
        course, failures = self._course, 0
        while course.failure is None and not self._is_left():
            now, now_s = self._clock.now(), self._clock.monotonic()
            try:
                try:
                    read = await course.unless(self._is_left, self._read())
                except OutsideFault as deaf:
                    failures += 1
                    course.deaf_for = deaf.reason
                else:
                    if read is None:
                        return
                    seen, fault = read
                    failures = failures + 1 if fault else 0
                    course.deaf_for = fault.reason if fault else None
                    course.unsettled = fault is not None
                    changed = self._follower.record(seen, now)
                    for attempt in changed:
                        self._hear(attempt)
                    if broken := self._agent_watch.note(changed):
                        course.pause_for(broken, for_person=True)
                if not 0 < failures < _DEAF_AFTER:
                    self._patience.heard(now, now_s)
            except Exception as failure:  # noqa: BLE001  the run ends with it
                course.fail(failure)
            self._alarms.look()
            if self._sender.agenda.waiting and self._ceiling_is_lost():
                course.stop_for(Reason("dialing.ceiling_lost"))
            self._sender.agenda.reconsider()
            course.note()
            if self._may_end():
                return
            await self._rest(self._timing.poll_s * min(_LONGEST_REST, 2 ** min(failures, 9)))

    async def _rest(self, seconds: float) -> None:
        """Until the next reading, or until none is needed any more."""
        idle = not (self._follower.open or self._follower.awaits_more or self._course.unsettled)
        until = self._clock.monotonic() + (HEARTBEAT_S if idle else seconds)
        while (left := until - self._clock.monotonic()) > 0 and not self._may_end():
            await self._course.change(left)
            if idle and (self._follower.open or self._course.unsettled):
                idle, until = False, self._clock.monotonic() + seconds

    async def _read(self) -> tuple[dict[str, Call], OutsideFault | None]:
        """Read once how things stand; after a gap, all that may have happened in it, too, or why
        that cannot be read."""
        if not self._course.unsettled:
            return await self._follower.read(), None
        now = self._clock.now()
        since = min([each.intended_at for each in self._follower.open], default=now)
        seen, fault = await self._follower.read_back(since)
        return {**seen, **await self._follower.read()}, fault

    def _may_end(self) -> bool:
        """Whether nothing is left that is worth waiting for."""
        if self._course.failure is not None:
            return True
        return self._is_finishing and (
            self._course.leaving
            or (
                not self._follower.awaits_more
                and len(self._patience.exhausted(self._follower.open)) == len(self._follower.open)
            )
        )

    def _ceiling_is_lost(self) -> bool:
        """Whether attempts whose end will not be known any more leave no room for a call."""
        lost = self._patience.exhausted(self._follower.open)
        return len(lost) >= self._campaign.pace.max_live

    # Book-keeping

    @property
    def _is_finishing(self) -> bool:
        return self._state is RunState.FINISHING

    def _is_stopped(self) -> bool:
        return self._course.stopped_for is not None

    def _is_left(self) -> bool:
        """Whether living calls are left alone, and no answer is on its way."""
        return self._course.leaving and self._is_finishing

    def _enter(self, state: RunState) -> None:
        self._state = state
        self._course.note()

    def _hopes(self) -> bool:
        """Whether a living call may lead to another one."""
        agenda, living = self._sender.agenda, self._follower.open
        leads_on = agenda.follows_up or agenda.line.waits_for_call
        return leads_on and len(self._patience.exhausted(living)) < len(living)

    def _hear(self, attempt: Attempt) -> None:
        """Take what the service tells of an attempt."""
        self._sender.note(attempt)
        self._alarms.note(attempt)
        self._tell(attempt)

    def _take(self, change: Attempt | ContactHeld) -> None:
        """Note an attempt's new state and tell of it."""
        if isinstance(change, Attempt):
            self._follower.watch(change)
            self._alarms.note(change)
        self._tell(change)

    def _progress(self) -> Progress:
        return progress(
            self._state,
            self._course,
            self._sender.agenda,
            self._follower,
            self._campaign.pace,
            self._sender.next_at,
            self._clock.now(),
            self._calls.unanswered_s,
        )
