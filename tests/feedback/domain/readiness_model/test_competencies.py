from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from feedback.domain.readiness_model.competencies import (
    CriterionForm,
    competencies_of,
)
from feedback.domain.readiness_model.fit import fit
from feedback.domain.readiness_model.parameters import ABILITY, ABILITY_SHARED, shipped_parameters
from feedback.domain.readiness_model.update import own_of, trusted
from tests.feedback.domain.readiness_model.builders import DAY
from tests.feedback.domain.readiness_model.competency_site import (
    END,
    NAMES,
    SKILLS,
    CompetencySite,
)
from tests.feedback.domain.readiness_model.test_update import forms_of, new_form

OF = {"depth": "thinking", "tests": "care", "communication": "talk"}
LATER = DAY + 30


def criterion_forms(forms, competencies=OF):
    return [CriterionForm(form, competencies) for form in forms]


def dense(model, forms, name, *, day):
    """The same from one joint normal of all scores and the ability, entry by entry."""
    own = own_of(model, forms, day=day)
    trust = trusted(model, own)
    parameters, criteria = model.parameters, model.scale.criteria
    known = [forms[place] for place in own.order]
    rows = [
        (f, form, criterion)
        for f, form in enumerate(known)
        for criterion in sorted(form.ratings)
        if criterion in OF and criterion in criteria
    ]
    facets = (
        (model.severity, "interviewer", parameters.severity),
        (model.difficulty, "packet", parameters.difficulty),
    )

    def facet(which, form):
        found, attribute, unknown = which
        place = found.place.get(getattr(form, attribute))
        return (0.0, unknown) if place is None else (found.value[place], found.variance[place])

    def ability(one, other, first, second):
        own_part = ABILITY - ABILITY_SHARED + parameters.drift * (min(first, second) - begin)
        return ABILITY_SHARED + (one == other) * own_part

    def noise(one, other):
        (f, form, criterion), (g, _, second) = one, other
        if f != g:
            return 0.0
        k = model.kinds.index(form.kind)
        part, other_part = int(criterion == "communication"), int(second == "communication")
        extra = parameters.criterion if criterion == second and part == 0 else 0.0
        return (parameters.noise[k, part, other_part] + extra) / trust[f]

    def doubt(one, other, *, is_mean):
        (f, form, _), (g, second, _) = one, other
        found = 0.0
        for which in facets:
            attribute = which[1]
            named = getattr(form, attribute)
            same = f == g if not named else named == getattr(second, attribute)
            is_told = form.is_new or form.day > model.day or not named
            also_told = second.is_new or second.day > model.day or not named
            if same and (not is_mean or (is_told and also_told)):
                found += facet(which, form)[1]
        return found

    begin = known[0].day
    residual = np.array(
        [
            model.scale.worth[model.kinds.index(form.kind), criteria.index(c), form.ratings[c] - 1]
            - model.mean[model.kinds.index(form.kind), int(c == "communication")]
            + sum(facet(which, form)[0] for which in facets)
            for _, form, c in rows
        ]
    )
    towards = np.array([ability(OF[c], name, form.day, day) for _, form, c in rows])
    found = []
    for is_mean in (True, False):
        whole = np.array(
            [
                [
                    ability(OF[a[2]], OF[b[2]], a[1].day, b[1].day)
                    + noise(a, b)
                    + doubt(a, b, is_mean=is_mean)
                    for b in rows
                ]
                for a in rows
            ]
        )
        solved = np.linalg.solve(whole, towards)
        found.append((solved @ residual, ability(name, name, day, day) - solved @ towards))
    return found[0][0], found[1][1]


def chance(model, forms, name, mean, variance):
    """By the docstring's formula, rating by rating."""
    found = []
    for form in forms:
        k = model.kinds.index(form.kind)
        for criterion in form.ratings:
            if OF.get(criterion) != name:
                continue
            place, part = model.scale.criteria.index(criterion), int(criterion == "communication")
            shares, worth = model.scale.shares[k, place], model.scale.worth[k, place]
            rho = float(shares @ worth**2)
            noise = model.parameters.noise[k, part, part]
            noise += 0 if part else model.parameters.criterion
            noise += model.parameters.severity + model.parameters.difficulty
            unit = np.sqrt(noise - rho * (1 - rho))
            level = (mean + model.mean[k, part] - rho * ndtri(shares[:2].sum())) / unit
            w = variance / unit**2
            found.append(
                [
                    ndtr(level / np.sqrt(1 + w)),
                    ndtr(level - 1.2816 * np.sqrt(w)),
                    ndtr(level + 1.2816 * np.sqrt(w)),
                ]
            )
    return np.mean(found, 0)


def rated(ratings, marks, **changes):
    return replace(new_form(ratings, 3, **changes), ratings=marks)


def as_tuple(found):
    return found.p, found.lo80, found.hi80


@pytest.mark.parametrize("person", [2, 9, 17])
def test_estimate_is_the_dense_posterior(ratings, model, person):
    forms = [
        *forms_of(ratings, person),
        new_form(ratings, person, day=DAY - 3, is_new=True, packet=""),
        new_form(ratings, person, day=DAY + 9, interviewer="new", packet="new", weight=0.5),
    ]
    found = competencies_of(model, criterion_forms(forms), day=LATER)
    assert sorted(found) == ["care", "talk", "thinking"]
    for name in found:
        mean, variance = dense(model, forms, name, day=LATER)
        expected = chance(model, forms, name, mean, variance)
        assert as_tuple(found[name].now) == pytest.approx(expected, abs=1e-9)


