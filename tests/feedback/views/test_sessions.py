from datetime import timedelta

import pytest
from django.urls import reverse

from common.templatetags.times import long_time
from tests.factories import SessionFactory, UserFactory
from tests.feedback.builders import opened_session, people_of, submit, submit_all
from tests.feedback.test_permissions import coach_of

pytestmark = pytest.mark.django_db


def _page(client, user, session):
    client.force_login(user)
    return client.get(reverse("session_feedback", args=[session.public_id]))


def test_only_the_two_people_see_who_owes_what(now, client):
    session = opened_session(now=now)
    first, second = people_of(session)
    url = reverse("session_feedback", args=[session.public_id])
    assert client.get(url).url == f"{reverse('account_login')}?next={url}"
    statuses = [
        _page(client, user, session).status_code
        for user in (first, second, coach_of(first, now=now), UserFactory())
    ]
    assert statuses == [200, 200, 404, 404]
    assert client.post(url).status_code == 405


def test_it_says_what_i_owe_and_what_the_partner_owes_without_content(now, client):
    session = opened_session(now=now)
    first, second = people_of(session)
    submit(second, session, "self", now=now)
    submit(second, session, "interviewer", now=now, evidence="EVIDENCE")
    page = _page(client, first, session)
    text = " ".join(page.content.decode().split())
    assert "You still owe 3 of 3" in text
    assert "Has submitted 2 of 3." in text
    assert second.profile.pseudonym in text
    for secret in ("EVIDENCE", "Name the invariant.", "Trace one case", second.email):
        assert secret not in text
    assert page.context["state"].next_owed.perspective == "self"
    assert long_time(now + timedelta(hours=48)) in text


def test_after_the_release_it_leads_to_the_reports(now, client):
    session = opened_session(now=now)
    first, second = people_of(session)
    submit_all(first, session, now=now)
    waiting = _page(client, first, session).content.decode()
    reports = [reverse("report", args=[leg.public_id]) for leg in session.legs.all()]
    leads = [f'class="button" href="{url}"' for url in reports]
    assert [lead in waiting for lead in leads] == [False, False]
    assert "You have submitted everything" in waiting
    submit_all(second, session, now=now)
    released = _page(client, first, session).content.decode()
    assert [lead in released for lead in leads] == [True, True]
    assert "both of you have submitted everything" in released


@pytest.mark.parametrize(
    ("state", "words"), [("confirmed", "Not open yet"), ("cancelled", "Nothing to write")]
)
def test_before_the_debrief_it_says_that_nothing_is_open(client, state, words):
    me = UserFactory()
    page = _page(client, me, SessionFactory(first=me, state=state))
    assert (page.status_code, words in page.content.decode()) == (200, True)
