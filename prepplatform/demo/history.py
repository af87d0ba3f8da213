"""Ten weeks of sessions: most held, some cancelled, one or two missed, all with their feedback."""

import random
from collections import Counter
from datetime import datetime, timedelta
from itertools import product

from accounts.models import User
from feedback.actions.reviews import open_reviews
from feedback.models import Review
from interviews.actions.attendance import close_session, settle_marks
from interviews.actions.life import take_step
from interviews.actions.sessions import LegPlan, cancel_session, open_session
from interviews.domain.booking_life import Event
from interviews.domain.session_times import DISPUTE_WITHIN, GRACE
from interviews.models import Mode, Participation, Session
from interviews.queries.packets import NoPacketLeft
from prepplatform.demo.forms import Writer
from prepplatform.demo.people import Person

SHARE_OF_PAIRS = 0.62  # how many of the people meet in a week
ORDER = [
    Review.Perspective.SELF,
    Review.Perspective.CANDIDATE,
    Review.Perspective.INTERVIEWER,
]


def make_history(
    people: list[Person], *, weeks: int, now: datetime, chance: random.Random
) -> list[Session]:
    """Every past session. The regular ones meet somebody every week, or two people."""
    writer = Writer(people, chance=chance)
    sessions = []
    practised: Counter[tuple[int, str]] = Counter()
    met: Counter[frozenset[int]] = Counter()
    for week in range(1, weeks + 1):
        monday_at = _week_start(now) - timedelta(weeks=weeks - week + 1)
        for first, second, day in _pairs_of_week(people, met=met, week=week, chance=chance):
            starts_at = monday_at + timedelta(days=day, hours=chance.choice((16, 17, 18, 19)))
            session = _book(first, second, starts_at=starts_at, practised=practised, chance=chance)
            if session is not None:
                _play(session, writer=writer, progress=week / weeks, now=now, chance=chance)
                sessions.append(session)
    return sessions


def _week_start(now: datetime) -> datetime:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=midnight.weekday())


def _pairs_of_week(
    people: list[Person], *, met: Counter[frozenset[int]], week: int, chance: random.Random
) -> list[tuple[Person, Person, int]]:
    """Two people and the day of the week; whom somebody has `met` least comes first."""
    regular = [person for person in people for _ in range(person.meetings)]
    active = [person for person in people if person.is_active_in(week) and not person.meetings]
    chance.shuffle(active)
    wanted = [person for person in active if chance.random() < SHARE_OF_PAIRS]
    pairs: list[tuple[Person, Person, int]] = []
    busy: set[int] = set()
    days: dict[int, int] = {}
    for first in [*regular, *wanted]:  # the regular ones do not meet each other
        if first.user.pk in busy:
            continue
        free = [other for other in wanted if other != first and other.user.pk not in busy]
        second = min(
            (other for other in free if _can_meet(first, other)),
            key=lambda other: met[frozenset((first.user.pk, other.user.pk))],
            default=None,
        )
        if second is not None:
            busy |= {second.user.pk} if first.meetings else {first.user.pk, second.user.pk}
            met[frozenset((first.user.pk, second.user.pk))] += 1
            last = days.get(first.user.pk)
            days[first.user.pk] = chance.randint(0, 6) if last is None else (last + 3) % 7
            pairs.append((first, second, days[first.user.pk]))
    return pairs


def _can_meet(first: Person, second: Person) -> bool:
    return bool(_one_way_kinds(first, second) or _one_way_kinds(second, first))


def _one_way_kinds(candidate: Person, interviewer: Person) -> list[str]:
    return [kind for kind in candidate.wants if kind in interviewer.gives]


def _book(
    first: Person,
    second: Person,
    *,
    starts_at: datetime,
    practised: Counter[tuple[int, str]],
    chance: random.Random,
) -> Session | None:
    """A swap if both can learn from each other, else one-way; None when no question is left.

    People practise first what they have practised least.
    """
    ways = [
        [LegPlan(b.user, a.user, kind) for kind in _one_way_kinds(a, b)]
        for a, b in ((first, second), (second, first))
    ]
    swaps = [(Mode.SWAP.value, list(legs)) for legs in product(*ways)]
    singles = [(Mode.ONE_WAY.value, [leg]) for way in ways for leg in way]
    chance.shuffle(swaps)
    chance.shuffle(singles)
    for options in (swaps, singles):
        options.sort(
            key=lambda option: sum(practised[leg.candidate.pk, leg.kind] for leg in option[1])
        )
    for mode, legs in swaps + singles:
        try:
            session = open_session(
                mode=mode,
                starts_at=starts_at,
                legs=legs,
                by=legs[0].candidate,
                now=starts_at - timedelta(days=chance.randint(2, 5)),
            )
        except NoPacketLeft:
            continue
        practised.update((leg.candidate.pk, leg.kind) for leg in legs)
        return session
    return None


def _play(
    session: Session, *, writer: Writer, progress: float, now: datetime, chance: random.Random
) -> None:
    """What became of it: held (and written about), cancelled, or missed by one of the two."""
    fate = chance.random()
    people = list(session.participations.select_related("user"))
    if fate < 0.06:
        by = chance.choice(people).user
        cancelled_at = session.starts_at - timedelta(hours=chance.randint(3, 40))
        cancel_session(session, reason="Something came up at work.", by=by, now=cancelled_at)
        return
    if fate < 0.09:
        _miss(session, absent=chance.choice(people))
        _settle(session, now=now)
        return
    marks = {}
    for participation in people:
        is_late = chance.random() < 0.06
        participation.first_joined_at = session.starts_at + timedelta(minutes=8 if is_late else -3)
        participation.save()
        marks[participation.user_id] = "late" if is_late else "present"
    hold(session, marks=marks, by=people[0].user)
    _settle(session, now=now)
    open_reviews(session, now=session.ends_at - timedelta(minutes=10))
    _write_all(session, writer=writer, progress=progress, now=now)


def _miss(session: Session, *, absent: Participation) -> None:
    marks = {}
    for participation in session.participations.all():
        is_absent = participation.pk == absent.pk
        participation.first_joined_at = None if is_absent else session.starts_at
        participation.save()
        marks[participation.user_id] = "absent" if is_absent else "present"
    close_session(session, marks=marks, by=None, now=session.ends_at + GRACE)


def hold(session: Session, *, marks: dict[int, str], by: User) -> None:
    """It began and ended as booked; `marks` (Attendance by user id) say who came."""
    take_step(session, Event.START, by=by, now=session.starts_at)
    close_session(session, marks=marks, by=None, now=session.ends_at)


def _settle(session: Session, *, now: datetime) -> None:
    """The marks are final by now, as the job of that day would have made them."""
    assert session.marked_at is not None
    final_at = session.marked_at + DISPUTE_WITHIN
    if final_at <= now:
        settle_marks(session.pk, marked_at=session.marked_at, now=final_at)


def _write_all(session: Session, *, writer: Writer, progress: float, now: datetime) -> None:
    """Everybody submits everything, each in their own time but before `now`."""
    reviews = Review.objects.filter(leg__session=session).select_related(
        "leg__session", "leg__rubric_version", "author"
    )
    delay = {review.author_id: writer.turnaround() for review in reviews}
    for review in sorted(
        reviews,
        key=lambda found: (
            delay[found.author_id],
            ORDER.index(Review.Perspective(found.perspective)),
        ),
    ):
        at = min(session.ends_at + delay[review.author_id], now)
        writer.submit(review, progress=progress, at=at)
