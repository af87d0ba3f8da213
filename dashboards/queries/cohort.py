"""A cohort as its coach sees it: what its members did while they were in it.

Sessions count from a member's joining to the cohort's last day. Who has left is not shown.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet

from accounts.models import User
from cohorts.domain.periods import end_of, is_over
from cohorts.models import Cohort, Membership
from dashboards.domain.attention import Activity, Reason, reasons_for_attention
from dashboards.domain.overall import Overall, overall_of_bands
from dashboards.queries.cohort_lists import current_members, forms_of_members, has_mark
from feedback.queries.outlines import Outline, outlines_of_people
from interviews.models import Session


@dataclass(frozen=True)
class Turnaround:
    """How quickly a person's forms come, from opening to sending."""

    submitted: int
    owed: int
    median_hours: float | None
    owed_since: datetime | None


NO_FORMS = Turnaround(0, 0, None, None)


@dataclass(frozen=True)
class MemberRow:
    membership: Membership
    user: User
    pseudonym: str
    completed: int
    coming: int
    last_at: datetime | None
    next_at: datetime | None
    present: int
    late: int
    absent: int
    turnaround: Turnaround
    with_feedback: int  # sessions with released feedback
    overall: Overall
    reasons: tuple[Reason, ...]


def member_rows(cohort: Cohort, *, now: datetime) -> list[MemberRow]:
    """Every current member, by pseudonym. The number of queries does not depend on them."""
    memberships = list(_counted(current_members(cohort), cohort=cohort, now=now))
    return _rows(cohort, memberships, now=now)


def member_row(cohort: Cohort, *, membership: Membership, now: datetime) -> MemberRow:
    counted = _counted(current_members(cohort).filter(pk=membership.pk), cohort=cohort, now=now)
    return _rows(cohort, list(counted), now=now)[0]


def _counted(memberships: QuerySet[Membership], *, cohort: Cohort, now: datetime) -> QuerySet[Any]:
    """Each membership with the counts of its sessions, all from one join."""
    session = "user__participations__session__"
    within = Q(
        **{
            f"{session}starts_at__gte": F("joined_at"),
            f"{session}starts_at__lt": end_of(cohort.ends_date),
        }
    )
    completed = within & Q(**{f"{session}state": Session.State.COMPLETED})
    coming = within & Q(
        **{f"{session}state__in": Session.LIVE_STATES, f"{session}ends_at__gt": now}
    )
    return memberships.annotate(
        completed=Count("user__participations", filter=completed),
        coming=Count("user__participations", filter=coming),
        last_at=Max(f"{session}starts_at", filter=completed),
        next_at=Min(f"{session}starts_at", filter=coming),
        **{
            name: Count("user__participations", filter=within & has_mark(name, "user__"))
            for name in ("present", "late", "absent")
        },
    )


def _rows(cohort: Cohort, memberships: Sequence[Any], *, now: datetime) -> list[MemberRow]:
    people = [membership.user for membership in memberships]
    windows = {m.user_id: (m.joined_at, end_of(cohort.ends_date)) for m in memberships}
    outlines = outlines_of_people(people, now=now, windows=windows)
    turnarounds = _turnarounds(cohort, windows=windows)
    return [
        _row(
            membership,
            outline=outlines[membership.user_id],
            turnaround=turnarounds.get(membership.user_id, NO_FORMS),
            is_running=not is_over(cohort.ends_date, now=now),
            now=now,
        )
        for membership in memberships
    ]


def _row(
    found: Any, *, outline: Outline, turnaround: Turnaround, is_running: bool, now: datetime
) -> MemberRow:
    activity = Activity(
        joined_at=found.joined_at,
        last_at=found.last_at,
        next_at=found.next_at,
        owed_since=turnaround.owed_since,
        absent=found.absent,
    )
    return MemberRow(
        membership=found,
        user=found.user,
        pseudonym=found.user.profile.pseudonym,
        completed=found.completed,
        coming=found.coming,
        last_at=found.last_at,
        next_at=found.next_at,
        present=found.present,
        late=found.late,
        absent=found.absent,
        turnaround=turnaround,
        with_feedback=outline.sessions,
        overall=overall_of_bands(outline.bands),
        reasons=reasons_for_attention(activity, now=now) if is_running else (),
    )


def _turnarounds(
    cohort: Cohort, *, windows: dict[int, tuple[datetime, datetime]]
) -> dict[int, Turnaround]:
    forms: dict[int, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    rows = forms_of_members(cohort).filter(author__in=list(windows))
    for author, opened_at, submitted_at in rows.values_list(
        "author_id", "opened_at", "submitted_at"
    ):
        forms[author].append((opened_at, submitted_at))
    return {author: _turnaround(times) for author, times in forms.items()}


def _turnaround(times: Sequence[tuple[datetime, datetime | None]]) -> Turnaround:
    hours = [(done - opened).total_seconds() / 3600 for opened, done in times if done]
    owed = [opened for opened, done in times if not done]
    return Turnaround(
        submitted=len(hours),
        owed=len(owed),
        median_hours=median(hours) if hours else None,
        owed_since=min(owed, default=None),
    )


def by_need(rows: Sequence[MemberRow]) -> list[MemberRow]:
    """Those with a reason to be looked at.

    Most reasons first; then the more pressing concern, and within it whoever is worse off.
    """
    needing = [row for row in rows if row.reasons]
    return sorted(
        needing,
        key=lambda row: (-len(row.reasons), row.reasons[0].concern, -row.reasons[0].weight),
    )