def test_after_each_form_it_is_the_estimate_with_the_forms_so_far(ratings, model):
    """As far as no form is believed less for what came after it."""
    forms = [form for form in forms_of(ratings, 3) if "depth" in form.ratings]
    after = competencies_of(model, criterion_forms(forms), day=LATER)["thinking"].after
    assert sorted(after) == list(range(len(forms)))
    last = max(after, key=lambda place: forms[place].day)
    now = competencies_of(model, criterion_forms(forms), day=forms[last].day)["thinking"].now
    assert as_tuple(after[last]) == pytest.approx(as_tuple(now), abs=1e-12)
    for place, found in after.items():
        so_far = [form for form in forms if form.day <= forms[place].day]
        then = competencies_of(model, criterion_forms(so_far), day=forms[place].day)["thinking"].now
        assert found.p == pytest.approx(then.p, abs=0.03)


def test_shuffled_forms_give_the_same_to_the_last_digit(ratings, model):
    forms = criterion_forms(forms_of(ratings, 3))
    order = np.random.default_rng(1).permutation(len(forms))
    one = competencies_of(model, forms, day=DAY)
    other = competencies_of(model, [forms[place] for place in order], day=DAY)
    for name, found in one.items():
        assert other[name].now == found.now
        moved = {int(order[place]): chance for place, chance in other[name].after.items()}
        assert moved == found.after


def test_what_is_said_of_one_competency_says_a_little_of_the_others(ratings, model):
    def with_tests_rated(level):
        forms = [
            rated(ratings, {"tests": level}, day=DAY + n, interviewer=f"p{n}") for n in range(4)
        ]
        forms.append(rated(ratings, {"depth": 3}, day=DAY + 5))
        found = competencies_of(model, criterion_forms(forms), day=DAY + 6)
        return found["care"].now.p, found["thinking"].now.p

    low, high = with_tests_rated(1), with_tests_rated(4)
    assert high[0] - low[0] > high[1] - low[1] > 0.1


def test_a_strict_interviewers_low_mark_weighs_less(ratings, model):
    strict = model.severity.names[int(np.argmax(model.severity.value))]
    mild = model.severity.names[int(np.argmin(model.severity.value))]
    found = [
        competencies_of(
            model,
            criterion_forms([rated(ratings, {"depth": 2}, day=DAY, interviewer=name)]),
            day=DAY,
        )["thinking"].now.p
        for name in (strict, mild)
    ]
    assert found[0] > found[1]


def test_different_interviewers_narrow_more_than_the_same_one(ratings, model):
    def width(names):
        forms = [new_form(ratings, 3, day=DAY + n, interviewer=x) for n, x in enumerate(names)]
        now = competencies_of(model, criterion_forms(forms), day=LATER)["care"].now
        return now.hi80 - now.lo80

    assert width(["new a", "new b", "new c"]) < width(["new a"] * 3) < width(["new a"])


def test_nothing_rated_is_nothing_said(ratings, model):
    only_overall = rated(ratings, {"overall": 4})
    unknown = new_form(ratings, 3, kind="juggling")
    without = rated(ratings, {"depth": 4})
    assert competencies_of(model, [], day=DAY) == {}
    assert competencies_of(model, criterion_forms([only_overall, unknown]), day=DAY) == {}
    assert competencies_of(model, criterion_forms([without], {}), day=DAY) == {}
    known = criterion_forms([only_overall, without])
    assert list(competencies_of(model, known, day=DAY)) == ["thinking"]


def test_forms_of_a_weight_below_one_count_for_less(ratings, model):
    forms = forms_of(ratings, 3)
    bad = rated(ratings, {"depth": 1, "tests": 1}, day=DAY)
    p = [
        competencies_of(model, criterion_forms(each), day=DAY)["thinking"].now.p
        for each in (forms, [*forms, replace(bad, weight=0.25)], [*forms, bad])
    ]
    assert p[0] > p[1] > p[2]


def test_80_percent_interval_holds_the_truth_four_times_in_five():
    site = CompetencySite(seed=8)
    shipped = shipped_parameters(len(SKILLS), has_communication=np.ones(len(SKILLS), bool))
    model = fit(site.ratings(), day=END, parameters=shipped).model
    same = {name: name for name in NAMES}
    held, errors, raw = [], [], []
    for person, forms in enumerate(site.forms):
        for name, one in competencies_of(model, criterion_forms(forms, same), day=END).items():
            marks = np.array([form.ratings[name] for form in forms if name in form.ratings])
            if len(marks) >= 3:
                truth = site.truth(person, name)
                held.append(one.now.lo80 <= truth <= one.now.hi80)
                errors.append(one.now.p - truth)
                raw.append(np.mean(marks >= 3) - truth)
    assert 0.75 <= np.mean(held) <= 0.85
    assert np.std(errors) < 0.75 * np.std(raw)
    assert abs(np.mean(errors)) < 0.03
