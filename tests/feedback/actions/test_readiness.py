from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.actions.erasure import erase_account
from feedback.actions import readiness as actions
from feedback.actions.disputes import decide_dispute, dispute_review, reopen_dispute
from feedback.actions.readiness import KEPT_MODELS, refit_readiness, update_readiness
from feedback.actions.revising import revise_review
from feedback.domain.readiness_model import learning, update
from feedback.domain.readiness_model.storing import model_from_bytes, model_to_bytes
from feedback.models import Estimate, ReadinessModel, Review
from feedback.queries.forms import reviews_with_forms
from feedback.queries.readiness_forms import forms_versions, readiness_name
from interviews.models import Kind
from jobs.execution import run_due_jobs
from jobs.models import Job
from tests.factories import UserFactory
from tests.feedback.builders import full_answers, opened_session, people_of, submit_all
from tests.feedback.readiness_worlds import world_of

pytestmark = pytest.mark.django_db


def chances(user) -> dict[str, float]:
    return dict(Estimate.objects.filter(user=user).values_list("kind", "p"))


def estimate_of(user, kind="coding") -> Estimate:
    return Estimate.objects.get(user=user, kind=kind)


def released(now, **answers):
    session = opened_session(now=now)
    for user in people_of(session):
        submit_all(user, session, now=now, **answers)
    return session


def form_on(candidate) -> Review:
    return reviews_with_forms().get(subject=candidate, perspective="interviewer")


@pytest.fixture
def world(now):
    """Twelve people, sixty forms, and no estimate yet."""
    world = world_of(12, now=now)
    world.hold(60, begin=90, end=2)
    return world


def test_release_updates_both_candidates_on_a_site_without_a_fit(now):
    session = released(now, recommendation=4, score=4)
    run_due_jobs()

    for user in people_of(session):
        estimate = estimate_of(user)
        assert set(chances(user)) == set(Kind.values)
        assert (estimate.sessions, estimate.interviewers, estimate.raw_mean) == (1, 1, 4.0)
        assert (estimate.is_enough, estimate.model) == (False, None)
        assert estimate.lo80 < estimate.p < estimate.hi80
        assert estimate.forms_version == forms_versions([user.pk], now=now)[user.pk]
        assert estimate_of(user, "behavioural").raw_mean is None


def test_nothing_is_estimated_before_the_release(now):
    session = opened_session(now=now)
    submit_all(people_of(session)[0], session, now=now)
    run_due_jobs()
    assert Estimate.objects.count() == 0


def test_edit_after_the_release_changes_the_estimate(now):
    _, candidate = people_of(released(now, recommendation=3))
    run_due_jobs()
    before = estimate_of(candidate).p
    review = form_on(candidate)
    answers = full_answers("interviewer", score=1, recommendation=1)
    revise_review(review, answers=answers, revision=review.revision, by=review.author, now=now)
    run_due_jobs()
    assert estimate_of(candidate).raw_mean == 1.0
    assert estimate_of(candidate).p < before - 0.05


def test_excluded_form_stops_counting_and_a_reopened_dispute_brings_it_back(now):
    _, candidate = people_of(released(now))
    run_due_jobs()
    before = chances(candidate)
    staff = UserFactory(is_superuser=True)
    dispute = dispute_review(form_on(candidate), text="Not me.", by=candidate, now=now)
    decide_dispute(dispute, is_upheld=True, note="", by=staff, now=now)
    run_due_jobs()
    assert chances(candidate) == {}

    reopen_dispute(dispute, by=staff, now=now)
    run_due_jobs()
    assert chances(candidate) == pytest.approx(before, abs=1e-4)


def test_several_causes_at_once_cost_one_computation(world, now, monkeypatch):
    calls = []

    def counted(*args, **kwargs):
        calls.append(args)
        return update.update_person(*args, **kwargs)

    monkeypatch.setattr(actions, "update_person", counted)
    review = Review.objects.filter(subject=world.people[0]).earliest("pk")
    for number in range(3):
        actions.request_updates([review], cause=f"cause-{number}", now=now)
    assert Job.objects.filter(kind="feedback.update_readiness").count() == 3
    run_due_jobs()
    assert len(calls) == 1


def test_update_by_an_older_fit_is_made_anew_by_the_newest(world, now):
    user = world.people[0]
    update_readiness(user, now=now)
    assert estimate_of(user).model is None
    row = refit_readiness(now=now)
    Estimate.objects.filter(user=user).update(model=None)
    update_readiness(user, now=now)
    assert estimate_of(user).model == row


