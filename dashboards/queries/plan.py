"""What lies ahead of a candidate: the next practice, the plan and the weekly goal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from accounts.domain.zones import zone_or_utc
from accounts.models import User
from dashboards.domain.plan import KindNeed, Known, Plan, Round, is_time_to_rest, plan_of
from dashboards.domain.weeks import monday_of
from dashboards.queries.weekly_goal import Week, week_of
from feedback.queries.next_practice import NextPractice, next_practices_of
from interviews.models import Kind, Leg, Session
from practice.queries.stories import story_gaps


@dataclass(frozen=True)
class Ahead:
    """`next` and `plan` are None for whoever only interviews or has chosen nothing to practise,
    `next` also in the last days before the interview.

    The plan is of the rounds that they want; `left_out` names the others of their loop.
    """

    next: NextPractice | None
    plan: Plan | None
    left_out: Sequence[str]
    week: Week


def next_round(user: User, *, now: datetime) -> NextPractice | None:
    """The kind to practise next; None also in the last days before the interview."""
    return None if is_resting(user, now=now) else next(iter(next_practices_of(user, now=now)), None)


def is_resting(user: User, *, now: datetime) -> bool:
    return is_time_to_rest(user.preparation.interview_date, today=_today(user, now=now))


def _today(user: User, *, now: datetime) -> date:
    return now.astimezone(zone_or_utc(user.profile.timezone)).date()


def what_is_ahead(user: User, *, now: datetime) -> Ahead:
    """At `now` (UTC), by the person's own dates. The number of queries does not depend on rows."""
    kinds = next_practices_of(user, now=now)
    first = None if is_resting(user, now=now) else next(iter(kinds), None)
    wanted = [one for one in kinds if one.is_wanted] or kinds
    return Ahead(
        next=first,
        plan=plan_of(_known(user, wanted, now=now)) if kinds else None,
        left_out=[one.name for one in kinds if one not in wanted],
        week=week_of(user, now=now),
    )


def _known(user: User, kinds: Sequence[NextPractice], *, now: datetime) -> Known:
    return Known(
        today=_today(user, now=now),
        interview_date=user.preparation.interview_date,
        goal=user.profile.weekly_goal,
        kinds=[
            KindNeed(one.kind, one.name, weight=one.weight, times=one.times, left=one.left)
            for one in kinds
        ],
        rounds=_rounds(user, now=now),
        gaps=story_gaps(user),
    )


def _rounds(user: User, *, now: datetime) -> list[Round]:
    """What they were, or are booked to be, the candidate in, from this week's Monday on."""
    zone = zone_or_utc(user.profile.timezone)
    monday = monday_of(_today(user, now=now))
    legs = Leg.objects.filter(
        candidate=user,
        session__state__in=(Session.State.COMPLETED, *Session.LIVE_STATES),
        session__starts_at__gte=datetime.combine(monday, time(), zone),
    )
    rows = legs.order_by("session__starts_at", "number")
    return [
        Round(kind, Kind(kind).label, at.astimezone(zone).date(), state == Session.State.COMPLETED)
        for kind, at, state in rows.values_list("kind", "session__starts_at", "session__state")
    ]
