"""What deciding on a flag does, and what taking it back undoes."""

from datetime import timedelta

import pytest
from pytest_django.asserts import assertQuerySetEqual

from accounts.actions.erasure import erase_account
from accounts.models import AuditEntry
from accounts.privacy import export_of
from feedback.actions.flags import CannotDecide, decide_flag, take_back_flag
from feedback.actions.readiness import refit_readiness, update_readiness
from feedback.actions.revising import revise_review
from feedback.domain.readiness_model.storing import model_from_bytes
from feedback.models import Estimate, RaterFlag, Review
from feedback.queries.forms import reviews_with_forms
from feedback.queries.readiness_forms import forms_of_person, forms_versions, read_forms
from jobs.execution import run_due_jobs
from jobs.models import Job
from tests.factories import UserFactory
from tests.feedback.builders import full_answers
from tests.feedback.flag_builders import flag_on, pair_flagged, seen
from tests.feedback.readiness_worlds import world_of
from tests.feedback.test_permissions import coach_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def staff(db):
    return UserFactory(is_superuser=True)


@pytest.fixture
def world(now):
    world = world_of(12, now=now)
    world.hold(60, begin=90, end=2)
    return world


@pytest.fixture
def flag(world, now):
    """On three forms of the first person, on two others."""
    legs = [*world.rate(0, 1, 1, 1, 1, days=[3, 2]), *world.rate(0, 2, 1, 1, 1, days=[1])]
    return flag_on(*(leg.reviews.get() for leg in legs), now=now)


def decide(flag, *, by, now, is_confirmed=True, note="I have read them.") -> None:
    decide_flag(flag, is_confirmed=is_confirmed, note=note, by=by, now=now, **seen(flag))


def estimates() -> list[tuple]:
    columns = ("user", "kind", "p", "lo80", "hi80", "lo95", "hi95", "raw_mean", "forms_version")
    return list(Estimate.objects.order_by("user", "kind").values_list(*columns))


def updated(people, *, now) -> list[tuple]:
    for person in people:
        update_readiness(person, now=now)
    return estimates()


def state_of(flag) -> tuple:
    flag.refresh_from_db()
    return flag.state, flag.decided_by, flag.note, flag.taken_back_by


def verbs() -> list[str]:
    found = AuditEntry.objects.filter(object_type="feedback.raterflag").order_by("pk")
    return list(found.values_list("verb", flat=True))


# --- effect -----------------------------------------------------------------------------------


def test_confirmed_flag_takes_a_quarter_of_exactly_the_forms_it_names(flag, staff, now):
    decide(flag, by=staff, now=now)
    read = read_forms(now=now)
    weights = dict(zip(read.reviews.tolist(), read.weights.tolist(), strict=True))
    named = set(flag.forms.values_list("pk", flat=True))

    assert len(weights) == 63
    assert {pk for pk, weight in weights.items() if weight < 1} == named
    assert {weights[pk] for pk in named} == {0.25}


@pytest.mark.parametrize("is_confirmed", [None, False])
def test_flag_that_nobody_has_confirmed_takes_nothing(flag, staff, now, is_confirmed):
    before = forms_versions([flag.forms.first().subject_id], now=now)
    if is_confirmed is not None:
        decide(flag, is_confirmed=is_confirmed, by=staff, now=now)
    assert set(read_forms(now=now).weights) == {1.0}
    assert forms_versions([flag.forms.first().subject_id], now=now) == before
    assert not Job.objects.filter(kind="feedback.update_readiness").exists()


def test_form_of_two_confirmed_flags_counts_as_one_of_one(flag, staff, now):
    other = flag_on(flag.forms.first(), sort="straight_liner", now=now)
    for one in (flag, other):
        decide(one, by=staff, now=now)
    assert sorted(read_forms(now=now).weights)[:4] == [0.25, 0.25, 0.25, 1.0]


def test_person_is_read_with_the_weights_that_everybody_is_read_with(flag, world, staff, now):
    decide(flag, by=staff, now=now)
    own = forms_of_person(world.people[1], fitted_at=None, now=now)
    read = read_forms(now=now)
    rows = read.ratings.person == read.ratings.people.index(
        next(name for name, pk in read.users.items() if pk == world.people[1].pk)
    )
    assert sorted(form.weight for form in own.forms) == sorted(read.weights[rows])
    assert [form.weight for form in own.forms].count(0.25) == 2


