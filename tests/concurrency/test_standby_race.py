"""Many ask the same person at once, and one asks many: one ask waits at a time."""

from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from accounts.models import User
from scheduling.actions.standby import CannotAsk, ask_sitter, sit_down
from scheduling.domain.pair_value import Way
from scheduling.models import Proposal, StandbyEntry
from tests.concurrency.test_accept_race import a_database_that_threads_share, all_at_once
from tests.factories import UserFactory
from tests.scheduling.worlds import fill_catalogue

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 8


def sitting(number: int) -> list[StandbyEntry]:
    now = timezone.now()
    until_at = now + timedelta(hours=2)
    return [
        sit_down(UserFactory(), ways=["swap"], kinds=[], until_at=until_at, now=now)
        for _ in range(number)
    ]


def an_ask(entry: StandbyEntry, by: User):
    def work() -> str:
        try:
            ask_sitter(
                StandbyEntry.objects.select_related("user__profile").get(pk=entry.pk),
                by=User.objects.get(pk=by.pk),
                way=Way.SWAP,
                now=timezone.now(),
            )
        except CannotAsk as error:
            return str(error)
        finally:
            connections.close_all()
        return "asked"

    return work


def test_of_many_who_ask_one_person_at_once_one_waits_for_the_answer():
    a_database_that_threads_share()
    fill_catalogue(kinds=["coding"])
    (entry,) = sitting(1)
    answers = all_at_once([an_ask(entry, UserFactory()) for _ in range(CROWD)])
    assert answers.pop("asked") == 1
    (told,) = answers
    assert "was asked by somebody else a moment ago" in told
    assert Proposal.objects.open().count() == 1


def test_who_asks_many_at_once_has_asked_one():
    a_database_that_threads_share()
    fill_catalogue(kinds=["coding"])
    me, entries = UserFactory(), sitting(CROWD)
    answers = all_at_once([an_ask(entry, me) for entry in entries])
    assert answers.pop("asked") == 1
    (told,) = answers
    assert "You have an ask that waits for an answer." in told
    assert Proposal.objects.open().count() == 1
