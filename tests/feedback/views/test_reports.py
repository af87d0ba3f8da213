from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from feedback.models import Review
from interviews.models import Exposure, Packet
from tests.factories import SessionFactory, UserFactory
from tests.feedback.builders import opened_session, people_of, submit, submit_all
from tests.feedback.test_permissions import coach_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def released(session, now):
    interviewer, candidate = people_of(session)
    submit_all(interviewer, session, now=now, score=4, recommendation=4, evidence="EVIDENCE")
    submit_all(candidate, session, now=now, score=2)
    return session


def _get(client, user, session):
    client.force_login(user)
    return client.get(reverse("report", args=[session.legs.first().public_id]))


def _text(response):
    return " ".join(response.content.decode().split())


def test_the_candidate_reads_words_quotes_and_the_own_score_beside(released, client):
    interviewer, candidate = people_of(released)
    text = _text(_get(client, candidate, released))
    for expected in (
        "Strong yes",
        "approach anchor 4",  # theirs
        "approach anchor 2",  # the own
        "EVIDENCE",
        "Clarifies the problem",
        "minute 12",
        "Name the invariant.",
        "Trace one case by hand.",
        "One person's view of one interview.",
        interviewer.profile.pseudonym,
    ):
        assert expected in text
    assert "SECRET" not in text
    assert interviewer.email not in text


def test_the_interviewer_reads_how_they_interviewed_but_not_the_self_score(released, client):
    interviewer, _ = people_of(released)
    text = _text(_get(client, interviewer, released))
    assert "private words" in text
    assert "Knew the question, but not its hints or follow-ups." in text
    assert "approach anchor 4" in text
    assert "approach anchor 2" not in text
    assert "Your own score" not in text


def test_the_coach_reads_what_the_interviewer_wrote_and_no_more(released, client, now):
    _, candidate = people_of(released)
    text = _text(_get(client, coach_of(candidate, now=now), released))
    assert ("EVIDENCE" in text, "approach anchor 4" in text) == (True, True)
    assert [words in text for words in ("private words", "approach anchor 2")] == [False, False]


def test_coach_who_reads_a_report_is_never_asked_its_question(released, client, now):
    interviewer, candidate = people_of(released)
    coach = coach_of(candidate, now=now)
    for user in (coach, coach, candidate, interviewer):
        _get(client, user, released)
    noted = Exposure.objects.filter(role="report")
    packet = released.legs.get().packet_version.packet
    assert list(noted.values_list("user", "packet")) == [(coach.pk, packet.pk)]


def test_coach_who_is_booked_to_be_asked_it_has_to_wait(released, client, now):
    _, candidate = people_of(released)
    coach = coach_of(candidate, now=now)
    leg = SessionFactory(mode="one_way", second=coach).legs.get()
    leg.packet_version = released.legs.get().packet_version
    leg.save()
    Packet.objects.exclude(versions__legs=leg).update(status="retired")  # nothing else to ask
    response = _get(client, coach, released)
    assert response.status_code == 403
    assert "EVIDENCE" not in response.text
    assert "closed to you until your next session is over" in _text(response)


def test_others_do_not_learn_that_the_report_exists(released, client, now):
    interviewer, candidate = people_of(released)
    others = [
        UserFactory(),
        UserFactory(is_staff=True, is_superuser=True),
        coach_of(interviewer, now=now),
        coach_of(candidate, now=now, left_at=now),
    ]
    assert [_get(client, user, released).status_code for user in others] == [404] * 4
    client.logout()
    url = reverse("report", args=[released.legs.get().public_id])
    assert client.get(url).url == f"{reverse('account_login')}?next={url}"


def test_before_the_release_each_sees_only_the_own_form(session, client, now):
    interviewer, candidate = people_of(session)
    submit_all(interviewer, session, now=now, score=4, evidence="EVIDENCE")
    submit(candidate, session, "self", now=now, score=2)
    mine = _text(_get(client, candidate, session))
    theirs = _text(_get(client, interviewer, session))
    assert ("EVIDENCE" in mine, "approach anchor 2" in mine, "Strong" in mine) == (
        False,
        True,
        False,
    )
    assert ("EVIDENCE" in theirs, "private words" in theirs) == (True, False)
    assert _get(client, coach_of(candidate, now=now), session).status_code == 404


def test_drafts_are_in_no_report(session, client, now):
    interviewer, candidate = people_of(session)
    session.legs.get().reviews.filter(perspective="interviewer").update(drill="DRAFT")
    for user in (interviewer, candidate):
        assert "DRAFT" not in _text(_get(client, user, session))


@pytest.mark.parametrize(("earlier", "words"), [(1, "One person's view"), (2, "One of 3")])
def test_under_three_interviews_of_a_kind_it_is_one_persons_view(client, now, earlier, words):
    candidate = UserFactory()
    for days_ago in range(earlier, -1, -1):
        at = now - timedelta(days=days_ago)
        session = opened_session(now=at, mode="one_way", second=candidate)
        for user in people_of(session):
            submit_all(user, session, now=at)
    assert words in _text(_get(client, candidate, session))


def _list_queries(client, now, count):
    """The number of queries of the list page with that many sessions released and waiting."""
    me = UserFactory()
    for _ in range(count):
        session = opened_session(now=now, first=me)
        opened_session(now=now, first=me)
        for user in people_of(session):
            submit_all(user, session, now=now)
    client.force_login(me)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(reverse("reports"))
    assert len(page.context["page"].object_list) == 2 * count
    assert len(page.context["waiting"]) == count
    return len([query for query in queries if "feedback_review" in query["sql"]]), len(queries)


def test_the_list_takes_the_same_queries_however_long(client, now):
    one, three = _list_queries(client, now, 1), _list_queries(client, now, 3)
    assert (one[0], three[0], one[1] - three[1]) == (3, 3, 0)


def test_the_list_holds_only_what_is_released_to_me(released, client):
    interviewer, candidate = people_of(released)
    url = reverse("report", args=[released.legs.get().public_id])
    seen = []
    for user in (candidate, interviewer, UserFactory()):
        client.force_login(user)
        seen.append(url in client.get(reverse("reports")).content.decode())
    assert seen == [True, True, False]


def test_a_form_that_a_dispute_took_out_is_marked_in_the_list(released, client):
    _, candidate = people_of(released)
    mark = "Disputed, counts no more"
    client.force_login(candidate)
    assert mark not in client.get(reverse("reports")).content.decode()
    Review.objects.filter(perspective="interviewer").update(is_excluded=True)
    assert mark in client.get(reverse("reports")).content.decode()
