"""Cohorts for tests: `CohortFactory(coach=…, members=[…])`."""

from datetime import timedelta

import factory
from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.models import User
from cohorts.domain.codes import new_join_code
from cohorts.models import Cohort, Membership
from tests.factories import UserFactory


class CohortFactory(factory.django.DjangoModelFactory):
    """A cohort from thirty days ago to thirty days ahead, its people in it from its start."""

    class Meta:
        model = Cohort
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Cohort {n}")
    join_code = factory.LazyFunction(new_join_code)  # unlike those of another process
    starts_date = factory.LazyFunction(lambda: timezone.now().date() - timedelta(days=30))
    ends_date = factory.LazyFunction(lambda: timezone.now().date() + timedelta(days=30))
    created_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=30))

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        coach = kwargs.pop("coach", None)
        members = kwargs.pop("members", [])
        cohort = super()._create(model_class, *args, **kwargs)
        if coach is not None:
            join(cohort, coach, role="coach")
        for member in members:
            join(cohort, member)
        return cohort


def join(cohort: Cohort, user: User, *, role="member", joined_at=None, left_at=None) -> Membership:
    return Membership.objects.create(
        cohort=cohort,
        user=user,
        role=role,
        joined_at=joined_at or cohort.created_at,
        left_at=left_at,
    )


def person_who_may_coach(**fields) -> User:
    user = UserFactory(**fields)
    user.user_permissions.add(
        Permission.objects.get(codename="add_cohort", content_type__app_label="cohorts")
    )
    return user
