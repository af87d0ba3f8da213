import numpy as np

from feedback.domain.unfair_raters.straight_liners import LEAST_FORMS, straight_liners, strata_of


def test_who_always_gives_the_same_is_found_and_nobody_else(
    unfair_site, unfair_basis, nothing_apart
):
    apart = nothing_apart | in_rings(unfair_site)
    found = {one.rater for one in straight_liners(unfair_basis, apart=apart)}
    number = np.bincount(unfair_site.parties.interviewer, minlength=len(unfair_site.is_same))
    bad = set(np.flatnonzero(unfair_site.is_same & (number >= LEAST_FORMS)).tolist())
    assert found <= bad
    assert len(found) >= 0.75 * len(bad)


def in_rings(site):
    group = site.group[site.parties.interviewer]
    return (group >= 0) & np.append(site.is_colluding, False)[group]


def test_numbers_say_what_others_would_have_given(unfair_site, unfair_basis, nothing_apart):
    for one in straight_liners(unfair_basis, apart=nothing_apart | in_rings(unfair_site)):
        own = np.isin(unfair_site.ratings.form, one.forms)
        assert one.share == np.mean(unfair_site.ratings.rating[own] == one.level)
        assert 0.05 < one.usual_share < 0.8


def test_nobody_is_found_where_everybody_is_fair(honest_site, honest_basis):
    assert straight_liners(honest_basis, apart=np.zeros(honest_site.ratings.forms, bool)) == []


def test_forms_that_are_left_out_are_not_held_against_their_rater(unfair_site, unfair_basis):
    apart = unfair_site.is_same[unfair_site.parties.interviewer]
    found = straight_liners(unfair_basis, apart=apart | in_rings(unfair_site))
    assert [one for one in found if unfair_site.is_same[one.rater]] == []


def test_strata_go_by_number_of_ratings_first_and_then_by_level():
    chance = np.random.default_rng(1)
    size, level = chance.integers(3, 5, 1000), chance.normal(size=1000)
    among = chance.random(1000) < 0.8
    found = strata_of(size, level, among=among)
    order = np.lexsort((level, size))
    assert np.all(np.diff(found[order]) >= 0)
    counts = np.bincount(found[among])
    assert counts.min() >= 200
    assert counts.sum() == among.sum()
