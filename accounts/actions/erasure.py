"""Erase an account: the row stays, so that partners keep their history, the person goes."""

import uuid
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from accounts.actions.audit import record_audit
from accounts.models import Profile, User
from accounts.notifications import queue_account_mail
from accounts.privacy import run_erasers
from jobs.models import Job


class CannotErase(Exception):
    """Says why, in words for the person."""


@transaction.atomic
def erase_account(user: User, *, by: User, now: datetime) -> None:
    """Anonymise the account for ever and close it; a last mail says so.

    Runs what the other apps registered for it first. CannotErase for the only administrator.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_superuser and not _other_administrators(user).exists():
        raise CannotErase(
            "You are the only administrator. Make somebody else one first; nothing was erased."
        )
    run_erasers(user, now=now)
    address = user.email
    _drop_undelivered_mail(address)
    _drop_ways_in(user)
    _anonymise(user)
    record_audit(user, verb="accounts.erase", by=by, now=now)
    queue_account_mail("accounts/erased", to=address, now=now, context={})


def _other_administrators(user: User):  # type: ignore[no-untyped-def]
    return User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)


def _drop_undelivered_mail(address: str) -> None:
    Job.objects.filter(
        kind="accounts.deliver_mail", done_at=None, arguments__to__iexact=address
    ).delete()


def _drop_ways_in(user: User) -> None:
    for session in UserSession.objects.filter(user=user):
        session.end()
    for model in (Authenticator, SocialAccount, EmailAddress):
        model.objects.filter(user=user).delete()
    user.groups.clear()
    user.user_permissions.clear()


def _anonymise(user: User) -> None:
    user.email = f"{uuid.uuid4().hex}@erased.invalid"
    user.is_active = user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    user.save()
    # The number of erased accounts is no secret; the row's own number would be a way to join.
    number = Profile.objects.filter(pseudonym__startswith="Former member ").count() + 1
    while Profile.objects.filter(pseudonym=f"Former member {number}").exists():
        number += 1
    Profile.objects.filter(user=user).delete()
    Profile.objects.create(user=user, pseudonym=f"Former member {number}")
    about_user = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk)
    )
    about_user.update(object_repr="erased account", change_message="")
