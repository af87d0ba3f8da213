"""All that a candidate's home shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import User
from dashboards.domain.attention import how_long
from dashboards.domain.overall import Overall, overall_of
from dashboards.queries.plan import next_round
from dashboards.queries.weekly_goal import Week, week_of
from feedback.domain.release import BLOCKED_AFTER
from feedback.models import Review
from feedback.queries.next_practice import NextPractice
from feedback.queries.owed import reviews_owed
from feedback.queries.readiness import Readiness, readiness_of
from interviews.domain.pool import Pool
from interviews.domain.session_times import is_packet_open
from interviews.models import Session
from interviews.queries.pool import low_pools_of
from interviews.queries.readings import people_prepared
from interviews.queries.sessions import coming_sessions, people_of
from practice.domain.checklist import Line
from practice.queries.checklist import checklist_of
from room.domain.door import OPENS_BEFORE
from scheduling.models import CalendarAccount, Proposal
from scheduling.queries.calendar_accounts import lost_accounts
from scheduling.queries.overlaps import Overlap, open_overlaps
from scheduling.queries.proposals import open_received
from scheduling.queries.session_page import ClockNotice, clock_notices
from scheduling.queries.written_events import CalendarQuestion, open_questions


@dataclass(frozen=True)
class NextSession:
    session: Session
    partner: User | None  # None: their account is gone
    others: int  # further coming sessions
    is_open: bool
    clock_notices: Sequence[ClockNotice]
    must_prepare: bool  # the packet to ask from is open, and its questions were not answered

    def is_candidate(self, user: User) -> bool:
        return any(leg.candidate_id == user.pk for leg in self.session.legs.all())


@dataclass(frozen=True)
class OwedFeedback:
    """The forms still owed on one session."""

    session: Session
    partner: str  # pseudonym
    forms: int
    since: datetime
    waited: str  # "31 hours"
    is_late: bool  # over 24 hours: no new booking until it is in


@dataclass(frozen=True)
class Practice:
    """One thing to practise, and where it comes from. `leg` opens the report."""

    words: str
    source: str
    leg: UUID | None = None


@dataclass(frozen=True)
class Home:
    next: NextSession | None
    overlaps: Sequence[Overlap]  # sessions during which their own calendars say busy
    calendar_questions: Sequence[CalendarQuestion]  # moved or deleted in their own calendar
    lost_accounts: Sequence[CalendarAccount]
    proposals: Sequence[Proposal]
    owed: Sequence[OwedFeedback]
    next_round: NextPractice | None  # the kind of round to practise next
    practice: Practice | None
    week: Week
    readiness: Readiness
    overall: Overall
    low_pools: Sequence[Pool]  # kinds in which few questions are left for them
    checklist: Sequence[Line]  # before the next session, if they are a candidate in it

    @property
    def is_new(self) -> bool:
        """Nothing yet: the page says how to begin."""
        return not (self.next or self.proposals or self.owed or self.week.before)


def home_of(user: User, *, now: datetime) -> Home:
    """What `user` sees at `now` (UTC). The number of queries does not depend on the rows."""
    readiness = readiness_of(user, now=now)
    coming = next_session(user, now=now)
    return Home(
        next=coming,
        overlaps=open_overlaps(user, now=now),
        calendar_questions=open_questions(user, now=now),
        lost_accounts=lost_accounts(user),
        proposals=list(open_received(user, now=now)),
        owed=owed_feedback(user, now=now),
        next_round=next_round(user, now=now),
        practice=practice_for(user, readiness=readiness),
        week=week_of(user, now=now),
        readiness=readiness,
        overall=overall_of(readiness.rounds),
        low_pools=low_pools_of(user),
        checklist=checklist_of(user) if coming and coming.is_candidate(user) else (),
    )


def next_session(user: User, *, now: datetime) -> NextSession | None:
    """The one that runs now or begins soonest."""
    coming = coming_sessions(user, now=now)
    session = coming.first()
    if session is None:
        return None
    partner = next((person for person in people_of(session) if person != user), None)
    zone = user.profile.timezone
    return NextSession(
        session=session,
        partner=partner,
        clock_notices=clock_notices(
            zone=zone,
            partner_zone=partner.profile.timezone if partner else zone,
            now=now,
            starts_at=session.starts_at,
        ),
        others=coming.count() - 1,
        is_open=session.starts_at - OPENS_BEFORE <= now,
        must_prepare=_must_prepare(user, session, now=now),
    )


def _must_prepare(user: User, session: Session, *, now: datetime) -> bool:
    interviewers = {leg.interviewer_id for leg in session.legs.all()}
    unprepared = interviewers - people_prepared(session)
    return user.pk in unprepared and is_packet_open(starts_at=session.starts_at, now=now)


def owed_feedback(user: User, *, now: datetime) -> list[OwedFeedback]:
    """By session, longest owed first."""
    by_session: dict[int, list[Review]] = {}
    for review in reviews_owed(user):
        by_session.setdefault(review.leg.session_id, []).append(review)
    return [_owed(user, forms, now=now) for forms in by_session.values()]


def _owed(user: User, forms: Sequence[Review], *, now: datetime) -> OwedFeedback:
    leg = forms[0].leg
    partner = leg.interviewer if leg.candidate_id == user.pk else leg.candidate
    since = min(form.opened_at for form in forms)
    return OwedFeedback(
        session=leg.session,
        partner=partner.profile.pseudonym,
        forms=len(forms),
        since=since,
        waited=how_long(now - since),
        is_late=now - since > BLOCKED_AFTER,
    )


def practice_for(user: User, *, readiness: Readiness) -> Practice | None:
    """The last released drill or takeaway; else the weakest competency that can be judged."""
    reviews = (
        Review.objects.counted()
        .filter(subject=user, perspective=Review.Perspective.INTERVIEWER)
        .select_related("leg", "author__profile")
        .order_by("-leg__session__starts_at", "-pk")
    )
    for review in reviews[:3]:
        words = review.drill_words or next((text for text in review.takeaways if text), "")
        if words:
            what = "drill" if review.drill_words else "takeaway"
            kind = review.leg.get_kind_display().lower()
            source = f"The {what} {review.author.profile} gave you after your last {kind} round"
            return Practice(words, source, review.leg.public_id)
    judged = [(line.chance.p, line) for line in readiness.competencies if line.chance]
    if not judged:
        return None
    _, weakest = min(judged, key=lambda found: found[0])
    return Practice(weakest.name, f"Your lowest competency so far: {weakest.band}")
