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
from django.db.models import Q

from accounts.actions.audit import record_audit
from accounts.models import Pause, Profile, TurnedOffMail, User
from accounts.notifications import queue_account_mail
from accounts.privacy import run_erasers
from jobs.models import Job

ERASED_DOMAIN = "erased.invalid"  # of the addresses that erased accounts get


class CannotErase(Exception):
    """Says why, in words for the person."""


@transaction.atomic
def erase_account(user: User, *, by: User, now: datetime) -> None:
    """Anonymise the account for ever and close it; a last mail says so.

    Runs what the other apps registered for it first. CannotErase for the only administrator.
    """
    _wait_for_other_erasures()
    user = User.objects.get(pk=user.pk)
    if user.email.endswith(f"@{ERASED_DOMAIN}"):
        return  # by the same person in another tab, a moment ago
    if user.is_superuser and not _other_administrators(user).exists():
        raise CannotErase(
            "You are the only administrator. Make somebody else one first; nothing was erased."
        )
    _clear_admin_log(user)
    run_erasers(user, now=now)
    address = user.email
    _drop_undelivered_mail(user)
    _drop_ways_in(user)
    _anonymise(user)
    record_audit(user, verb="accounts.erase", by=by, now=now)
    queue_account_mail("accounts/erased", to=address, now=now, context={})


def _wait_for_other_erasures() -> None:
    """Let one erasure at a time go on: two administrators, two tabs, one next free number.

    Not by a lock on the person: bookings lock people by rising id, and an erasure that held one
    of them already would wait in a circle with them. `forget_bookings` locks all of them at once.
    """
    mutex = ContentType.objects.get_for_model(User)
    ContentType.objects.select_for_update(no_key=True).get(pk=mutex.pk)


def _other_administrators(user: User):  # type: ignore[no-untyped-def]
    return User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)


def _drop_undelivered_mail(user: User) -> None:
    """Delete what waits to be mailed to the person or about their address to an older one."""
    waiting = Job.objects.filter(done_at=None)
    waiting.filter(arguments__user_id=user.pk).delete()
    mails = waiting.filter(kind="accounts.deliver_mail")
    mails.filter(arguments__to__iexact=user.email).delete()
    for job in mails.filter(arguments__text__icontains=user.email):
        if _names(job.arguments["text"], user.email):
            job.delete()
    # A mail server that refuses an address repeats it in its answer.
    Job.objects.filter(last_error__icontains=user.email).update(last_error="")


def _names(text: str, address: str) -> bool:
    """Whether `address` stands in `text` as a whole: ann@… is not in joann@…"""
    words = (word.strip(".,:;<>()\"'“”{}[]") for word in text.lower().split())
    return address.lower() in words


def _clear_admin_log(user: User) -> None:
    """Administrators' log says what was changed by its name: for rows of a person, the address."""
    about = Q(content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk))
    for relation in User._meta.related_objects:
        content_type = ContentType.objects.get_for_model(relation.related_model)
        logged = LogEntry.objects.filter(content_type=content_type).values_list("object_id")
        if relation.related_model is LogEntry or not logged.exists():
            continue
        rows = relation.related_model._base_manager.filter(**{relation.field.name: user})
        keys = [str(key) for key in rows.values_list("pk", flat=True)]
        about |= Q(content_type=content_type, object_id__in=keys)
    deleted_since = [
        entry.pk
        for entry in LogEntry.objects.filter(object_repr__icontains=user.email)
        if _names(entry.object_repr, user.email)
    ]
    LogEntry.objects.filter(about | Q(pk__in=deleted_since)).update(
        object_repr="of an erased account", change_message=""
    )


def _drop_ways_in(user: User) -> None:
    for session in UserSession.objects.filter(user=user):
        session.end()
    for model in (Authenticator, SocialAccount, EmailAddress, TurnedOffMail):
        model.objects.filter(user=user).delete()
    user.groups.clear()
    user.user_permissions.clear()


def _anonymise(user: User) -> None:
    user.email = f"{uuid.uuid4().hex}@{ERASED_DOMAIN}"
    user.public_id, user.last_login = uuid.uuid4(), None  # addresses of old pages lead nowhere
    user.is_active = user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    user.save()
    # The number of erased accounts is no secret; the row's own number would be a way to join.
    number = Profile.objects.filter(pseudonym__startswith="Former member ").count() + 1
    while Profile.objects.filter(pseudonym=f"Former member {number}").exists():
        number += 1
    Pause.objects.filter(user=user).delete()
    Profile.objects.filter(user=user).delete()
    Profile.objects.create(user=user, pseudonym=f"Former member {number}")
