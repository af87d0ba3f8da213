"""Every account has a profile from its first moment; changes of its locks are audited."""

import secrets
from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.socialaccount import signals as social
from django.db.models.signals import post_save
from django.dispatch import Signal, receiver
from django.utils import timezone

from accounts.actions.audit import record_audit
from accounts.models import Profile, User

_ADJECTIVES = [
    "Amber",
    "Bold",
    "Brisk",
    "Bright",
    "Calm",
    "Clear",
    "Copper",
    "Daring",
    "Eager",
    "Early",
    "Gentle",
    "Golden",
    "Honest",
    "Keen",
    "Kind",
    "Lively",
    "Lucid",
    "Merry",
    "Mindful",
    "Nimble",
    "Patient",
    "Plain",
    "Quick",
    "Quiet",
    "Ready",
    "Silver",
    "Spry",
    "Steady",
    "Sunny",
    "Swift",
    "Tidy",
    "Warm",
]
_NOUNS = [
    "Badger",
    "Beacon",
    "Birch",
    "Brook",
    "Cedar",
    "Comet",
    "Crane",
    "Dolphin",
    "Falcon",
    "Fern",
    "Finch",
    "Fjord",
    "Fox",
    "Harbour",
    "Heron",
    "Ibis",
    "Juniper",
    "Kestrel",
    "Lark",
    "Lynx",
    "Maple",
    "Meadow",
    "Otter",
    "Owl",
    "Pine",
    "Raven",
    "Reef",
    "River",
    "Robin",
    "Sparrow",
    "Tern",
    "Willow",
]


def new_pseudonym() -> str:
    """ "Calm Heron 4821": friendly, and says nothing of the person."""
    number = secrets.randbelow(9000) + 1000
    return f"{secrets.choice(_ADJECTIVES)} {secrets.choice(_NOUNS)} {number}"


@receiver(post_save, sender=User)
def make_profile(instance: User, created: bool, raw: bool = False, **_: Any) -> None:
    if not created or raw:
        return
    pseudonym = new_pseudonym()
    while Profile.objects.filter(pseudonym=pseudonym).exists():
        pseudonym = new_pseudonym()
    Profile.objects.create(user=instance, pseudonym=pseudonym)


_AUDITED: list[tuple[Signal, str]] = [
    (account.password_changed, "accounts.change_password"),
    (account.password_reset, "accounts.reset_password"),
    (account.password_set, "accounts.set_password"),
    (account.email_changed, "accounts.change_address"),
    (mfa.authenticator_added, "accounts.add_second_factor"),
    (mfa.authenticator_removed, "accounts.remove_second_factor"),
    (mfa.authenticator_reset, "accounts.renew_recovery_codes"),
    (social.social_account_added, "accounts.connect_site"),
    (social.social_account_removed, "accounts.disconnect_site"),
]


def _audit(verb: str) -> Any:
    def record(request: Any, user: User | None = None, **_: Any) -> None:
        person = user or request.user
        record_audit(person, verb=verb, by=person, now=timezone.now())

    return record


for _signal, _verb in _AUDITED:
    _signal.connect(_audit(_verb), weak=False, dispatch_uid=_verb)
