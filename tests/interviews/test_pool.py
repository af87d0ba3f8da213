"""People are told before they run out of questions, and editors see who does."""

import pytest
from django.urls import reverse

from interviews.models import Exposure, Packet
from interviews.queries.pool import Shortage, low_pools_of, pools_of, shortages
from tests.factories import PacketVersionFactory, UserFactory

pytestmark = pytest.mark.django_db


def meet(user, packets, *, now, role="candidate"):
    Exposure.objects.bulk_create(
        Exposure(user=user, packet=packet, role=role, at=now) for packet in packets
    )


def coding(number: int) -> list[Packet]:
    return [PacketVersionFactory().packet for _ in range(number)]


def test_pool_counts_families_that_are_published_and_not_met(now, django_assert_num_queries):
    user = UserFactory(candidate_kinds=["coding", "behavioural"])
    packets = coding(6)
    Packet.objects.filter(pk=packets[1].pk).update(family=packets[0].slug)  # a variant
    Packet.objects.filter(pk=packets[5].pk).update(status="retired")
    meet(user, [packets[1], packets[5]], now=now)
    meet(user, [packets[2]], now=now, role="library")
    PacketVersionFactory(kind="behavioural")
    with django_assert_num_queries(2):
        found = [(pool.kind, pool.total, pool.left) for pool in pools_of(user)]
    assert found == [("coding", 4, 2), ("behavioural", 1, 1)]


def test_warning_comes_with_three_left_and_not_with_four(now):
    user, packets = UserFactory(candidate_kinds=["coding"]), coding(5)
    meet(user, packets[:1], now=now)
    assert low_pools_of(user) == []
    meet(user, packets[1:2], now=now)
    assert [pool.title for pool in low_pools_of(user)] == [
        "3 coding questions are left that are new to you."
    ]


def test_volunteer_who_is_never_the_candidate_is_not_warned():
    coding(1)
    assert pools_of(UserFactory(volunteers_only=True, candidate_kinds=["coding"])) == []


def test_home_and_partner_search_say_that_questions_run_out(client, now):
    user, packets = UserFactory(candidate_kinds=["coding"]), coding(2)
    meet(user, packets[:1], now=now)
    client.force_login(user)
    words = "One coding question is left that is new to you."
    for page in ("home", "partners"):
        assert words in client.get(reverse(page)).text
    meet(user, packets[1:], now=now)
    text = client.get(reverse("home")).text
    assert "You have met every coding question here." in text
    assert "Practise another kind of round" in text


def test_editors_see_how_many_people_run_out_of_a_kind(now, django_assert_num_queries):
    packets = coding(5)
    dry, low, fine, _ = UserFactory.create_batch(4, candidate_kinds=["coding"])
    gone = UserFactory(candidate_kinds=["coding"], is_active=False)
    meet(dry, packets, now=now)
    meet(gone, packets, now=now)
    meet(low, packets[:3], now=now)
    meet(fine, packets[:1], now=now)
    UserFactory(candidate_kinds=["behavioural"])
    with django_assert_num_queries(3):
        found = {one.kind: one for one in shortages()}
    assert found["coding"] == Shortage("coding", "Coding", people=4, dry=1, low=1)
    assert found["behavioural"] == Shortage("behavioural", "Behavioural", people=1, dry=1, low=0)
    assert found["system_design"].people == 0
