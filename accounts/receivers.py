"""Every account has a profile from its first moment."""

import secrets
from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

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
