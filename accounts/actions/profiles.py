"""Change what people say about themselves."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from accounts.domain.profiles import ProfileChanges
from accounts.domain.zones import zone_or_utc
from accounts.models import Pause, Profile, User


class CannotUpdateProfile(Exception):
    """Says why, in words for the person."""


@transaction.atomic
def update_profile(user: User, *, changes: ProfileChanges, now: datetime) -> Profile:
    """Set the given fields of the person's profile.

    CannotUpdateProfile if somebody took the pseudonym in the meantime.
    """
    profile = user.profile
    if "paused_until_date" in changes and changes["paused_until_date"] != profile.paused_until_date:
        _note_pause(user, until=changes["paused_until_date"], now=now)
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


def _note_pause(user: User, *, until: date | None, now: datetime) -> None:
    """Begin, move or end the pause that runs; one that ends on the day it began never was."""
    today = now.astimezone(zone_or_utc(user.profile.timezone)).date()
    end = max(until or today, today)
    running = Pause.objects.filter(user=user, until_date__gt=today)
    running.filter(from_date__gte=end).delete()
    if not running.update(until_date=end) and end > today:
        Pause.objects.update_or_create(user=user, from_date=today, defaults={"until_date": end})


@transaction.atomic
def finish_onboarding(user: User, *, changes: ProfileChanges, now: datetime) -> Profile:
    """Set the given fields, and remember that the person has been welcomed."""
    profile = update_profile(user, changes=changes, now=now)
    if profile.onboarded_at is None:
        profile.onboarded_at = now
        profile.save(update_fields=["onboarded_at"])
    return profile
