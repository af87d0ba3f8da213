"""Who is in which cohort, and who coaches whom."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from cohorts.domain.periods import end_of, last_date_counted
from cohorts.models import Cohort, Membership


def is_coach_of_at(coach: User, member: User, *, at: datetime) -> bool:
    """Whether `coach` may see what `member` did at `at` (aware).

    True if the coach coaches now, the member is one now and was one then, and the cohort's
    last date was not over.
    """
    return _places_at(member, at=at).filter(cohort__in=Cohort.objects.coached_by(coach)).exists()


def coaches_of_at(member: User, *, at: datetime) -> QuerySet[User]:
    """Everybody of whom `is_coach_of_at` is true, with profiles, in the order of their ids."""
    coaches = Membership.objects.current().coaches()
    places = coaches.filter(cohort__in=_places_at(member, at=at).values("cohort"))
    coaching = User.objects.filter(is_active=True, pk__in=places.values("user"))
    return coaching.select_related("profile").order_by("pk")


def _places_at(member: User, *, at: datetime) -> QuerySet[Membership]:
    """Where `member` is one now and was one at `at`, before the cohort was over."""
    places = Membership.objects.current().members().of(member)
    return places.filter(joined_at__lte=at, cohort__ends_date__gte=last_date_counted(at))


def happened_to_members_of(coach: User, *, starts_at: str, **member: OuterRef) -> Q:
    """A filter: what happened to somebody while they were a member of a cohort of `coach`.

    Their sessions count from joining to the cohort's end, for those who are members still.
    `starts_at` is the path to the session's start, `member` the lookups of Membership that say
    who it happened to. One query, for the coach's cohorts.
    """
    filters = Q(pk__in=())
    for cohort in Cohort.objects.coached_by(coach):
        members = Membership.objects.current().members()
        members = members.filter(cohort=cohort, joined_at__lte=OuterRef(starts_at), **member)
        filters |= Q(Exists(members), **{f"{starts_at}__lt": end_of(cohort.ends_date)})
    return filters
