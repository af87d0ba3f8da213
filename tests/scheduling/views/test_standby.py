"""The page "Now": empty, waiting, asked, matched and expired; and what is thrown at it."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils.html import strip_tags

from scheduling.models import Proposal, StandbyEntry
from tests.factories import UserFactory
from tests.scheduling.worlds import fill_catalogue

pytestmark = pytest.mark.django_db

PAGE = "/now/"
NOW = datetime(2026, 11, 23, 17, 3, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    fill_catalogue(kinds=["coding"])


@pytest.fixture
def user():
    return UserFactory(timezone="UTC", pseudonym="Calm Heron")


@pytest.fixture
def page(client, user):
    client.force_login(user)
    return client


def markup(response):
    return " ".join(response.content.decode().split())


def words(response):
    return " ".join(strip_tags(response.content.decode()).split())


def on_bench(**fields):
    user = UserFactory(timezone="UTC", **fields)
    return StandbyEntry.objects.create(
        user=user,
        ways=["swap", "one_way", "one_way_interview"],
        since_at=NOW,
        until_at=NOW + timedelta(minutes=100),
    )


def asked(page, entry, way="swap"):
    return page.post(f"{PAGE}{entry.public_id}/ask/", {"way": way}, follow=True)


def test_an_empty_bench_invites_to_sit_down(page):
    text = words(page.get(PAGE))
    assert "Nobody who fits you is on the bench" in text
    assert "A session you ask for starts at 17:15." in text
    assert 'http-equiv="refresh"' not in markup(page.get(PAGE))


def test_one_sits_down_is_seen_and_leaves(page, user):
    response = page.post(
        PAGE, {"minutes": "90", "ways": ["swap"], "kinds": ["coding"]}, follow=True
    )
    text = words(response)
    assert "You are on the bench" in text
    assert "Until 18:33" in text
    assert 'http-equiv="refresh" content="15"' in markup(response)
    entry = StandbyEntry.objects.get()
    assert (entry.user, entry.ways, entry.kinds) == (user, ["swap"], ["coding"])
    page.post(f"{PAGE}leave/")
    assert not StandbyEntry.objects.exists()


def test_somebody_is_shown_with_how_long_and_why(page):
    on_bench(pseudonym="Bold Otter", email="secret@example.org")
    text = words(page.get(PAGE))
    assert "Bold Otter" in text
    assert "free until 18:43, 100 more minutes" in text
    assert "Both of you want coding and can give it" in text
    assert markup(page.get(PAGE)).count('name="way"') == 3
    assert "secret@example.org" not in text


def test_one_tap_asks_and_the_page_waits(page, user):
    entry = on_bench(pseudonym="Bold Otter")
    text = words(asked(page, entry))
    assert "Waiting for Bold Otter" in text
    assert "Until 17:13" in text
    assert 'http-equiv="refresh"' in markup(page.get(PAGE))
    proposal = Proposal.objects.get()
    assert (proposal.proposer, proposal.partner) == (user, entry.user)


def test_the_asked_one_accepts_on_the_page_and_both_are_led_to_the_session(page, client, user):
    entry = on_bench(pseudonym="Bold Otter")
    asked(page, entry)
    client.force_login(entry.user)
    text = words(client.get(PAGE))
    assert "Calm Heron asks you" in text
    proposal = Proposal.objects.get()
    assert f'action="/proposals/{proposal.public_id}/accept/"' in markup(client.get(PAGE))
    client.post(f"/proposals/{proposal.public_id}/accept/")
    for person in (entry.user, user):
        client.force_login(person)
        text = words(client.get(PAGE))
        assert "You have a session" in text
        assert "Waiting for" not in text


def test_an_ask_that_ran_out_is_said_and_one_can_ask_again(page, time_machine):
    entry = on_bench()
    asked(page, entry)
    time_machine.move_to(NOW + timedelta(minutes=11), tick=False)
    text = words(page.get(PAGE))
    assert "There was no answer in time." in text
    assert 'type="submit" disabled' not in markup(page.get(PAGE))
    assert "Waiting for" in words(asked(page, entry))


def test_a_declined_ask_is_said_without_the_reason(page, client, user):
    entry = on_bench()
    asked(page, entry)
    client.force_login(entry.user)
    proposal = Proposal.objects.get()
    client.post(f"/proposals/{proposal.public_id}/decline/", {"why": "person", "reason": "no"})
    client.force_login(user)
    assert "It was declined." in words(client.get(PAGE))


def test_two_taps_ask_once(page):
    entry = on_bench()
    asked(page, entry)
    text = words(asked(page, entry))
    assert "You have an ask that waits for an answer." in text
    assert Proposal.objects.count() == 1


def test_who_got_up_a_moment_ago_is_said(page):
    entry = on_bench(pseudonym="Bold Otter")
    StandbyEntry.objects.update(until_at=NOW, since_at=NOW - timedelta(hours=1))
    assert "Bold Otter is no longer on the bench." in words(asked(page, entry))


@pytest.mark.parametrize("way", ["", "swop", "swap\x00", "one_way" * 500])
def test_a_way_that_does_not_exist_is_taken_for_a_swap(page, way):
    entry = on_bench()
    assert "Waiting for" in words(asked(page, entry, way=way))
    assert Proposal.objects.get().mode == "swap"


def test_an_unknown_seat_is_not_found(page):
    assert page.post(f"{PAGE}{uuid4()}/ask/").status_code == 404


@pytest.mark.parametrize(
    "garbage",
    [{"minutes": "5000"}, {"minutes": "x"}, {"ways": ["fly"]}, {"ways": []}, {"kinds": ["x"]}],
)
def test_a_form_that_cannot_be_read_is_said_and_seats_nobody(page, garbage):
    response = page.post(PAGE, {"minutes": "60", "ways": ["swap"], **garbage})
    assert response.status_code == 400
    assert not StandbyEntry.objects.exists()


def test_who_chose_no_rounds_is_led_to_choose_some(page, user):
    user.preparation.candidate_kinds = user.preparation.interviewer_kinds = []
    user.preparation.save()
    assert "What would you like to practise?" in words(page.get(PAGE))


def test_bench_takes_as_many_queries_for_three_people_as_for_one(page, django_assert_num_queries):
    on_bench()
    with django_assert_num_queries(19):
        assert len(page.get(PAGE).context["sitters"]) == 1
    on_bench()
    on_bench()
    with django_assert_num_queries(19):
        assert len(page.get(PAGE).context["sitters"]) == 3
