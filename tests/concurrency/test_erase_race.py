"""People who are booked with each other erase their accounts at once: nobody waits in a circle."""

from itertools import combinations

import pytest
from django.utils import timezone

from accounts.actions.erasure import ERASED_DOMAIN, CannotErase, erase_account
from accounts.models import AuditEntry, User
from interviews.models import Session
from jobs.models import Job
from tests.concurrency.test_accept_race import accept, all_at_once, open_proposal
from tests.factories import UserFactory
from tests.scheduling.worlds import book, fill_catalogue, in_days, person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _quiet_jobs(settings) -> None:
    settings.JOBS_EXECUTOR = "threads"  # nothing executes them here: only the rows count


def erase(pk: int) -> str:
    user = User.objects.get(pk=pk)
    try:
        erase_account(user, by=user, now=timezone.now())
    except CannotErase:
        return "refused"
    return "erased"


def test_partners_who_leave_at_once_all_leave():
    fill_catalogue(kinds=["coding"], packets=12)
    crowd = [person() for _ in range(5)]
    for number, (asker, partner) in enumerate(combinations(crowd, 2)):
        book(asker, partner, starts_at=in_days(3 + number))
    results = all_at_once([lambda pk=user.pk: erase(pk) for user in crowd])

    assert results == {"erased": 5}
    assert set(Session.objects.values_list("state", flat=True)) == {"cancelled"}


def test_leaving_while_others_accept_costs_nobody_an_error():
    fill_catalogue(kinds=["coding"], packets=12)
    leaver, crowd = person(), [person() for _ in range(6)]
    for number, partner in enumerate(crowd):
        book(leaver, partner, starts_at=in_days(3 + number))
    proposals = [
        open_proposal(one, other, starts_at=in_days(20 + number))
        for number, (one, other) in enumerate(combinations([leaver, *crowd], 2))
    ]
    accepts = [lambda pk=proposal.pk: accept(pk) for proposal in proposals]
    results = all_at_once([*accepts[:8], lambda: erase(leaver.pk), *accepts[8:]])

    assert results["erased"] == 1
    assert results["booked"] >= 15  # every pair without the one who leaves
    assert not Session.objects.filter(participations__user=leaver, state="confirmed").exists()


def test_erasing_twice_at_once_erases_once():
    user = UserFactory(email="ann@example.org")
    results = all_at_once([lambda: erase(user.pk)] * 4)

    assert results == {"erased": 4}
    assert AuditEntry.objects.filter(verb="accounts.erase").count() == 1
    mails = Job.objects.filter(kind="accounts.deliver_mail")
    assert [mail.arguments["to"] for mail in mails] == ["ann@example.org"]
    assert User.objects.get(pk=user.pk).email.endswith(ERASED_DOMAIN)


def test_of_two_administrators_who_leave_at_once_one_stays():
    admins = [UserFactory(is_superuser=True) for _ in range(2)]
    results = all_at_once([lambda pk=user.pk: erase(pk) for user in admins])

    assert results == {"erased": 1, "refused": 1}
