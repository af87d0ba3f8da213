"""What people really receive: every message is parsed back from its bytes."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail

from interviews.actions.sessions import set_meeting_url
from interviews.models import Session
from jobs.models import Job
from scheduling.actions.acceptance import accept_proposal
from scheduling.actions.bookings import cancel_booking
from scheduling.actions.proposals import decline_proposal, propose_move, withdraw_proposal
from scheduling.models import Proposal
from scheduling.queries.reconfirm_links import answer_link, reconfirm_link
from scheduling.queries.replies import reply_mailbox
from scheduling.tasks import send_invitation
from tests.scheduling.worlds import (
    book,
    by_address,
    calendar_in,
    calendar_part,
    deliver,
    html_of,
    in_days,
    parsed,
    person,
    propose,
    text_of,
    whole,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 10, 20, 12, 0, tzinfo=UTC)
START = datetime(2026, 10, 26, 17, 0, tzinfo=UTC)  # Berlin has left summer time by then


@pytest.fixture(autouse=True)
def _in_october(settings):
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def pair(catalogue):
    asker = person(pseudonym="Anna O'Hara <1>", timezone="Europe/Berlin")
    partner = person(pseudonym='Quick "Fox" 2', timezone="America/New_York")
    return asker, partner


def only_event(message):
    events = calendar_in(message).walk("VEVENT")
    assert len(events) == 1
    return events[0]


def test_an_invitation_is_built_as_gmail_and_outlook_want_it(pair):
    book(*pair, starts_at=START)
    for message in deliver("send_invitation"):
        assert message.get_content_type() == "multipart/mixed"
        alternative, attachment = message.iter_parts()
        assert alternative.get_content_type() == "multipart/alternative"
        assert [part.get_content_type() for part in alternative.iter_parts()] == [
            *("text/plain", "text/html", "text/calendar"),
        ]
        assert calendar_part(message).get_param("method") == "REQUEST"
        assert calendar_part(message).get_content_charset() == "utf-8"
        assert calendar_in(message)["METHOD"] == "REQUEST"
        assert attachment.get_filename() == "invite.ics"
        assert attachment.get_payload(decode=True).split(b"\r\n") == (
            [*calendar_part(message).get_payload(decode=True).splitlines(), b""]
        )


def test_an_invitation_names_our_mailbox_one_attendee_and_utc_times(pair):
    session = book(*pair, starts_at=START)
    messages = by_address(deliver("send_invitation"))
    assert set(messages) == {user.email for user in pair}
    for user in pair:
        message = messages[user.email]
        event = only_event(message)
        sender = reply_mailbox(session, user)
        assert message["From"] == f"Rehearse <{sender.address}>"
        assert str(event["ORGANIZER"]) == f"mailto:{sender.address}"
        assert re.fullmatch(r"sessions\+[a-z2-7]{26}@localhost", sender.address)
        attendee = event["ATTENDEE"]
        assert str(attendee) == f"mailto:{user.email}"
        assert dict(attendee.params) == {
            "CN": user.profile.pseudonym.replace('"', ""),
            "CUTYPE": "INDIVIDUAL",
            "PARTSTAT": "NEEDS-ACTION",
            "ROLE": "REQ-PARTICIPANT",
            "RSVP": "TRUE",
        }
        assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (
            *(str(session.public_id), 0, "CONFIRMED"),
        )
        raw = calendar_part(message).get_payload(decode=True)
        assert b"DTSTART:20261026T170000Z" in raw
        assert b"DTEND:20261026T180000Z" in raw
        assert b"DTSTAMP:20261020T120000Z" in raw
        assert b"TZID" not in raw


def test_a_clock_change_before_the_session_is_said_to_each_in_their_own_words(pair):
    asker, partner = pair
    after_berlin = "clocks go back by 60 minutes on Sun 25 Oct. The times above already take it"
    proposal = propose(asker, partner, starts_at=START)
    (asked,) = deliver("send_proposal_received")
    assert f"{asker.profile.pseudonym}’s {after_berlin}" in text_of(asked)
    assert after_berlin in html_of(asked)
    accept_proposal(proposal, by=partner, now=NOW)
    told = by_address(deliver("send_invitation"))
    assert f"Your {after_berlin}" in text_of(told[asker.email])
    assert f"{asker.profile.pseudonym}’s {after_berlin}" in text_of(told[partner.email])
    assert f"Your {after_berlin}" in html_of(told[asker.email])
    assert f"Your {after_berlin}" not in text_of(told[partner.email])


def test_without_a_clock_change_none_is_said(pair):
    book(*pair, starts_at=START - timedelta(days=3))
    assert ["clocks go" in whole(mail) for mail in deliver()] == [False] * 2


def test_the_organizer_is_one_for_life_and_another_for_everybody_else(pair):
    """Calendars refuse an event whose ORGANIZER changes; an address tells whose answer it is."""
    asker, partner = pair
    session = book(asker, partner, starts_at=START)
    first = by_address(deliver("send_invitation"))
    cancel_booking(session, by=partner, reason="", now=NOW)
    last = by_address(deliver("send_cancellation"))
    other = book(asker, partner, starts_at=START)
    assert first[asker.email]["From"] == last[asker.email]["From"]
    made = {reply_mailbox(each, user).address for each in (session, other) for user in pair}
    assert len(made) == 4
    assert max(len(address.split("@")[0]) for address in made) <= 64
    assert first[asker.email]["From"] in {f"Rehearse <{address}>" for address in made}


def test_an_invitation_has_links_to_accept_to_decline_and_to_propose(pair):
    session = book(*pair, starts_at=START)
    for user, message in zip(pair, deliver("send_invitation"), strict=True):
        assert message["To"] == user.email
        for url in (
            reconfirm_link(session, user),
            answer_link(session, user, answer="decline"),
            answer_link(session, user, answer="move"),
        ):
            assert url in text_of(message).replace("\n", " ").split(" ")
            assert f'href="{url}"' in html_of(message)


@pytest.mark.parametrize("secret", ["", "k7" * 20])
def test_the_calendars_own_buttons_are_promised_only_where_answers_are_read(pair, settings, secret):
    settings.INBOUND_SECRET = secret
    book(*pair, starts_at=START)
    for message in deliver("send_invitation"):
        for body in (text_of(message), html_of(message)):
            assert ("The buttons of your calendar do" in body) == bool(secret)


def test_two_moves_and_a_cancel_raise_the_sequence_under_one_uid(pair):
    asker, partner = pair
    session = book(asker, partner, starts_at=START)
    first = by_address(deliver("send_invitation"))
    seen = [only_event(first[asker.email])]
    for n in (1, 2):
        move = propose_move(
            session, by=asker, starts_at=START + timedelta(days=n), message="", now=NOW
        )
        with time_machine.travel(NOW + timedelta(minutes=n), tick=False):
            session = accept_proposal(move, by=partner, now=NOW)
            messages = by_address(deliver("send_invitation"))
        seen.append(only_event(messages[asker.email]))
        assert "Moved" in messages[asker.email]["Subject"]
    cancel_booking(Session.objects.get(), by=partner, reason="Exam", now=NOW)
    cancelled = by_address(deliver("send_cancellation"))
    assert set(cancelled) == {asker.email, partner.email}
    message = cancelled[asker.email]
    seen.append(only_event(message))
    assert [event["SEQUENCE"] for event in seen] == [0, 1, 2, 3]
    assert {event["UID"] for event in seen} == {str(session.public_id)}
    assert [event["DTSTART"].dt for event in seen[:3]] == [
        START + timedelta(days=n) for n in (0, 1, 2)
    ]
    assert seen[3]["STATUS"] == "CANCELLED"
    assert calendar_part(message).get_param("method") == calendar_in(message)["METHOD"] == "CANCEL"
    assert "The reason given: Exam" in text_of(message)


def test_a_mail_says_both_times_with_weekday_and_offset_the_readers_first(pair):
    asker, partner = pair
    book(asker, partner, starts_at=START)
    messages = by_address(deliver("send_invitation"))
    berlin, new_york = "Mon 26 Oct 2026, 18:00 (UTC+1)", "Mon 26 Oct 2026, 13:00 (UTC−4)"
    for user, own, other in ((asker, berlin, new_york), (partner, new_york, berlin)):
        for body in (text_of(messages[user.email]), html_of(messages[user.email])):
            assert 0 < body.index(own) < body.index(other)
        assert own in messages[user.email]["Subject"]


def test_an_invitation_says_the_order_of_roles_the_links_and_the_cut_off(pair):
    asker, partner = pair
    session = book(asker, partner, starts_at=START, partner_kind="behavioural")
    text = text_of(by_address(deliver("send_invitation"))[asker.email])
    url = f"http://127.0.0.1:8000/sessions/{session.public_id}/"
    assert '1. 25 min, coding: Quick "Fox" 2 interviews you' in text
    assert '2. 25 min, behavioural: you interview Quick "Fox" 2' in text
    assert "Then 10 min: feedback and debrief" in text
    for line in (
        f"Join: {url}room/",
        f"Move, until Mon 26 Oct 2026, 06:00 (UTC+1): {url}move/",
        f"Cancel: {url}cancel/",
    ):
        assert line in text.splitlines()


def test_names_are_escaped_in_html_and_left_alone_in_text(pair):
    asker, partner = pair
    book(asker, partner, starts_at=START)
    message = by_address(deliver("send_invitation"))[partner.email]
    assert "Anna O'Hara <1>" in text_of(message)
    assert "Anna O'Hara <1>" in message["Subject"]
    assert "Anna O&#x27;Hara &lt;1&gt;" in html_of(message)
    assert "Anna O'Hara <1>" not in html_of(message)


def test_no_mail_and_no_calendar_ever_holds_an_address_of_the_other_or_a_question(pair):
    asker, partner = pair
    session = book(asker, partner, starts_at=START)
    set_meeting_url(session, url="https://meet.example.org/x", by=asker, now=NOW)
    messages = deliver()
    with time_machine.travel(START - timedelta(minutes=9), tick=False):
        messages += deliver()
    later = book(
        asker,
        partner,
        starts_at=START + timedelta(days=1),
        proposer_kind="behavioural",
        partner_kind="behavioural",
    )
    cancel_booking(later, by=asker, reason="", now=NOW)
    messages += deliver()
    assert len(messages) >= 6
    for message in messages:
        other = partner if message["To"] == asker.email else asker
        assert other.email not in whole(message)
        assert str(other.public_id) not in whole(message)
        assert "SECRET" not in whole(message)


def test_a_second_try_is_the_same_message_to_a_receiver(pair):
    session = book(*pair, starts_at=START)
    arguments = dict(Job.objects.filter(kind="scheduling.send_invitation")[0].arguments)
    mail.outbox = []
    for _ in range(2):
        send_invitation(now=NOW, **arguments)
    first, second = (parsed(message) for message in mail.outbox)
    assert first["Message-ID"] == second["Message-ID"]
    assert only_event(first)["UID"] == str(session.public_id)


def test_each_mail_has_a_message_id_of_its_own(pair):
    book(*pair, starts_at=START)
    messages = deliver()
    with time_machine.travel(START - timedelta(minutes=5), tick=False):
        messages += deliver()
    ids = [message["Message-ID"] for message in messages]
    assert len(set(ids)) == len(ids) >= 4


def test_an_invitation_that_was_overtaken_by_a_cancel_is_not_sent(pair):
    session = book(*pair, starts_at=START)
    cancel_booking(session, by=pair[0], reason="", now=NOW)
    assert deliver("send_invitation") == []
    assert len(deliver("send_cancellation")) == 2


def test_an_invitation_that_was_overtaken_by_a_move_is_not_sent(pair):
    asker, partner = pair
    session = book(asker, partner, starts_at=START)
    move = propose_move(session, by=asker, starts_at=START + timedelta(days=1), message="", now=NOW)
    accept_proposal(move, by=partner, now=NOW)
    assert [only_event(message)["SEQUENCE"] for message in deliver("send_invitation")] == [1, 1]


def test_nobody_who_left_gets_mail(pair):
    asker, partner = pair
    book(asker, partner, starts_at=START)
    partner.is_active = False
    partner.save()
    assert [message["To"] for message in deliver("send_invitation")] == [asker.email]


# --- Proposals ------------------------------------------------------------------------------


def test_a_proposal_reaches_the_partner_with_a_link_to_answer(pair):
    asker, partner = pair
    proposal = propose(asker, partner, starts_at=START, message="Graphs, please <b>")
    (message,) = deliver("send_proposal")
    assert message["To"] == partner.email
    text = text_of(message)
    assert f"http://127.0.0.1:8000/proposals/{proposal.public_id}/" in text
    assert "Anna O'Hara <1> writes: Graphs, please <b>" in text
    assert "Graphs, please &lt;b&gt;" in html_of(message)
    assert text.index("Mon 26 Oct 2026, 13:00 (UTC−4)") < text.index("18:00 (UTC+1)")
    assert not any(part.get_content_type() == "text/calendar" for part in message.walk())


def test_a_withdrawn_proposal_is_no_longer_announced(pair):
    proposal = propose(*pair, starts_at=START)
    withdraw_proposal(proposal, by=pair[0], now=NOW)
    assert deliver() == []


def test_a_decline_and_an_expiry_reach_the_proposer_with_the_reason(pair):
    asker, partner = pair
    declined = propose(asker, partner, starts_at=START)
    decline_proposal(declined, by=partner, reason="Exam week", now=NOW)
    (message,) = deliver()
    assert message["To"] == asker.email
    assert "The reason given: Exam week" in text_of(message)
    propose(asker, partner, starts_at=START)
    deliver()
    with time_machine.travel(NOW + timedelta(hours=48), tick=False):
        messages = deliver() + deliver()  # the expiry, then the mail it queues
    assert [message["To"] for message in messages] == [asker.email]
    assert "Nobody answered in time." in text_of(messages[0])
    assert Proposal.objects.order_by("-pk")[0].state == "expired"


def test_a_move_says_that_the_old_time_stands(pair):
    asker, partner = pair
    session = book(asker, partner, starts_at=START)
    deliver()
    propose_move(session, by=asker, starts_at=START + timedelta(days=1), message="", now=NOW)
    (message,) = deliver()
    assert "proposes a new time" in message["Subject"]
    expected = "Until you accept, the old time stands: Mon 26 Oct 2026, 13:00 (UTC−4)."
    assert expected in text_of(message).splitlines()


def test_a_line_break_in_a_name_cannot_add_a_header(catalogue):
    asker = person(pseudonym="Eve\r\nBcc: all@example.org")
    partner = person()
    book(asker, partner, starts_at=in_days(6))
    for message in deliver():
        assert message["Bcc"] is None
        event = only_event(message) if calendar_present(message) else None
        if event is not None:
            assert "BCC" not in event


def calendar_present(message) -> bool:
    return any(part.get_content_type() == "text/calendar" for part in message.walk())
