from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet

from accounts.models import User
from cohorts.models import Cohort, Invitation, Membership


def coached_cohort(user: User, *, public_id: UUID) -> QuerySet[Cohort]:
    """The cohort, if `user` coaches it now: for get_object_or_404."""
    return Cohort.objects.coached_by(user).filter(public_id=public_id)


def own_cohort(user: User, *, public_id: UUID) -> QuerySet[Cohort]:
    """The cohort, if `user` is in it now in any role."""
    return Cohort.objects.of(user).filter(public_id=public_id)


def current_member(cohort: Cohort, *, public_id: UUID) -> QuerySet[Membership]:
    """The membership of the member whose user has that public id."""
    return (
        Membership.objects.current()
        .members()
        .filter(cohort=cohort, user__public_id=public_id)
        .select_related("user__profile")
    )


def coaches_of(cohort: Cohort) -> QuerySet[Membership]:
    """Its current coaches, longest first."""
    return (
        Membership.objects.current()
        .coaches()
        .filter(cohort=cohort)
        .select_related("user__profile")
        .order_by("joined_at", "pk")
    )


def cohorts_left_without_coach(user: User, *, now: datetime) -> QuerySet[Cohort]:
    """Running cohorts that `user` coaches alone, and in which there are others; by name."""
    others = Membership.objects.current().exclude(user=user)
    return (
        Cohort.objects.coached_by(user)
        .running(at=now)
        .filter(memberships__in=others)
        .exclude(memberships__in=others.coaches())
        .distinct()
        .order_by("name", "pk")
    )


def pending_invitation(user: User, *, public_id: UUID) -> QuerySet[Invitation]:
    """A waiting invitation of a cohort that `user` coaches."""
    return (
        Invitation.objects.pending()
        .filter(public_id=public_id, cohort__in=Cohort.objects.coached_by(user))
        .select_related("cohort")
    )


def has_cohorts(user: User) -> bool:
    """Whether the person is in any cohort now, or may make one; one query at most."""
    if user.is_superuser:
        return True
    may_make = Permission.objects.filter(content_type__app_label="cohorts", codename="add_cohort")
    return (
        User.objects.filter(pk=user.pk)
        .filter(
            Q(memberships__in=Membership.objects.current())
            | Q(groups__permissions__in=may_make)
            | Q(user_permissions__in=may_make)
        )
        .exists()
    )