def test_estimates_follow_at_once_and_are_as_before_after_taking_it_back(flag, world, staff, now):
    refit_readiness(now=now)
    Estimate.objects.filter(user__in=world.people[1:3]).delete()
    two = world.people[1:3]
    before = updated(two, now=now)
    decide(flag, by=staff, now=now)
    jobs = Job.objects.filter(kind="feedback.update_readiness").values_list("arguments", flat=True)
    assert sorted(job["user_id"] for job in jobs) == [person.pk for person in two]

    after = updated(two, now=now)
    rows = list(zip(after, before, strict=True))
    assert {row[0] for row, old in rows if row != old} == {person.pk for person in two}
    # three strong noes count for less
    assert all(row[2] > old[2] for row, old in rows if row != old)

    take_back_flag(flag, by=staff, now=now)
    assert updated(two, now=now) == before


def test_refit_after_taking_it_back_gives_the_very_same_model_and_estimates(flag, staff, now):
    one = refit_readiness(now=now)
    before = estimates()
    decide(flag, by=staff, now=now)
    other = refit_readiness(now=now)
    assert other.version != one.version
    assert estimates() != before

    take_back_flag(flag, by=staff, now=now)
    again = refit_readiness(now=now)
    assert (again.version, bytes(again.blob)) == (one.version, bytes(one.blob))
    assert estimates() == before


def test_severity_of_the_one_who_is_flagged_moves_only_by_the_next_fit(flag, world, staff, now):
    row = refit_readiness(now=now)
    severity = model_from_bytes(bytes(row.blob)).severity
    decide(flag, by=staff, now=now)
    after = model_from_bytes(bytes(refit_readiness(now=now).blob)).severity
    read = read_forms(now=now)
    name = next(name for name, pk in read.users.items() if pk == world.people[0].pk)
    assert after.value[after.place[name]] < severity.value[severity.place[name]]


# --- deciding ---------------------------------------------------------------------------------


def test_decision_keeps_who_when_why_and_an_audit_row(flag, staff, now):
    decide(flag, by=staff, now=now, note="  Words do not carry them. ")
    assert state_of(flag) == ("confirmed", staff, "Words do not carry them.", None)
    assert flag.decided_at == now
    assert verbs() == ["feedback.flag_confirmed"]


def test_second_click_changes_nothing(flag, staff, now):
    for _ in range(2):
        decide(flag, by=staff, now=now)
    take_back_flag(flag, by=staff, now=now + DAY)
    take_back_flag(flag, by=staff, now=now + 2 * DAY)
    assert state_of(flag) == ("taken_back", staff, "I have read them.", staff)
    assert flag.taken_back_at == now + DAY
    assert verbs() == ["feedback.flag_confirmed", "feedback.flag_taken_back"]


def test_of_two_who_decide_the_second_reads_that_it_is_done(flag, staff, now):
    decide(flag, by=staff, now=now)
    other = UserFactory(is_superuser=True)
    for is_confirmed in (True, False):
        with pytest.raises(CannotDecide, match="Somebody decided on this a moment ago"):
            decide(flag, is_confirmed=is_confirmed, by=other, now=now)
    assert state_of(flag)[:2] == ("confirmed", staff)
    assert verbs() == ["feedback.flag_confirmed"]


def test_what_was_taken_back_can_be_decided_anew(flag, staff, now):
    decide(flag, by=staff, now=now)
    take_back_flag(flag, by=staff, now=now)
    decide(flag, is_confirmed=False, by=staff, now=now, note="They disagree, no more.")
    assert state_of(flag) == ("dismissed", staff, "They disagree, no more.", None)
    take_back_flag(flag, by=staff, now=now)
    assert state_of(flag)[0] == "taken_back"


@pytest.mark.parametrize("note", ["", "   "])
def test_nothing_is_decided_without_a_word_why(flag, staff, now, note):
    with pytest.raises(CannotDecide, match="Say in a few words why"):
        decide(flag, by=staff, now=now, note=note)
    assert state_of(flag)[0] == "open"


def test_nothing_is_decided_on_forms_that_have_changed_since_they_were_read(flag, staff, now):
    read = seen(flag)
    review = reviews_with_forms().get(pk=flag.forms.first().pk)
    revise_review(
        review, answers=full_answers("interviewer"), revision=0, by=review.author, now=now
    )
    with pytest.raises(CannotDecide, match="forms have changed since you opened"):
        decide_flag(flag, is_confirmed=True, note="Read.", by=staff, now=now, **read)
    assert state_of(flag)[0] == "open"


