"""Every account has a preparation, empty at first."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from accounts.models import User
from interviews.models import Preparation


@receiver(post_save, sender=User)
def make_preparation(instance: User, created: bool, raw: bool = False, **_: Any) -> None:
    if created and not raw:
        Preparation.objects.create(user=instance)
