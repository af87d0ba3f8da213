import pytest

from feedback.domain.readiness_model.ratings import forms_until
from feedback.domain.unfair_raters.flags import Kind, flags_of
from feedback.domain.unfair_raters.retaliation import Times
from tests.feedback.domain.unfair_raters.builders import Wrote, ratings_of


@pytest.fixture(scope="module")
def flags(unfair_site, unfair_basis):
    return flags_of(
        unfair_site.ratings, times=unfair_site.times, parameters=unfair_basis.parameters
    )


def test_every_kind_is_found_in_its_order(flags):
    kinds = [flag.kind for flag in flags]
    order = [Kind.COLLUSION, Kind.STRAIGHT_LINER, Kind.RETALIATION]
    assert sorted(kinds, key=order.index) == kinds
    assert set(kinds) == set(order)


def test_the_same_ratings_give_the_same_flags(flags, unfair_site, unfair_basis):
    again = flags_of(
        unfair_site.ratings, times=unfair_site.times, parameters=unfair_basis.parameters
    )
    assert again == flags


def test_no_form_is_in_two_flags(flags):
    forms = [form for flag in flags for form in flag.forms]
    assert len(set(forms)) == len(forms)


def test_forms_of_a_flag_are_those_of_its_people(flags):
    for flag in flags:
        raters = {form.interviewer for form in flag.forms}
        assert raters == set(flag.people)
        assert len(flag.forms) == flag.numbers["forms"]


def test_reasons_hold_the_numbers_and_no_name(flags):
    for flag in flags:
        assert str(flag.numbers["forms"]) in flag.reason
        assert not any(name in flag.reason for name in flag.people)
    pair = next(flag for flag in flags if flag.kind == Kind.COLLUSION)
    assert pair.reason == (
        f"{pair.numbers['top']} of the {pair.numbers['forms']} forms they wrote on each other give "
        "the best rating for everything. After what other people say of both, about "
        f"{pair.numbers['expected_top']:.1f} would."
    )


def test_pairs_that_hang_together_name_their_ring(flags, unfair_site):
    pairs = [flag for flag in flags if flag.kind == Kind.COLLUSION]
    place = {name: code for code, name in enumerate(unfair_site.parties.names)}
    assert any(flag.ring for flag in pairs)
    for flag in pairs:
        assert len(flag.ring) != 2
        assert not flag.ring or set(flag.people) <= set(flag.ring)
        groups = {int(unfair_site.group[place[name]]) for name in (*flag.people, *flag.ring)}
        assert len(groups) == 1


@pytest.mark.parametrize("number", [0, 1, 2, 8])
def test_few_forms_flag_nobody(number):
    """Not even two people who give each other nothing but 4."""
    forms = [
        Wrote(*(("ana", "ben") if day % 2 else ("ben", "ana")), float(day), (4, 4, 4))
        for day in range(8)
    ]
    ratings = forms_until(ratings_of(forms), number - 1.0)
    assert ratings.forms == number
    assert flags_of(ratings, times=Times(ratings.day, ratings.day + 1)) == ()
