from datetime import datetime
from uuid import UUID

from accounts.domain.zones import zone_or_utc
from accounts.models import User


def why_not_bookable(person: User, *, reader: User, at: datetime) -> str:
    """Why nobody can book a session with `person` at `at`, in words for `reader`; "" if one can.

    A pause lasts until the date on which the person is back, in their own zone.
    """
    profile = person.profile
    is_self = person.pk == reader.pk
    if not person.is_active:
        return f"{profile.pseudonym} has left the site. Choose another partner."
    if profile.onboarded_at is None:
        if is_self:
            return "Finish setting up your account first: it takes two minutes."
        return f"{profile.pseudonym} has not finished setting up yet. Choose another partner."
    back = profile.paused_until_date
    if back is not None and at.astimezone(zone_or_utc(profile.timezone)).date() < back:
        if is_self:
            return "You are on a pause at that time. End it in your profile, then book."
        return f"{profile.pseudonym} takes a pause at that time. Choose another partner or time."
    return ""


def partner_to_ask(public_id: UUID, *, by: User) -> User | None:
    """Somebody else who has an account that is set up; None for anybody else's id."""
    return (
        User.objects.filter(public_id=public_id, is_active=True)
        .exclude(pk=by.pk)
        .exclude(profile__onboarded_at=None)
        .select_related("profile", "preparation")
        .first()
    )
