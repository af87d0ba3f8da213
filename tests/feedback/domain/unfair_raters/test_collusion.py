import numpy as np

from feedback.domain.unfair_raters.collusion import colluding_pairs
from feedback.domain.unfair_raters.flags import Kind
from tests.benchmarks.unfair_raters.measures import judged


def rings_of(site, found):
    groups = [site.group[list(one.pair)] for one in found]
    return [int(a) if a == b and a >= 0 and site.is_colluding[a] else None for a, b in groups]


def test_pairs_who_rate_each_other_up_are_found_and_no_honest_pair(
    unfair_site, unfair_basis, nothing_apart
):
    found = colluding_pairs(unfair_basis, apart=nothing_apart)
    to_find = judged(unfair_site, ())[Kind.COLLUSION].to_find
    assert None not in rings_of(unfair_site, found)
    assert len(found) >= 0.7 * to_find


def test_honest_groups_are_left_alone(honest_site, honest_basis):
    assert colluding_pairs(honest_basis, apart=np.zeros(honest_site.ratings.forms, bool)) == []


def test_numbers_say_how_many_forms_are_all_4(unfair_site, unfair_basis, nothing_apart):
    ratings = unfair_site.ratings
    for one in colluding_pairs(unfair_basis, apart=nothing_apart):
        rows = [ratings.rating[ratings.form == form] for form in one.forms]
        assert one.top == sum(bool((row == 4).all()) for row in rows)
        assert one.expected_top < one.top


def test_forms_that_are_left_out_are_not_held_against_a_pair(unfair_site, unfair_basis):
    group = unfair_site.group[unfair_site.parties.interviewer]
    in_rings = (group >= 0) & np.append(unfair_site.is_colluding, False)[group]
    assert colluding_pairs(unfair_basis, apart=in_rings) == []


def test_the_more_pairs_are_looked_at_the_less_one_of_them_says(
    unfair_site, unfair_basis, nothing_apart
):
    weakest = max(colluding_pairs(unfair_basis, apart=nothing_apart), key=lambda one: one.chance)
    others = unfair_site.parties.is_regular.copy()
    others[weakest.forms] = False
    (alone,) = colluding_pairs(unfair_basis, apart=others)
    assert alone.pair == weakest.pair
    assert alone.chance < 0.5 * weakest.chance
