"""What the person a report is about does with it."""

import pytest
from django.urls import reverse

from feedback.models import Review
from tests.factories import UserFactory
from tests.feedback.builders import people_of, submit_all
from tests.feedback.test_permissions import coach_of

pytestmark = pytest.mark.django_db


def _url(name, session):
    return reverse(name, args=[session.legs.get().public_id])


def _review(session, perspective="interviewer") -> Review:
    return Review.objects.get(leg__session=session, perspective=perspective)


# --- carrying -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "stored", "words"),
    [("0", 0, "Nothing goes along"), ("1", 1, "next interviewer reads it")]
    + [(wrong, 1, "no such takeaway") for wrong in ("2", "-1", "x", "", "²", "99")],
)
def test_the_candidate_chooses_what_to_take_along(client, released, number, stored, words):
    _, candidate = people_of(released)
    client.force_login(candidate)
    page = client.post(_url("report_carry", released), {"number": number}, follow=True)
    assert words in page.content.decode()
    assert _review(released).carries == stored


def test_a_takeaway_of_an_unreleased_form_cannot_be_chosen(client, session, now):
    interviewer, candidate = people_of(session)
    submit_all(interviewer, session, now=now)
    client.force_login(candidate)
    assert client.post(_url("report_carry", session), {"number": "0"}).status_code == 404
    assert _review(session).carries == 1


def test_nobody_else_chooses_what_to_take_along(client, released, now):
    interviewer, candidate = people_of(released)
    for user in (interviewer, coach_of(candidate, now=now), UserFactory()):
        client.force_login(user)
        assert client.post(_url("report_carry", released), {"number": "0"}).status_code == 404
    assert _review(released).carries == 1


# --- thanks, replies ------------------------------------------------------------------------


def test_thanks_and_a_reply_stand_in_the_authors_report(client, released):
    interviewer, candidate = people_of(released)
    client.force_login(candidate)
    client.post(_url("report_thank", released))
    assert client.post(_url("report_reply", released), {"text": " "}).status_code == 400
    assert client.post(_url("report_reply", released), {"text": "x" * 1001}).status_code == 400
    client.post(_url("report_reply", released), {"text": "<b>Fair</b>"})
    again = client.post(_url("report_reply", released), {"text": "More"})
    assert again.status_code == 409
    client.force_login(interviewer)
    page = client.get(_url("report", released)).content.decode()
    assert "says thank you" in page
    assert "&lt;b&gt;Fair&lt;/b&gt;" in page


def test_before_the_release_there_is_nothing_to_answer(client, session, now):
    interviewer, candidate = people_of(session)
    submit_all(interviewer, session, now=now)
    client.force_login(candidate)
    for name in ("report_thank", "report_reply", "report_dispute"):
        assert client.post(_url(name, session), {"text": "x"}).status_code == 404


# --- disputes -------------------------------------------------------------------------------


def test_a_dispute_goes_from_the_candidate_to_the_coach_and_back(client, released, now):
    interviewer, candidate = people_of(released)
    coach, address = coach_of(candidate, now=now), _url("report_dispute", released)
    client.force_login(candidate)
    assert client.post(address, {"text": ""}).status_code == 400
    client.post(address, {"text": "MY-REASON"})

    client.force_login(interviewer)
    page = client.get(_url("report", released)).content.decode()
    assert "Dispute: open" in page
    assert "MY-REASON" not in page
    assert client.get(address).status_code == 404

    client.force_login(coach)
    assert address in client.get(reverse("disputed_reports")).content.decode()
    assert "MY-REASON" in client.get(address).content.decode()
    assert client.post(f"{address}decide/", {"is_upheld": "maybe"}).status_code == 400
    client.post(f"{address}decide/", {"is_upheld": "yes", "note": "Another round."})
    assert _review(released).is_excluded

    client.force_login(candidate)
    page = client.get(_url("report", released)).content.decode()
    assert "this form counts in no estimate" in page
    assert "Another round." in page
    assert client.post(f"{address}reopen/").status_code == 404

    client.force_login(coach)
    client.post(f"{address}reopen/")
    assert not _review(released).is_excluded


def test_nobody_else_opens_a_dispute(client, released, now):
    interviewer, candidate = people_of(released)
    address = _url("report_dispute", released)
    client.force_login(candidate)
    client.post(address, {"text": "MY-REASON"})
    for user in (interviewer, coach_of(interviewer, now=now), UserFactory()):
        client.force_login(user)
        for suffix in ("", "decide/", "reopen/"):
            assert client.post(f"{address}{suffix}", {"is_upheld": "yes"}).status_code == 404
        assert "MY-REASON" not in client.get(reverse("disputed_reports")).content.decode()
    assert not _review(released).is_excluded
