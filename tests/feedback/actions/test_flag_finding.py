"""What the nightly search keeps, changes and lets be."""

from datetime import timedelta

import numpy as np
import pytest
from django.core.management import call_command

import feedback.actions.flag_finding as finding
from accounts.actions.erasure import erase_account
from feedback.actions.flag_finding import find_unfair_raters
from feedback.actions.flags import decide_flag, take_back_flag
from feedback.domain.readiness_model.ratings_file import day_of
from feedback.domain.unfair_raters.flags import Flag, Kind
from feedback.domain.unfair_raters.parties import FormKey, is_low, parties_of
from feedback.domain.unfair_raters.retaliation import answers
from feedback.models import RaterFlag, Review
from feedback.queries.form_times import times_of
from feedback.queries.readiness_forms import read_forms, readiness_name
from tests.factories import UserFactory
from tests.feedback.flag_builders import seen, site_with_a_pair
from tests.feedback.readiness_worlds import world_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def world(now):
    return site_with_a_pair(now=now)


@pytest.fixture
def staff(db):
    return UserFactory(is_superuser=True)


def forms_between(world) -> set[int]:
    pair = world.people[:2]
    return set(
        Review.objects.filter(author__in=pair, subject__in=pair).values_list("pk", flat=True)
    )


def named(flag) -> set[int]:
    return set(flag.forms.values_list("pk", flat=True))


def decide(flag, *, by, now, is_confirmed=True) -> None:
    decide_flag(flag, is_confirmed=is_confirmed, note="Read.", by=by, now=now, **seen(flag))


def further_swaps(world, number: int) -> None:
    days = [0.1 * (n + 1) for n in range(number)]
    world.rate(0, 1, 4, 4, 4, days=days)
    world.rate(1, 0, 4, 4, 4, days=days)


def test_pair_is_kept_with_its_forms_its_reason_and_what_it_was_found_in(world, now):
    assert find_unfair_raters(now=now) == 1
    flag = RaterFlag.objects.get()
    first, second = world.people[:2]

    assert (flag.sort, flag.first, flag.second) == ("collusion", first, second)
    assert named(flag) == forms_between(world)
    assert flag.reason.startswith("10 of the 11 forms they wrote on each other")
    assert flag.numbers["forms"] == 11
    assert flag.chance == flag.numbers["chance"] < 0.02
    assert flag.data_version.startswith("readiness-")
    assert (flag.state, flag.found_at) == ("open", now)


def test_next_night_finds_the_same_flag_and_not_a_second_one(world, now):
    find_unfair_raters(now=now)
    (before,) = RaterFlag.objects.values()
    find_unfair_raters(now=now + DAY)
    assert list(RaterFlag.objects.values()) == [before | {"found_at": now + DAY}]


def test_open_flag_follows_new_forms(world, now):
    find_unfair_raters(now=now)
    further_swaps(world, 1)
    find_unfair_raters(now=now + DAY)
    assert named(RaterFlag.objects.get()) == forms_between(world)
    assert RaterFlag.objects.get().numbers["forms"] == 13


def test_open_flag_that_is_not_found_any_more_goes(world, now):
    find_unfair_raters(now=now)
    Review.objects.filter(pk__in=forms_between(world)).update(is_excluded=True)
    assert find_unfair_raters(now=now + DAY) == 0
    assert not RaterFlag.objects.exists()


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_what_was_decided_stays_and_is_not_asked_again(world, staff, now, is_confirmed):
    find_unfair_raters(now=now)
    decide(RaterFlag.objects.get(), is_confirmed=is_confirmed, by=staff, now=now)
    (before,) = RaterFlag.objects.values()
    further_swaps(world, 1)
    assert find_unfair_raters(now=now + DAY) == 0
    assert list(RaterFlag.objects.values()) == [before]


def test_after_a_confirmation_three_further_forms_are_a_flag_of_their_own(world, staff, now):
    find_unfair_raters(now=now)
    first = RaterFlag.objects.get()
    decide(first, by=staff, now=now)
    before = named(first)
    further_swaps(world, 2)
    assert find_unfair_raters(now=now + DAY) == 1
    assert named(RaterFlag.objects.open().get()) == forms_between(world)
    assert named(first) == before


