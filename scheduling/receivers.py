"""The database notes what changes whom a person fits: its triggers come and go with the tables."""

from typing import Any

from django.apps import apps
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models.signals import post_migrate, pre_migrate
from django.dispatch import receiver

from scheduling.actions.partner_triggers import drop_triggers, install_triggers

SCHEDULING = apps.get_app_config("scheduling")


@receiver(pre_migrate, sender=SCHEDULING)
def take_triggers_away(using: str, plan: list[Any], **_: Any) -> None:
    """Before any app is migrated: SQLite remakes tables to alter them, and triggers go with them.

    Those that name a table which is being remade would even make it fail.
    """
    if connections[using].vendor == "sqlite" and plan:
        drop_triggers(connections[using])


@receiver(post_migrate, sender=SCHEDULING)
def put_triggers_back(using: str, **more: Any) -> None:
    """After the last app was migrated, or the tables emptied; not on the way to an older state."""
    if "plan" in more:
        executor = MigrationExecutor(connections[using])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return
    install_triggers(connections[using])
