"""The interviewer, and nobody else, reads the packet from 24 hours ahead and is asked about it."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.models import AuditEntry, User
from interviews.models import Leg, PacketReading, PacketVersion, Session
from interviews.queries.readings import reading_page
from tests.factories import PacketVersionFactory, SessionFactory, UserFactory
from tests.room.conftest import browser
from tests.scheduling.worlds import (
    book,
    by_address,
    deliver,
    fill_catalogue,
    html_of,
    in_days,
    person,
    text_of,
)

pytestmark = pytest.mark.django_db
PAGES = ("prepare", "prepare_print")


@pytest.fixture
def session(now) -> Session:
    """One-way, in three hours: `interviewer` asks `candidate`."""
    return one_way(now + timedelta(hours=3))


def one_way(starts_at) -> Session:
    session = SessionFactory(mode="one_way", starts_at=starts_at)
    leg = session.legs.get()
    PacketVersion.objects.filter(pk=leg.packet_version_id).update(
        clarifications=[{"name": f"Q{n}?", "text": f"SECRET answer {n}"} for n in range(4)]
    )
    session.leg, session.interviewer, session.candidate = leg, leg.interviewer, leg.candidate
    return session


def words(session: Session, user, name: str = "prepare") -> str:
    response = browser(user).get(reverse(name, args=[session.public_id]))
    assert response.status_code == 200
    return response.text


def right_answers(leg: Leg) -> dict[str, str]:
    questions = reading_page(leg).questions
    return {f"question-{n}": str(one.answer) for n, one in enumerate(questions)}


def answer(session: Session, user, answers: dict[str, str], **follow):
    url = reverse("prepare_check", args=[session.public_id])
    return browser(user).post(url, answers, **follow)


@pytest.mark.parametrize("name", PAGES)
def test_packet_opens_24_hours_ahead_and_not_a_minute_before(session, name, now):
    opens_at = session.starts_at - timedelta(hours=24)
    with time_machine.travel(opens_at - timedelta(minutes=1), tick=False):
        early = words(session, session.interviewer, name)
    assert "SECRET" not in early
    assert "not open yet" in early
    assert PacketReading.objects.count() == 0
    with time_machine.travel(opens_at, tick=False):
        assert "SECRET solution" in words(session, session.interviewer, name)


@pytest.mark.parametrize("name", [*PAGES, "prepare_check"])
def test_packet_is_its_interviewers_alone(session, client, name):
    url = reverse(name, args=[session.public_id])
    staff = UserFactory(is_staff=True, is_superuser=True)
    for user in (session.candidate, UserFactory(), staff):
        for response in (browser(user).get(url), browser(user).post(url, {"question-0": "0"})):
            assert response.status_code in {404, 405}
            assert "SECRET" not in response.text
    assert client.get(url).status_code in {302, 405}
    assert PacketReading.objects.count() == 0


def test_in_a_swap_each_reads_the_packet_of_the_leg_they_interview(now):
    session = SessionFactory(starts_at=now + timedelta(hours=3))
    legs = list(session.legs.all())
    for leg in legs:
        PacketVersion.objects.filter(pk=leg.packet_version_id).update(
            solution=f"SECRET of leg {leg.number}"
        )
    for leg, other in (legs, legs[::-1]):
        text = words(session, leg.interviewer)
        assert f"SECRET of leg {leg.number}" in text
        assert f"SECRET of leg {other.number}" not in text


def test_cancelled_session_has_no_packet_to_read(session):
    Session.objects.filter(pk=session.pk).update(state="cancelled")
    url = reverse("prepare", args=[session.public_id])
    assert browser(session.interviewer).get(url).status_code == 404


def test_opening_is_noted_and_audited_once(session):
    for name in (*PAGES, "prepare"):
        words(session, session.interviewer, name)
    reading = PacketReading.objects.get()
    assert (reading.leg, reading.user) == (session.leg, session.interviewer)
    assert (reading.packet_version, reading.ready_at) == (session.leg.packet_version, None)
    assert audit() == [("interviews.open_packet", session.interviewer.pk)]


def audit() -> list[tuple[str, int]]:
    entries = AuditEntry.objects.filter(verb__startswith="interviews.").order_by("pk")
    return list(entries.values_list("verb", "by"))


def test_three_right_answers_make_the_interviewer_prepared_and_both_see_it(session):
    answer(session, session.interviewer, right_answers(session.leg))
    reading = PacketReading.objects.get()
    assert reading.tries == 1
    assert reading.ready_at is not None
    pages = {
        user: browser(user).get(reverse("session", args=[session.public_id])).text
        for user in (session.interviewer, session.candidate)
    }
    assert "You are prepared" in pages[session.interviewer]
    assert (
        f"{session.interviewer.profile} has read what they will ask you" in pages[session.candidate]
    )
    assert f"{session.interviewer.profile} was prepared for round 1" in pages[session.candidate]
    assert "SECRET" not in pages[session.candidate]


def test_wrong_answer_says_which_and_where_to_look_and_keeps_the_rest(session):
    answers = right_answers(session.leg)
    answers["question-1"] = str((int(answers["question-1"]) + 1) % 3)
    response = answer(session, session.interviewer, answers)
    assert response.status_code == 200
    assert response.text.count(">Right<") == 2
    assert '<a href="#hints">Hints</a>' in response.text
    assert response.text.count(" checked>") == 3
    assert PacketReading.objects.get().ready_at is None
    assert audit() == [("interviews.open_packet", session.interviewer.pk)]


@pytest.mark.parametrize(
    "garbage",
    [
        {},
        {"question-0": "x", "question-1": "", "question-2": "-1"},
        {"question-99": "0", "question-": "1", "question-0": "٣", "question-1": "9" * 50},
    ],
)
def test_garbage_is_a_wrong_answer(session, garbage):
    response = answer(session, session.interviewer, garbage)
    assert response.status_code == 200
    assert response.text.count("Not yet</span>") == 3


def test_second_click_counts_a_try_and_keeps_the_first_time(session):
    with time_machine.travel(session.starts_at - timedelta(hours=2), tick=False):
        answer(session, session.interviewer, right_answers(session.leg))
    first = PacketReading.objects.get().ready_at
    answer(session, session.interviewer, right_answers(session.leg))
    reading = PacketReading.objects.get()
    assert (reading.ready_at, reading.tries) == (first, 2)
    assert [verb for verb, _ in audit()] == ["interviews.open_packet", "interviews.pass_check"]


def test_answers_before_it_opens_change_nothing(now):
    session = one_way(now + timedelta(hours=30))
    response = answer(session, session.interviewer, right_answers(session.leg), follow=True)
    assert "The packet opens 24 hours before the start." in response.text
    assert "SECRET" not in response.text
    assert PacketReading.objects.count() == 0


def test_replaced_packet_has_to_be_read_anew(session):
    answer(session, session.interviewer, right_answers(session.leg))
    Leg.objects.filter(pk=session.leg.pk).update(packet_version=PacketVersionFactory())
    page = reverse("session", args=[session.public_id])
    assert "You are prepared" not in browser(session.interviewer).get(page).text
    assert "has read what they will ask" not in browser(session.candidate).get(page).text


def test_packet_can_be_read_again_when_the_form_is_written(session):
    with time_machine.travel(session.starts_at + timedelta(days=3), tick=False):
        assert "SECRET solution" in words(session, session.interviewer)


def test_reminder_leads_an_unprepared_interviewer_to_their_packet():
    fill_catalogue()
    asker, partner = person(), person()
    session = book(asker, partner, starts_at=in_days(3))
    url = reverse("prepare", args=[session.public_id])
    with time_machine.travel(session.starts_at - timedelta(hours=24), tick=False):
        mails = deliver("send_reminder")
        answer(session, asker, right_answers(session.legs.get(interviewer=asker)))
    assert [url in text_of(mail) and url in html_of(mail) for mail in mails] == [True, True]
    with time_machine.travel(session.starts_at - timedelta(hours=2), tick=False):
        later = by_address(deliver("send_reminder"))
    assert [url in text_of(later[user.email]) for user in (asker, partner)] == [False, True]


def test_home_asks_the_interviewer_to_read_until_they_are_prepared(session):
    url = reverse("prepare", args=[session.public_id])
    pages = {user: browser(user).get(reverse("home")).text for user in people(session)}
    assert [url in pages[user] for user in people(session)] == [True, False]
    answer(session, session.interviewer, right_answers(session.leg))
    assert url not in browser(session.interviewer).get(reverse("home")).text


def test_home_does_not_lead_to_a_packet_that_is_not_open(now):
    session = one_way(now + timedelta(hours=30))
    url = reverse("prepare", args=[session.public_id])
    assert url not in browser(session.interviewer).get(reverse("home")).text


def people(session: Session) -> tuple[User, User]:
    return session.interviewer, session.candidate