@pytest.mark.parametrize("forms", [1, 9])
def test_update_takes_nine_queries(now, django_assert_num_queries, forms):
    world = world_of(5, now=now)
    world.hold(20, begin=30, end=2)
    refit_readiness(now=now - timedelta(days=1))
    update_readiness(world.people[1], now=now)  # the fit is unpacked
    world.hold(forms, begin=0.9, end=0.1, candidate=0)
    with django_assert_num_queries(9 + 2):  # and the savepoint of its own
        update_readiness(world.people[0], now=now)


@pytest.mark.parametrize("people", [4, 40])
def test_refit_takes_as_many_queries_for_many_as_for_few(
    now, django_assert_num_queries, monkeypatch, people
):
    monkeypatch.setattr(Estimate.objects, "bulk_create", list)  # SQLite has rows in small lots
    world_of(people, now=now).hold(people * 3, begin=30, end=2)
    with django_assert_num_queries(13 + 2 * 3):  # three transactions are savepoints here
        refit_readiness(now=now)


def test_refit_estimates_everybody_in_every_kind_and_says_what_from(world, now):
    row = refit_readiness(now=now)
    people = set(Review.objects.values_list("subject", flat=True))

    assert row is not None
    assert row.version.startswith("readiness-")
    assert (row.forms, row.ratings, row.people) == (60, 180, len(people))
    assert row.forms_until_at == max(Review.objects.values_list("released_at", flat=True))
    assert row.learned_at is None
    assert set(Estimate.objects.values_list("user", "kind")) == {
        (pk, kind) for pk in people for kind in Kind.values
    }
    made_of = Estimate.objects.values_list("model", "model_version", "as_of").distinct()
    assert list(made_of) == [(row.pk, row.version, now)]
    versions = dict(Estimate.objects.values_list("user", "forms_version").distinct())
    assert versions == forms_versions(people, now=now)


def test_same_forms_give_the_same_answer_again(world, now):
    one = refit_readiness(now=now)
    first = dict(Estimate.objects.values_list("user__pk", "p"))
    other = refit_readiness(now=now)
    assert (one.version, bytes(one.blob)) == (other.version, bytes(other.blob))
    assert dict(Estimate.objects.values_list("user__pk", "p")) == first


def test_update_and_the_next_refit_agree(now):
    world = world_of(120, now=now, seed=3)
    world.hold(2_400, begin=150, end=1.1)
    refit_readiness(now=now - timedelta(days=1))
    drift = []
    for number in range(10):
        world.hold(1, begin=0.9, end=0.1, candidate=number)
        update_readiness(world.people[number], now=now)
    updated = [chances(user) for user in world.people[:10]]
    refit_readiness(now=now + timedelta(seconds=1))
    for user, before in zip(world.people, updated, strict=False):
        drift += [abs(p - before[kind]) for kind, p in chances(user).items()]
    assert len(drift) == 50
    assert max(drift) < 0.005


def test_site_without_forms_stores_nothing(now):
    assert refit_readiness(now=now) is None
    assert ReadinessModel.objects.count() == 0


def test_newest_fits_are_kept_and_older_ones_forgotten(now):
    world_of(3, now=now).hold(4, begin=9, end=1)
    rows = [refit_readiness(now=now + timedelta(hours=n)) for n in range(KEPT_MODELS + 2)]
    assert list(ReadinessModel.objects.newest_first()) == rows[:1:-1]


def test_estimate_outlives_the_fit_that_it_was_made_by(world, now):
    row = refit_readiness(now=now)
    ReadinessModel.objects.all().delete()
    assert estimate_of(world.people[0]).model_version == row.version


def test_run_that_dies_between_fit_and_store_changes_nothing(world, now, monkeypatch):
    refit_readiness(now=now)
    before = list(Estimate.objects.order_by("pk").values())
    world.hold(5, begin=1, end=0.5)
    with monkeypatch.context() as dying:
        dying.setattr(actions, "model_to_bytes", _die)
        with pytest.raises(KeyboardInterrupt):
            refit_readiness(now=now + timedelta(hours=1))
    assert list(Estimate.objects.order_by("pk").values()) == before
    assert ReadinessModel.objects.count() == 1

    row = refit_readiness(now=now + timedelta(hours=2))
    assert set(Estimate.objects.values_list("model", flat=True)) == {row.pk}


def test_run_that_dies_halfway_through_the_estimates_is_made_good_by_the_next(
    world, now, monkeypatch
):
    refit_readiness(now=now)
    monkeypatch.setattr(actions, "PEOPLE_AT_ONCE", 5)
    store, lots = actions._store_estimates, []

    def second_dies(*args, **kwargs):
        lots.append(args)
        return store(*args, **kwargs) if len(lots) == 1 else _die()

    with monkeypatch.context() as dying:
        dying.setattr(actions, "_store_estimates", second_dies)
        with pytest.raises(KeyboardInterrupt):
            refit_readiness(now=now + timedelta(hours=1))
    assert len(set(Estimate.objects.values_list("model", flat=True))) == 2

    row = refit_readiness(now=now + timedelta(hours=2))
    assert set(Estimate.objects.values_list("model", flat=True)) == {row.pk}


