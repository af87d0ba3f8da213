"""The pages on which coaches and staff decide about ratings that may not be fair."""

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse

from accounts.privacy import export_of
from feedback.actions.flags import decide_flag
from feedback.models import RaterFlag, Review
from feedback.queries.flags import forms_seen
from jobs.execution import run_due_jobs
from tests.cohorts.factories import CohortFactory, join
from tests.factories import UserFactory
from tests.feedback.builders import opened_session, people_of, submit_all
from tests.feedback.flag_builders import flag_on, pair_flagged, seen

pytestmark = pytest.mark.django_db
LIST = "/raters/"


@pytest.fixture
def flag(now):
    return pair_flagged(now=now)


@pytest.fixture
def cohort(flag):
    return CohortFactory(coach=UserFactory(), members=[flag.first, flag.second])


@pytest.fixture
def coach(cohort):
    return cohort.memberships.get(role="coach").user


def address_of(flag, name="rater_flag") -> str:
    return reverse(name, args=[flag.public_id])


def read(client, address, *, status=200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def decide(client, flag, *, status=302, **changes):
    data = {"is_confirmed": "yes", "note": "The words say less.", "seen": forms_seen(flag)}
    response = client.post(address_of(flag, "rater_flag_decide"), data | changes)
    assert response.status_code == status
    flag.refresh_from_db()
    return response.content.decode()


def take_back(client, flag, *, status=302) -> None:
    assert client.post(address_of(flag, "rater_flag_take_back")).status_code == status
    flag.refresh_from_db()


def test_coach_goes_from_the_list_to_a_decision_and_back(client, flag, coach):
    client.force_login(coach)
    page = read(client, LIST)
    assert address_of(flag) in page
    assert "REASON-OF-THE-FLAG" in page
    page = read(client, address_of(flag))
    assert page.count("WHAT-WAS-SEEN") == 4  # two criteria of two forms
    assert f"{flag.first.profile.pseudonym} on {flag.second.profile.pseudonym}" in page
    assert "about 5 are expected to be mere chance" in page

    decide(client, flag)
    assert (flag.state, flag.decided_by, flag.note) == ("confirmed", coach, "The words say less.")
    page = read(client, address_of(flag))
    assert "count a quarter in readiness" in page
    assert "The words say less." in page
    assert 'name="is_confirmed"' not in page

    take_back(client, flag)
    assert (flag.state, flag.taken_back_by) == ("taken_back", coach)
    page = read(client, address_of(flag))
    assert "Taken back: all forms count in full." in page
    decide(client, flag, is_confirmed="no", note="They differ, no more.")
    assert (flag.state, flag.note) == ("dismissed", "They differ, no more.")
    assert address_of(flag) in read(client, LIST)


@pytest.mark.parametrize(
    "wrong",
    [
        {"note": ""},
        {"note": "  "},
        {"note": "x" * 501},
        {"is_confirmed": "maybe"},
        {"is_confirmed": ""},
        {"seen": ""},
        {"seen": "x" * 17},
    ],
)
def test_incomplete_decision_is_refused_and_keeps_what_was_typed(client, flag, coach, wrong):
    client.force_login(coach)
    page = decide(client, flag, status=400, **wrong)
    assert flag.state == "open"
    if "note" not in wrong:
        assert "The words say less." in page


def test_null_bytes_and_markup_are_words_or_refused(client, flag, coach):
    client.force_login(coach)
    decide(client, flag, status=400, note="a\x00b")
    decide(client, flag, note="<script>alert(1)</script>")
    assert "<script>alert" not in read(client, address_of(flag))


def test_stale_page_decides_nothing_and_shows_the_forms_as_they_are(client, flag, coach):
    client.force_login(coach)
    before = forms_seen(flag)
    Review.objects.filter(rater_flags=flag).update(revision=9)
    page = decide(client, flag, status=409, seen=before)
    assert flag.state == "open"
    assert "have changed since you opened this page" in page
    assert "The words say less." in page
    assert before not in page
    assert f'value="{forms_seen(flag)}"' in page  # the same button decides on what is shown now


def test_of_two_coaches_the_second_is_told_and_a_second_click_is_harmless(
    client, flag, cohort, coach
):
    client.force_login(coach)
    decide(client, flag)
    decide(client, flag)
    other = join(cohort, UserFactory(), role="coach").user
    client.force_login(other)
    page = decide(client, flag, status=409, is_confirmed="no")
    assert "Somebody decided on this a moment ago" in page
    assert (flag.state, flag.decided_by) == ("confirmed", coach)
    take_back(client, flag)
    take_back(client, flag)
    assert (flag.state, flag.taken_back_by) == ("taken_back", other)


def test_flag_that_goes_meanwhile_is_a_404(client, flag, coach):
    client.force_login(coach)
    RaterFlag.objects.all().delete()
    read(client, address_of(flag), status=404)
    for name in ("rater_flag_decide", "rater_flag_take_back"):
        assert client.post(address_of(flag, name)).status_code == 404


def test_coach_who_may_only_look_cannot_decide(client, now):
    session = opened_session(now=now, mode="one_way")
    for person in people_of(session):
        submit_all(person, session, now=now, evidence="NOT-FOR-THE-COACH")
    flag = flag_on(Review.objects.get(perspective="interviewer"), now=now)
    coach = UserFactory()
    CohortFactory(coach=coach, members=[flag.first])
    client.force_login(coach)
    page = read(client, address_of(flag))
    assert "Staff decide on this one" in page
    assert "NOT-FOR-THE-COACH" not in page
    assert people_of(session)[1].profile.pseudonym not in page
    page = decide(client, flag, status=409)
    assert "Staff decide on this, or a coach" in page
    take_back(client, flag)
    assert flag.state == "open"


@pytest.mark.parametrize("state", ["open", "confirmed", "dismissed", "taken_back"])
def test_nobody_else_reaches_it_by_any_way(client, flag, coach, now, state):
    if state != "open":
        fields = {"state": state, "decided_at": now, "decided_by": coach, "note": "NOTE-ON-IT"}
        if state == "taken_back":
            fields |= {"taken_back_at": now, "taken_back_by": coach}
        RaterFlag.objects.update(**fields)
    coach_of_one = UserFactory()
    CohortFactory(coach=coach_of_one, members=[flag.first])
    others = {
        "first": flag.first,
        "second": flag.second,
        "stranger": UserFactory(),
        "coach of one": coach_of_one,
        "staff without the permission": UserFactory(is_staff=True),
    }
    for user in others.values():
        client.force_login(user)
        read(client, address_of(flag), status=404)
        for name in ("rater_flag_decide", "rater_flag_take_back"):
            data = {"is_confirmed": "yes", "note": "x", "seen": forms_seen(flag)}
            assert client.post(address_of(flag, name), data).status_code == 404
        is_coach = user == coach_of_one
        assert client.get(LIST).status_code == (200 if is_coach else 404)
        assert str(flag.public_id) not in client.get(LIST).content.decode()
    flag.refresh_from_db()
    assert flag.state == state
    client.logout()
    for name in ("rater_flag", "rater_flags"):
        address = LIST if name == "rater_flags" else address_of(flag)
        assert client.get(address).status_code == 302


def test_whom_it_is_about_sees_no_trace_of_it_on_their_pages(client, flag, coach, now):
    before = pages_of(client, flag)
    decide_flag(flag, is_confirmed=True, note="NOTE-ON-IT", by=coach, now=now, **seen(flag))
    run_due_jobs()
    assert {
        message.subject for message in mail.outbox if "flag" in message.subject.lower()
    } == set()
    for person, texts in pages_of(client, flag).items():
        for text in texts:
            assert str(flag.public_id) not in text
            assert "REASON-OF-THE-FLAG" not in text
            assert "NOTE-ON-IT" not in text
            assert "raters/" not in text
        assert len(texts) == len(before[person])
    exported = json.dumps(export_of(flag.first), cls=DjangoJSONEncoder)
    for secret in ("REASON-OF-THE-FLAG", "NOTE-ON-IT", coach.profile.pseudonym):
        assert secret not in exported


def pages_of(client, flag) -> dict[int, list[str]]:
    session = flag.forms.first().leg.session
    legs = [leg.public_id for leg in session.legs.all()]
    addresses = [
        *("/", "/readiness/", "/reports/", "/reports/disputed/", "/privacy/"),
        *(reverse("report", args=[leg]) for leg in legs),
        reverse("session_feedback", args=[session.public_id]),
        reverse("session", args=[session.public_id]),
    ]
    found = {}
    for person in (flag.first, flag.second):
        client.force_login(person)
        found[person.pk] = [client.get(one).content.decode() for one in addresses]
    return found


def test_list_is_designed_for_nothing_to_look_at(client):
    staff = UserFactory(is_superuser=True)
    client.force_login(staff)
    assert "Nothing to look at" in read(client, LIST)


def test_flag_with_an_erased_member_still_stands_on_the_page(client, flag, coach, now):
    RaterFlag.objects.update(
        **{"state": "confirmed", "decided_at": now, "reason": "", "numbers": {}}
    )
    client.force_login(coach)
    for address in (LIST, address_of(flag)):
        page = read(client, address)
        assert "The reason went with an account that was erased." in page
        assert "former member" in page.lower()


def test_forms_changed_or_disputed_since_are_marked(client, flag, coach, now):
    RaterFlag.objects.update(state="confirmed", decided_at=now)
    one, other = flag.forms.order_by("pk")
    Review.objects.filter(pk=one.pk).update(revised_at=now + timedelta(hours=1))
    Review.objects.filter(pk=other.pk).update(is_excluded=True)
    client.force_login(coach)
    page = read(client, address_of(flag))
    assert page.count("Changed since it was decided") == 1
    assert page.count("Taken out by a dispute") == 1
