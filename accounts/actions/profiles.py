"""Change what people say about themselves."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.domain.profiles import ProfileChanges
from accounts.models import Profile, User


class CannotUpdateProfile(Exception):
    """Says why, in words for the person."""


@transaction.atomic
def update_profile(user: User, *, changes: ProfileChanges, now: datetime) -> Profile:
    """Set the given fields of the person's profile.

    CannotUpdateProfile if somebody took the pseudonym in the meantime.
    """
    profile = user.profile
    names = [*changes]
    for name, value in changes.items():
        setattr(profile, name, value)
    if "timezone" in changes:
        profile.timezone_confirmed_at = now
        names.append("timezone_confirmed_at")
    try:
        with transaction.atomic():
            profile.save(update_fields=names)
    except IntegrityError as error:
        raise CannotUpdateProfile(
            "Somebody took this pseudonym just now. Choose another; nothing was changed."
        ) from error
    return profile


@transaction.atomic
def finish_onboarding(user: User, *, changes: ProfileChanges, now: datetime) -> Profile:
    """Set the given fields, and remember that the person has been welcomed."""
    profile = update_profile(user, changes=changes, now=now)
    if profile.onboarded_at is None:
        profile.onboarded_at = now
        profile.save(update_fields=["onboarded_at"])
    return profile
