from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from accounts.models import User
from cohorts.models import Membership


def own_places(user: User) -> QuerySet[Any]:
    """The reader's current memberships with cohort, its coaches and `people`, newest first."""
    current = Q(cohort__memberships__left_at=None, cohort__memberships__role=Membership.Role.MEMBER)
    coaches = Membership.objects.current().coaches().select_related("user__profile")
    return (
        Membership.objects.current()
        .of(user)
        .select_related("cohort")
        .prefetch_related(Prefetch("cohort__memberships", queryset=coaches, to_attr="coaches"))
        .annotate(people=Count("cohort__memberships", filter=current))
        .order_by("-cohort__ends_date", "-pk")
    )
