"""The rows behind a cohort's numbers, and the totals of the group.

Everything counts only from a member's joining to their leaving or the cohort's last day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from accounts.models import User
from cohorts.domain.periods import end_of
from cohorts.models import Cohort, Membership
from feedback.models import Review
from feedback.models.reviews import ReviewQuerySet
from interviews.models import Participation, Session
from interviews.queries.sessions import with_people

MIN_GROUP = 5  # averages of fewer people would tell of persons


@dataclass(frozen=True)
class Totals:
    """Numbers of distinct sessions; the averages are None for groups under five."""

    members: int
    completed: int
    coming: int
    with_absence: int
    owed: int
    former_members: int
    former_completed: int
    sessions_each: float | None
    median_hours: float | None


def current_members(cohort: Cohort) -> QuerySet[Membership]:
    return (
        Membership.objects.current()
        .members()
        .filter(cohort=cohort)
        .select_related("user__profile")
        .order_by("user__profile__pseudonym")
    )


def _covers(cohort: Cohort, *, user: str, at: str, left: bool = False) -> Q:
    """Whether a membership of the cohort (a current one, or an ended one) covers `at`.

    `user` and `at` name the fields of the outer query.
    """
    memberships = Membership.objects.members().filter(
        cohort=cohort,
        user=OuterRef(user),
        joined_at__lte=OuterRef(at),
        left_at__isnull=not left,
    )
    if left:
        memberships = memberships.filter(left_at__gt=OuterRef(at))
    return Q(Exists(memberships)) & Q(**{f"{at}__lt": end_of(cohort.ends_date)})


def has_mark(mark: str, to_user: str = "") -> Q:
    """Places with this mark of who came. What is held against somebody counts once it is final.

    `to_user` leads from the outer model to the person ("user__"); "" in a query of places.
    """
    to_place = f"{to_user}participations__" if to_user else ""
    marked = Q(**{f"{to_place}attendance": mark})
    if mark in (Participation.Attendance.LATE, Participation.Attendance.ABSENT):
        marked &= Q(**{f"{to_place}settled_at__isnull": False})
    return marked


def places_of_members(cohort: Cohort) -> QuerySet[Participation]:
    """The places of current members in sessions."""
    return Participation.objects.filter(_covers(cohort, user="user", at="session__starts_at"))


def sessions_of_members(cohort: Cohort) -> QuerySet[Session]:
    """Distinct sessions of current members, latest first."""
    places = places_of_members(cohort)
    return Session.objects.filter(pk__in=places.values("session")).order_by("-starts_at", "-pk")


def forms_of_members(cohort: Cohort) -> ReviewQuerySet:
    """The feedback forms that current members have to write. What is in them is not for here."""
    return Review.objects.filter(
        _covers(cohort, user="author", at="leg__session__starts_at")
    ).order_by("-opened_at", "pk")


def totals_of(cohort: Cohort, *, completed_each: Sequence[int], now: datetime) -> Totals:
    """The cohort in numbers, each the number of rows that its link opens.

    `completed_each` has the completed sessions of every current member.
    """
    sessions = sessions_of_members(cohort)
    absent = places_of_members(cohort).filter(has_mark(Participation.Attendance.ABSENT))
    counts = sessions.aggregate(
        completed=Count("pk", filter=Q(state=Session.State.COMPLETED)),
        coming=Count("pk", filter=Q(state__in=Session.LIVE_STATES, ends_at__gt=now)),
        with_absence=Count("pk", filter=Q(pk__in=absent.values("session"))),
    )
    former = _former(cohort)
    is_group = len(completed_each) >= MIN_GROUP
    return Totals(
        members=len(completed_each),
        **counts,
        owed=forms_of_members(cohort).owed().count(),
        former_members=former["people"],
        former_completed=former["sessions"],
        sessions_each=sum(completed_each) / len(completed_each) if is_group else None,
        median_hours=_median_hours(cohort) if is_group else None,
    )


def _median_hours(cohort: Cohort) -> float | None:
    """Over all submitted forms of a group; None when fewer than five people sent one."""
    rows = list(
        forms_of_members(cohort)
        .submitted()
        .values_list("author_id", F("submitted_at") - F("opened_at"))
    )
    if len({author for author, _ in rows}) < MIN_GROUP:
        return None
    return median(taken.total_seconds() / 3600 for _, taken in rows)


def _former(cohort: Cohort) -> dict[str, int]:
    """Who has left, and the completed sessions of their time here that no current member had."""
    current = current_members(cohort).order_by().values("user")
    left = Membership.objects.members().filter(cohort=cohort, left_at__isnull=False)
    theirs = Participation.objects.filter(
        _covers(cohort, user="user", at="session__starts_at", left=True),
        session__state=Session.State.COMPLETED,
    ).exclude(session__in=sessions_of_members(cohort).order_by())
    return {
        "people": left.exclude(user__in=current).values("user").distinct().count(),
        "sessions": theirs.values("session").distinct().count(),
    }


# What the lists can be narrowed to, by the names in their addresses.
SESSION_STATES = {
    "completed": "Completed",
    "coming": "Coming",
    "missed": "Missed",
    "cancelled": "Cancelled",
}


def sessions_for_list(
    cohort: Cohort, *, member: User | None, state: str, attendance: str, now: datetime
) -> QuerySet[Session]:
    """The sessions of the cohort, or of one member; `state` and `attendance` may be empty."""
    places = places_of_members(cohort)
    if member is not None:
        places = places.filter(user=member)
    if attendance:
        places = places.filter(has_mark(attendance))
    sessions = Session.objects.filter(pk__in=places.values("session"))
    if state == "coming":
        sessions = sessions.live().filter(ends_at__gt=now)
    elif state:
        sessions = sessions.filter(state=state)
    return with_people(sessions.order_by("-starts_at", "-pk"))


def forms_for_list(cohort: Cohort, *, member: User | None, is_owed: bool) -> ReviewQuerySet:
    """The forms that members have to write or wrote, without what is in them."""
    forms = forms_of_members(cohort).select_related(
        "leg__session", "author__profile", "subject__profile"
    )
    if member is not None:
        forms = forms.filter(author=member)
    return forms.owed() if is_owed else forms
