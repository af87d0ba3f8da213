"""Accounts at services that keep calendars."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from scheduling.actions.calendar_accounts import MOST_ACCOUNTS, CannotConnect, connect_account
from scheduling.models import CalendarAccount, CalendarSource
from scheduling.queries.calendar_accounts import sealed, unsealed
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

SECRET = {"address": "https://dav.example.org/ana/", "password": "s3cr3t-9f"}


@pytest.fixture
def user():
    return UserFactory()


def connect(user, *, now, external_id="ana@example.org", secret=SECRET, label="ana@example.org"):
    return connect_account(
        user, kind="caldav", external_id=external_id, label=label, secret=secret, now=now
    )


def test_what_opens_an_account_is_kept_encrypted_and_can_be_read_again(user, now):
    account = connect(user, now=now)
    row = CalendarAccount.objects.get()
    assert (row.pk, row.user, row.kind, row.label) == (account.pk, user, "caldav", account.label)
    assert json.loads(unsealed(row.secret)) == SECRET
    assert not any("s3cr3t" in str(value) for value in vars(row).values())
    (entry,) = AuditEntry.objects.filter(verb="scheduling.connect_account")
    assert (entry.by, entry.object_id, entry.details) == (user, str(row.pk), {"kind": "caldav"})


def test_connecting_again_is_the_same_account_found_again(user, now):
    account = connect(user, now=now)
    CalendarAccount.objects.update(
        is_lost=True,
        problem="The password is wrong.",
        failures=7,
        secret_write_ref=sealed("/ana/work/"),
        next_look_at=now + timedelta(days=1),
    )
    source = CalendarSource.objects.create(
        user=user,
        kind="account",
        account=account,
        name="Work",
        secret_address="-",
        created_at=now,
        next_try_at=now + timedelta(days=1),
    )
    later = now + timedelta(hours=1)
    again = connect(user, now=later, secret={"password": "new"}, label="Ana")
    row = CalendarAccount.objects.get()
    assert again.pk == account.pk == row.pk
    assert (row.is_lost, row.problem, row.failures, row.label) == (False, "", 0, "Ana")
    assert json.loads(unsealed(row.secret)) == {"password": "new"}
    assert unsealed(row.secret_write_ref) == "/ana/work/"
    source.refresh_from_db()
    assert row.next_look_at == source.next_try_at == later


def test_a_person_has_room_for_a_few_accounts_and_others_are_not_counted(user, now):
    connect(UserFactory(), now=now)
    for number in range(MOST_ACCOUNTS):
        connect(user, now=now, external_id=str(number))
    with pytest.raises(CannotConnect, match="all there is room for"):
        connect(user, now=now, external_id="one more")
    assert connect(user, now=timezone.now(), external_id="0").external_id == "0"
    assert CalendarAccount.objects.of(user).count() == MOST_ACCOUNTS
