"""Every account has a preparation, empty at first; every site has a group of editors."""

from typing import Any

from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db.models.signals import post_migrate, post_save
from django.dispatch import receiver

from accounts.models import User
from interviews.models import Preparation

EDITORS_GROUP = "Editors"


@receiver(post_save, sender=User)
def make_preparation(instance: User, created: bool, raw: bool = False, **_: Any) -> None:
    if created and not raw:
        Preparation.objects.create(user=instance)


@receiver(post_migrate)
def make_editors_group(app_config: Any, using: str, **_: Any) -> None:
    """The group whose people edit packets. An admin adds people to it.

    Once it is there it is left as it is. Permissions are made after migrations too, by a
    receiver of the same signal that may come after this one.
    """
    if app_config.name != "interviews":
        return
    group, is_new = Group.objects.using(using).get_or_create(name=EDITORS_GROUP)
    if is_new:
        create_permissions(app_config, verbosity=0, using=using)
        group.permissions.set(
            Permission.objects.using(using).filter(
                content_type__app_label="interviews", codename="edit_packets"
            )
        )