def _die(*_):
    raise KeyboardInterrupt


def test_of_two_runs_the_one_with_the_later_data_wins(world, now, monkeypatch):
    later = []

    def overtaken(*args, **kwargs):
        with monkeypatch.context() as inner:
            inner.setattr(actions, "fit", fit)
            later.append(refit_readiness(now=now + timedelta(minutes=1)))
        return fit(*args, **kwargs)

    fit = actions.fit
    monkeypatch.setattr(actions, "fit", overtaken)
    assert refit_readiness(now=now) is None
    assert list(ReadinessModel.objects.all()) == later
    assert set(Estimate.objects.values_list("model", flat=True)) == {later[0].pk}


def test_run_that_is_overtaken_while_it_writes_stops(world, now, monkeypatch):
    monkeypatch.setattr(actions, "PEOPLE_AT_ONCE", 5)
    store, later = actions._store_estimates, []

    def overtaken(*args, **kwargs):
        if not later:
            later.append(None)
            later[0] = refit_readiness(now=now + timedelta(minutes=1))
        return store(*args, **kwargs)

    monkeypatch.setattr(actions, "_store_estimates", overtaken)
    assert refit_readiness(now=now) is None
    assert set(Estimate.objects.values_list("model", flat=True)) == {later[0].pk}


def test_form_that_comes_while_it_computes_is_not_lost(world, now, monkeypatch):
    user, fit = world.people[0], actions.fit

    def meanwhile(*args, **kwargs):
        world.hold(1, begin=0.5, end=0.4, candidate=0)
        update_readiness(user, now=now)
        return fit(*args, **kwargs)

    monkeypatch.setattr(actions, "fit", meanwhile)
    row = refit_readiness(now=now)
    version = forms_versions([user.pk], now=now)[user.pk]
    assert (estimate_of(user).model, estimate_of(user).forms_version) == (None, version)
    assert [job.arguments for job in Job.objects.filter(kind="feedback.update_readiness")] == [
        {"user_id": user.pk}
    ]
    run_due_jobs()
    assert (estimate_of(user).model, estimate_of(user).forms_version) == (row, version)


def test_account_erased_while_it_computes_gets_no_estimates(world, now, monkeypatch):
    user, fit = world.people[0], actions.fit

    def meanwhile(*args, **kwargs):
        erase_account(user, by=user, now=now)
        return fit(*args, **kwargs)

    monkeypatch.setattr(actions, "fit", meanwhile)
    refit_readiness(now=now)
    assert chances(user) == {}
    assert len(chances(world.people[1])) == len(Kind.values)


def test_erasure_takes_the_estimates_and_the_name_in_every_fit(world, now):
    user = world.people[0]
    refit_readiness(now=now)
    old = readiness_name(user.public_id)
    erase_account(user, by=user, now=now)
    update_readiness(user, now=now)  # a job that was on its way
    row = refit_readiness(now=now + timedelta(days=1))

    user.refresh_from_db()
    names = set(model_from_bytes(bytes(row.blob)).severity.names)
    assert chances(user) == {}
    assert (old in names, readiness_name(user.public_id) in names) == (False, True)


def test_closed_account_gets_no_estimates(world, now):
    refit_readiness(now=now)
    user = world.people[0]
    user.is_active = False
    user.save()
    update_readiness(user, now=now)
    refit_readiness(now=now + timedelta(days=1))
    assert chances(user) == {}


def test_variances_are_learned_once_a_week_when_there_are_enough_forms(world, now, monkeypatch):
    assert refit_readiness(now=now).learned_at is None
    monkeypatch.setattr(learning, "LEAST_FORMS", 20)
    monkeypatch.setattr(learning, "LEAST_PEOPLE", 5)
    days = [now + timedelta(days=n) for n in (1, 2, 8)]
    rows = [refit_readiness(now=day) for day in days]

    assert [row.learned_at for row in rows] == [days[0], days[0], days[2]]
    assert rows[0].parameters == rows[1].parameters
    assert (
        rows[0].parameters["severity"]
        != ReadinessModel.objects.earliest("fitted_at").parameters["severity"]
    )


def test_fit_of_another_version_of_the_program_is_passed_over(world, now):
    row = refit_readiness(now=now)
    older = replace(model_from_bytes(bytes(row.blob)), version="readiness-2020-01 0")
    ReadinessModel.objects.update(version="older", blob=model_to_bytes(older))
    update_readiness(world.people[0], now=now)
    assert estimate_of(world.people[0]).model is None
