"""Who may do what with cohorts."""

from accounts.models import User
from cohorts.models import Cohort, Membership


def can_make_cohorts(user: User) -> bool:
    """People of the group Coaches, and superusers."""
    return user.has_perm("cohorts.add_cohort")


def is_coach_of_cohort(user: User, cohort: Cohort) -> bool:
    """A current coach. What one may do with a cohort, one does in it: staff have no way in."""
    return Membership.objects.current().coaches().of(user).filter(cohort=cohort).exists()


def is_in_cohort(user: User, cohort: Cohort) -> bool:
    return Membership.objects.current().of(user).filter(cohort=cohort).exists()
