"""Two who decide, nightly searches and an erasure at the same moment: one outcome, no deadlock."""

import pytest
from django.utils import timezone

from accounts.actions.erasure import erase_account
from accounts.models import AuditEntry, User
from feedback.actions.flag_finding import find_unfair_raters
from feedback.actions.flags import CannotDecide, decide_flag, take_back_flag
from feedback.models import RaterFlag
from tests.concurrency.test_accept_race import a_database_that_threads_share, all_at_once
from tests.factories import UserFactory
from tests.feedback.flag_builders import pair_flagged, seen, site_with_a_pair

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _quiet_jobs(settings) -> None:
    settings.JOBS_EXECUTOR = "threads"
    a_database_that_threads_share()


def decide(flag, *, by, is_confirmed: bool) -> str:
    try:
        decide_flag(
            RaterFlag.objects.get(pk=flag.pk),
            **{"is_confirmed": is_confirmed, "note": "Read.", "by": by, "now": timezone.now()},
            **seen(flag),
        )
    except (CannotDecide, RaterFlag.DoesNotExist):
        return "was told"
    return "decided"


def search() -> str:
    find_unfair_raters(now=timezone.now())
    return "searched"


def erase(user) -> str:
    person = User.objects.get(pk=user.pk)
    erase_account(person, by=person, now=timezone.now())
    return "erased"


def test_of_four_who_decide_at_once_one_does():
    flag = pair_flagged(now=timezone.now())
    staff = [UserFactory(is_superuser=True) for _ in range(4)]
    results = all_at_once(
        [
            lambda one=one, number=number: decide(flag, by=one, is_confirmed=number % 2 == 0)
            for number, one in enumerate(staff)
        ]
    )
    assert results == {"decided": 1, "was told": 3}
    verbs = AuditEntry.objects.filter(object_type="feedback.raterflag").values_list("verb")
    flag.refresh_from_db()
    assert list(verbs) == [(f"feedback.flag_{flag.state}",)]


def test_searches_at_once_keep_one_flag_and_leave_a_decision_alone():
    world = site_with_a_pair(now=timezone.now())
    assert all_at_once([search] * 3) == {"searched": 3}
    flag = RaterFlag.objects.get()
    staff = UserFactory(is_superuser=True)
    results = all_at_once([search, search, lambda: decide(flag, by=staff, is_confirmed=True)])
    assert results == {"searched": 2, "decided": 1}
    assert RaterFlag.objects.get().state == "confirmed"

    take_back_flag(flag, by=staff, now=timezone.now())
    results = all_at_once(
        [
            *[search, lambda: erase(world.people[0])],
            lambda: decide(flag, by=staff, is_confirmed=False),
        ]
    )
    assert (results["searched"], results["erased"]) == (1, 1)
    assert not RaterFlag.objects.exists()


def test_search_and_erasure_at_once_leave_no_open_flag_about_who_has_gone():
    world = site_with_a_pair(now=timezone.now())
    results = all_at_once([search, lambda: erase(world.people[1]), search])
    assert results == {"searched": 2, "erased": 1}
    assert not RaterFlag.objects.exists()


def test_who_decides_and_erases_their_account_at_once_leaves_no_word():
    flag = pair_flagged(now=timezone.now())
    staff = [UserFactory(is_superuser=True) for _ in range(2)]
    results = all_at_once(
        [lambda: decide(flag, by=staff[0], is_confirmed=True), lambda: erase(staff[0])]
    )
    assert results["erased"] == 1
    flag.refresh_from_db()
    assert (flag.decided_by, flag.note) == (None, "")
