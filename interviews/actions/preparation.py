"""Change what somebody prepares for, and welcome new people."""

from datetime import datetime

from django.db import transaction

from accounts.actions.profiles import finish_onboarding
from accounts.domain.profiles import ProfileChanges
from accounts.models import User
from interviews.domain.preparation import PreparationChanges
from interviews.models import Preparation


@transaction.atomic
def update_preparation(user: User, *, changes: PreparationChanges) -> Preparation:
    """Set the given fields of what the person prepares for."""
    preparation = user.preparation
    for name, value in changes.items():
        setattr(preparation, name, value)
    preparation.save(update_fields=[*changes])
    return preparation


@transaction.atomic
def welcome_person(
    user: User, *, profile: ProfileChanges, preparation: PreparationChanges, now: datetime
) -> None:
    """Keep the answers of the welcome page, all or none, and do not ask again.

    accounts.actions.profiles.CannotUpdateProfile if the pseudonym was taken meanwhile.
    """
    finish_onboarding(user, changes=profile, now=now)
    update_preparation(user, changes=preparation)


@transaction.atomic
def forget_preparation(user: User, *, now: datetime) -> None:
    """Empty the preparation of somebody who erases the account."""
    Preparation.objects.filter(user=user).delete()
    Preparation.objects.create(user=user)