def test_flag_that_has_gone_cannot_be_decided(flag, staff, now):
    read = seen(flag)
    RaterFlag.objects.all().delete()
    for act in (
        lambda: decide_flag(flag, is_confirmed=True, note="Read.", by=staff, now=now, **read),
        lambda: take_back_flag(flag, by=staff, now=now),
    ):
        with pytest.raises(CannotDecide, match="This flag is gone"):
            act()


def test_nobody_decides_who_may_not(now):
    flag = pair_flagged(now=now)
    for user in (UserFactory(), flag.first, flag.second, coach_of(flag.first, now=now)):
        with pytest.raises(CannotDecide, match="Staff decide on this"):
            decide(flag, by=user, now=now)
        with pytest.raises(CannotDecide, match="Staff decide on this"):
            take_back_flag(flag, by=user, now=now)
    assert state_of(flag)[0] == "open"


# --- erasure and export -----------------------------------------------------------------------


def test_open_flag_goes_with_whom_it_is_about(now):
    flag = pair_flagged(now=now)
    erase_account(flag.second, by=flag.second, now=now)
    assert not RaterFlag.objects.exists()


@pytest.mark.parametrize("then", ["dismissed", "taken_back"])
def test_decided_flag_without_effect_goes_too(now, staff, then):
    flag = pair_flagged(now=now)
    decide(flag, is_confirmed=then != "dismissed", by=staff, now=now)
    if then == "taken_back":
        take_back_flag(flag, by=staff, now=now)
    erase_account(flag.first, by=flag.first, now=now)
    assert not RaterFlag.objects.exists()


def test_confirmed_flag_keeps_its_effect_and_no_word_on_anybody(flag, staff, now):
    decide(flag, by=staff, now=now, note="NAMES-THEM")
    before = read_forms(now=now).weights.tolist()
    erase_account(flag.first, by=flag.first, now=now)
    assert sorted(read_forms(now=now).weights) == sorted(before)
    assert state_of(flag) == ("confirmed", staff, "", None)
    assert (flag.reason, flag.numbers) == ("", {})


def test_what_somebody_wrote_who_decided_goes_with_them(flag, staff, now):
    decide(flag, by=staff, now=now, note="WRITTEN-BY-STAFF")
    take_back_flag(flag, by=staff, now=now)
    UserFactory(is_superuser=True)
    erase_account(staff, by=staff, now=now)
    assert state_of(flag) == ("taken_back", None, "", None)


def test_who_has_erased_their_account_meanwhile_decides_nothing(flag, staff, now):
    UserFactory(is_superuser=True)
    erase_account(staff, by=staff, now=now)  # `staff` here is what another request had read
    with pytest.raises(CannotDecide, match="closed a moment ago"):
        decide(flag, by=staff, now=now)
    assert state_of(flag) == ("open", None, "", None)


def test_export_tells_of_confirmed_flags_without_anybody_else(flag, staff, now):
    def told(user):
        return export_of(user)["forms_that_count_for_less"]

    assert told(flag.first) == []
    decide(flag, by=staff, now=now, note="NOTE-OF-STAFF")
    assert told(flag.first) == [
        {
            "what": "forms that you wrote count for a quarter in readiness",
            "since": now,
            "forms": 3,
        }
    ]
    assert "NOTE-OF-STAFF" not in str(export_of(flag.first))
    assert "REASON-OF-THE-FLAG" not in str(export_of(flag.first))
    candidate = flag.forms.first().subject
    assert told(candidate) == []
    take_back_flag(flag, by=staff, now=now)
    assert told(flag.first) == []


def test_export_of_who_decided_has_what_they_wrote(flag, staff, now):
    decide(flag, by=staff, now=now)
    assert export_of(staff)["flags_decided"] == [
        {
            "sort": "retaliation",
            "state": "confirmed",
            "decided_at": now,
            "note": "I have read them.",
        }
    ]


def test_form_that_is_confirmed_and_then_disputed_counts_for_nothing(flag, staff, now):
    decide(flag, by=staff, now=now)
    Review.objects.filter(rater_flags=flag).update(is_excluded=True)
    assert set(read_forms(now=now).weights) == {1.0}
    run_due_jobs()
    assertQuerySetEqual(flag.forms.filter(is_excluded=False), [])