def test_after_a_dismissal_or_a_take_back_it_takes_half_as_many_new_forms(world, staff, now):
    find_unfair_raters(now=now)
    flag = RaterFlag.objects.get()
    decide(flag, by=staff, now=now)
    take_back_flag(flag, by=staff, now=now)
    further_swaps(world, 2)
    assert find_unfair_raters(now=now + DAY) == 0
    further_swaps(world, 1)
    assert find_unfair_raters(now=now + 2 * DAY) == 1


def test_run_that_began_earlier_changes_nothing_of_a_later_one(world, now):
    find_unfair_raters(now=now)
    (before,) = RaterFlag.objects.values()
    find_unfair_raters(now=now - DAY)
    assert list(RaterFlag.objects.values()) == [before]


def test_nobody_who_has_gone_is_flagged(world, now):
    find_unfair_raters(now=now)
    erase_account(world.people[0], by=world.people[0], now=now)
    assert find_unfair_raters(now=now + DAY) == 0
    assert not RaterFlag.objects.exists()


def test_who_erases_their_account_meanwhile_is_not_flagged(world, now, monkeypatch):
    flags_of = finding.flags_of

    def meanwhile(*args, **kwargs):
        found = flags_of(*args, **kwargs)
        erase_account(world.people[1], by=world.people[1], now=now)
        return found

    monkeypatch.setattr(finding, "flags_of", meanwhile)
    find_unfair_raters(now=now)
    assert not RaterFlag.objects.exists()


def test_run_that_dies_is_made_good_by_the_next(world, now, monkeypatch):
    def dies(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(RaterFlag, "save", dies)
        with pytest.raises(KeyboardInterrupt):
            find_unfair_raters(now=now)
    assert not RaterFlag.objects.exists()
    assert find_unfair_raters(now=now + DAY) == 1


def test_site_without_forms_has_no_flags(now):
    assert find_unfair_raters(now=now) == 0


def test_flag_about_one_rater_names_the_forms_that_the_detector_named(world, now, monkeypatch):
    legs = world.rate(5, 6, 1, 1, 1, days=[0.3, 0.2])
    rater, candidate = (readiness_name(world.people[n].public_id) for n in (5, 6))
    keys = tuple(
        FormKey(candidate, rater, day_of(now - timedelta(days=days))) for days in (0.3, 0.2)
    )
    flag = Flag(Kind.RETALIATION, (rater,), "-", {"chance": np.float64(0.01)}, keys)
    monkeypatch.setattr(finding, "flags_of", lambda *_, **__: (flag,))
    assert find_unfair_raters(now=now) == 1
    stored = RaterFlag.objects.get()
    assert (stored.sort, stored.first, stored.second) == ("retaliation", world.people[5], None)
    assert named(stored) == {leg.reviews.get().pk for leg in legs}


def test_answers_to_a_no_are_told_from_what_was_written_before_it(now):
    world, expected = world_of(9, now=now), set()
    for other in range(1, 8):
        world.rate(0, other, 3, 3, 3, days=[72])
        world.rate(other, 0, 2 if other % 2 else 3, 2, 2 if other % 2 else 3, days=[70 - 2 * other])
        (leg,) = world.rate(0, other, 1, 1, 1, days=[69 - 2 * other])
        world.rate(0, other, 1, 1, 1, days=[2])
        if other % 2:
            expected.add(leg.reviews.get().pk)
    read = read_forms(now=now)
    found = answers(parties_of(read.ratings), times=times_of(read), is_no=is_low(read.ratings))
    assert set(read.reviews[found].tolist()) == expected


def test_command_searches_at_once_and_says_how_many_are_open(world, capsys):
    call_command("find_unfair_raters")
    assert capsys.readouterr().out == "1 flag is open.\n"
    RaterFlag.objects.update(state="dismissed", decided_at=world.now)
    call_command("find_unfair_raters")
    assert capsys.readouterr().out == "0 flags are open.\n"
