"""The database notes what changes whom a person fits: its triggers come and go with the tables.

And who went to Google or Microsoft to open a calendar comes back with what opens it.
"""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.signals import pre_social_login
from django.apps import apps
from django.contrib import messages
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models.signals import post_migrate, pre_migrate
from django.dispatch import receiver
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils import timezone

from accounts.models import User
from scheduling.actions.calendar_accounts import CannotConnect
from scheduling.actions.cloud_accounts import CALENDAR_OF, connect_cloud_account
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


@receiver(pre_social_login)
def keep_calendar_account(request: HttpRequest, sociallogin: SocialLogin, **_: Any) -> None:
    """Only for whoever went there for their calendar, in this very visit.

    allauth has checked the state, keeps no token itself, and leads back to their calendars.
    """
    whose = (sociallogin.state.get("data") or {}).get(CALENDAR_OF)
    if whose is None:
        return
    name = sociallogin.account.get_provider().name
    if not isinstance(request.user, User) or whose != request.user.pk:
        messages.error(request, "Nothing was connected. Sign in, then start again.")
    elif sociallogin.is_existing and sociallogin.user != request.user:
        messages.error(
            request, f"Nothing was connected: somebody else signs in with that {name} account."
        )
    else:
        _connect(request, request.user, sociallogin)


def _connect(request: HttpRequest, user: User, sociallogin: SocialLogin) -> None:
    account = sociallogin.account
    try:
        kept = connect_cloud_account(
            user,
            kind=account.provider,
            external_id=account.uid,
            label=str(account.get_provider_account()),
            refresh_token=sociallogin.token.token_secret,
            now=timezone.now(),
        )
    except CannotConnect as problem:
        messages.error(request, f"Nothing was connected. {problem}")
    else:
        messages.success(request, "Connected. Now say what its calendars are for.")
        raise ImmediateHttpResponse(redirect("calendar_account", kept.public_id))
