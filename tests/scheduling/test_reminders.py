"""Reminders of sessions, as they are received: parsed back from their bytes."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from accounts.actions.mail_choices import turn_off_mail
from accounts.domain.mail_kinds import KIND_BY_NAME
from interviews.models import Participation, Session
from jobs import execution
from jobs.execution import LEASE, run_job
from jobs.models import Job
from scheduling.actions.acceptance import accept_proposal
from scheduling.actions.bookings import cancel_booking
from scheduling.actions.proposals import propose_move
from scheduling.actions.reconfirmation import reconfirm_booking
from scheduling.actions.undo import undo_cancel
from tests.scheduling.worlds import (
    book,
    by_address,
    deliver,
    html_of,
    parsed,
    person,
    propose,
    text_of,
    whole,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 10, 20, 12, 0, tzinfo=UTC)
START = datetime(2026, 10, 26, 17, 0, tzinfo=UTC)  # Berlin has left summer time by then
DAY, HOURS, JOIN = timedelta(hours=24), timedelta(hours=2), timedelta(minutes=10)


@pytest.fixture(autouse=True)
def _in_october():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def pair(catalogue):
    asker = person(pseudonym="Anna O'Hara <1>", timezone="Europe/Berlin")
    partner = person(pseudonym='Quick "Fox" 2', timezone="America/New_York")
    return asker, partner


def mails_at(at: datetime, kind: str = "send_reminder"):
    with time_machine.travel(at, tick=False):
        return deliver(kind)


def reminders_at(at: datetime) -> list[tuple[str, str]]:
    messages = mails_at(at)
    return sorted((message["To"], message["Subject"].split(":")[0].strip()) for message in messages)


def confirm_link(message) -> str:
    links = set(re.findall(r"http://127\.0\.0\.1:8000/mail/confirm/[^\s\"]+/", whole(message)))
    return links.pop() if links else ""


def move(session, *, by, partner, starts_at, now=NOW):
    proposal = propose_move(session, by=by, starts_at=starts_at, message="", now=now)
    return accept_proposal(proposal, by=partner, now=now)


# --- When -----------------------------------------------------------------------------------


def test_reminders_go_out_a_day_two_hours_and_ten_minutes_before(pair):
    book(*pair, starts_at=START)
    emails = sorted(user.email for user in pair)
    assert reminders_at(START - timedelta(hours=24, seconds=1)) == []
    for before, words in ((DAY, "Tomorrow"), (HOURS, "In 2 hours"), (JOIN, "Join now")):
        assert reminders_at(START - before) == [(email, words) for email in emails]
    assert reminders_at(START) == []


@pytest.mark.parametrize(
    ("ahead", "reminded"),
    [
        (timedelta(hours=26), {"day", "hours", "join"}),
        (timedelta(hours=24, minutes=30), {"hours", "join"}),  # the booking itself has just come
        (timedelta(hours=3), {"hours", "join"}),
        (timedelta(hours=2, minutes=15), {"join"}),
        (timedelta(hours=1, minutes=15), {"join"}),
    ],
)
def test_booked_late_only_what_is_still_of_use_is_queued(pair, ahead, reminded):
    asked_at = START - max(ahead, timedelta(hours=2))
    with time_machine.travel(asked_at, tick=False):
        proposal = propose(*pair, starts_at=START)
    with time_machine.travel(START - ahead, tick=False):
        accept_proposal(proposal, by=pair[1], now=START - ahead)
    jobs = Job.objects.filter(kind="scheduling.send_reminder")
    assert {job.arguments["which"] for job in jobs} == reminded
    assert jobs.count() == 2 * len(reminded)


def test_a_site_that_was_down_sends_only_what_is_still_useful(pair):
    book(*pair, starts_at=START)
    emails = sorted(user.email for user in pair)
    # from 25 hours before to 22: late, but the question stands, and the words say the real time
    messages = mails_at(START - timedelta(hours=22))
    assert "starts in about 22 hours" in text_of(by_address(messages)[pair[0].email])
    # from five hours before to one hour: the two-hour mail alone, in its own words
    assert reminders_at(START - timedelta(hours=1)) == [
        (email, "In 60 minutes") for email in emails
    ]
    # and the last one is of no use after the start
    assert reminders_at(START + timedelta(minutes=1)) == []


def test_a_reminder_of_a_day_gives_way_when_two_hours_are_left(pair):
    book(*pair, starts_at=START)
    assert {words for _, words in reminders_at(START - HOURS)} == {"In 2 hours"}
    assert not Job.objects.due(now=START - HOURS).filter(kind="scheduling.send_reminder").exists()


# --- Moves, cancels, undo -------------------------------------------------------------------


def test_a_reminder_for_a_moved_time_is_not_sent_and_new_ones_are(pair):
    asker, partner = pair
    session = book(asker, partner, starts_at=START)
    reconfirm_booking(session, by=asker, now=NOW)
    move(session, by=asker, partner=partner, starts_at=START + timedelta(days=2))
    assert reminders_at(START - DAY) == []
    assert reminders_at(START - HOURS) == []
    messages = by_address(mails_at(START + timedelta(days=1)))
    assert set(messages) == {asker.email, partner.email}
    assert confirm_link(messages[asker.email])  # asked again: it is another time


def test_a_cancelled_session_reminds_nobody(pair):
    session = book(*pair, starts_at=START)
    cancel_booking(session, by=pair[0], reason="", now=NOW)
    for before in (DAY, HOURS, JOIN):
        assert reminders_at(START - before) == []


def test_a_cancellation_taken_back_reminds_once_of_each(pair):
    session = book(*pair, starts_at=START)
    cancel_booking(session, by=pair[0], reason="", now=NOW)
    undo_cancel(session, by=pair[0], now=NOW + timedelta(minutes=5))
    emails = sorted(user.email for user in pair)
    for before, words in ((DAY, "Tomorrow"), (HOURS, "In 2 hours"), (JOIN, "Join now")):
        assert reminders_at(START - before) == [(email, words) for email in emails]


@pytest.mark.parametrize(("minutes_before", "sent"), [(5, 2), (-1, 0)])
def test_what_fell_due_while_it_was_cancelled_is_made_up_for(pair, minutes_before, sent):
    """Cancelled just before the reminder: it follows. Just after: it has gone out already."""
    session = book(*pair, starts_at=START)
    reminders_at(START - DAY)
    cancelled_at = START - HOURS - timedelta(minutes=minutes_before)
    if minutes_before < 0:
        assert len(reminders_at(START - HOURS)) == 2
    cancel_booking(session, by=pair[0], reason="", now=cancelled_at)
    assert reminders_at(START - HOURS) == []
    again = cancelled_at + timedelta(minutes=10)
    undo_cancel(Session.objects.get(), by=pair[0], now=again)
    assert len(reminders_at(again)) == sent


def test_a_cancel_while_a_reminder_is_leased_leaves_nothing_to_send(pair):
    session = book(*pair, starts_at=START)
    job = Job.objects.filter(arguments__which="day").earliest("pk")
    with time_machine.travel(START - DAY, tick=False):
        claimed = execution.claim_job(job.pk, now=START - DAY)
        cancel_booking(session, by=pair[0], reason="", now=START - DAY)
        mail.outbox = []
        execution.find_registration(claimed.kind).handler(now=START - DAY, **claimed.arguments)
    assert mail.outbox == []


def test_whoever_left_gets_no_reminder(pair):
    asker, partner = pair
    book(asker, partner, starts_at=START)
    partner.is_active = False
    partner.save()
    assert reminders_at(START - DAY) == [(asker.email, "Tomorrow")]


def test_whoever_is_in_the_room_already_is_not_called(pair):
    asker, partner = pair
    book(asker, partner, starts_at=START)
    Participation.objects.filter(user=asker).update(first_joined_at=START - timedelta(minutes=11))
    assert reminders_at(START - JOIN) == [(partner.email, "Join now")]


# --- What they say --------------------------------------------------------------------------


def test_a_reminder_asks_with_one_link_until_one_has_confirmed(pair):
    asker, partner = pair
    session = book(asker, partner, starts_at=START)
    reconfirm_booking(session, by=partner, now=NOW)
    seen = set()
    for before in (DAY, HOURS):
        messages = by_address(mails_at(START - before))
        link = confirm_link(messages[asker.email])
        assert link in text_of(messages[asker.email]).splitlines()
        assert f'href="{link}"' in html_of(messages[asker.email])
        assert "Will you come?" in messages[asker.email]["Subject"]
        assert confirm_link(messages[partner.email]) == ""
        assert "You have confirmed that you will come." in text_of(messages[partner.email])
        assert "Will you come?" not in messages[partner.email]["Subject"]
        seen.add(link)
    assert len(seen) == 1


def test_two_hours_before_each_is_told_honestly_about_the_other(pair):
    asker, partner = pair
    session = book(asker, partner, starts_at=START)
    reconfirm_booking(session, by=partner, now=NOW)
    day = by_address(mails_at(START - DAY))
    for message in day.values():  # too early to tell
        assert "has not confirmed" not in text_of(message)
    hours = by_address(mails_at(START - HOURS))
    for body in (text_of, html_of):
        assert "has not confirmed yet" not in body(hours[asker.email])
        assert "has not confirmed yet" in body(hours[partner.email])
    assert 'Quick "Fox" 2 has confirmed and will be there.' in text_of(hours[asker.email])
    told = text_of(hours[partner.email])
    assert "Anna O'Hara <1> has not confirmed yet. We ask once more now" in told
    assert "Until then the session stands." in told


def test_an_answer_that_comes_late_is_told_to_whoever_waits_for_it_once(pair):
    asker, partner = pair
    session = book(asker, partner, starts_at=START)
    reconfirm_booking(session, by=partner, now=START - timedelta(hours=20))
    assert mails_at(START - timedelta(hours=20), "partner_confirmed") == []
    for minutes in (60, 50):
        reconfirm_booking(session, by=asker, now=START - timedelta(minutes=minutes))
    messages = mails_at(START - timedelta(minutes=49), "partner_confirmed")
    assert [message["To"] for message in messages] == [partner.email]
    assert "Anna O'Hara <1> will be there" in messages[0]["Subject"]
    assert "Mon 26 Oct 2026, 13:00 (UTC−4) for you" in text_of(messages[0])


def test_no_news_is_sent_of_an_answer_that_was_there_already(pair):
    session = book(*pair, starts_at=START)
    reconfirm_booking(session, by=pair[0], now=START - timedelta(hours=20))
    reconfirm_booking(session, by=pair[0], now=START - timedelta(hours=1))
    assert mails_at(START - timedelta(minutes=59), "partner_confirmed") == []


def test_good_news_about_a_session_that_was_cancelled_is_not_sent(pair):
    session = book(*pair, starts_at=START)
    reconfirm_booking(session, by=pair[0], now=START - timedelta(hours=1))
    cancel_booking(session, by=pair[1], reason="", now=START - timedelta(minutes=59))
    assert mails_at(START - timedelta(minutes=58), "partner_confirmed") == []


def test_both_times_are_said_where_the_clocks_differ(pair):
    asker, partner = pair
    book(asker, partner, starts_at=START)
    berlin, new_york = "Mon 26 Oct 2026, 18:00 (UTC+1)", "Mon 26 Oct 2026, 13:00 (UTC−4)"
    for before in (DAY, HOURS, JOIN):
        messages = by_address(mails_at(START - before))
        for user, own, other in ((asker, berlin, new_york), (partner, new_york, berlin)):
            for body in (text_of(messages[user.email]), html_of(messages[user.email])):
                assert 0 < body.index(own) < body.index(other)
            assert own in messages[user.email]["Subject"]


def test_the_same_wall_time_is_not_said_twice(catalogue):
    pair = person(timezone="Europe/Berlin"), person(timezone="Europe/Paris")
    book(*pair, starts_at=START)
    for message in mails_at(START - DAY):
        assert text_of(message).count("18:00 (UTC+1)") == 1


def test_a_change_of_zone_changes_the_words_and_not_the_instant(pair):
    asker, partner = pair
    book(asker, partner, starts_at=START)
    asker.profile.timezone = "Asia/Kathmandu"
    asker.profile.save()
    message = by_address(mails_at(START - DAY))[asker.email]
    assert "Mon 26 Oct 2026, 22:45 (UTC+5:45)" in message["Subject"]
    assert "Mon 26 Oct 2026, 22:45 (UTC+5:45) for you" in text_of(message)


@pytest.mark.parametrize(
    ("zone", "start", "words"),
    [
        # clocks back between the reminder and the session: the same wall time less an hour
        ("Europe/Berlin", datetime(2026, 10, 25, 17, tzinfo=UTC), "Tomorrow"),
        # 00:30 on Monday, 24 hours after 23:30 on Saturday: Sunday had only 23 hours
        ("Europe/Berlin", datetime(2027, 3, 28, 22, 30, tzinfo=UTC), "On Monday"),
        ("Australia/Lord_Howe", datetime(2026, 10, 4, 3, tzinfo=UTC), "Tomorrow"),
    ],
)
def test_the_day_is_named_right_over_clock_changes(catalogue, zone, start, words):
    pair = person(timezone=zone), person(timezone=zone)
    with time_machine.travel(start - timedelta(days=3), tick=False):
        book(*pair, starts_at=start)
    assert {subject for _, subject in reminders_at(start - DAY)} == {words}


def test_a_clock_change_before_the_session_is_said(pair):
    asker, partner = pair
    start = datetime(2026, 10, 25, 17, tzinfo=UTC)
    book(asker, partner, starts_at=start)
    messages = by_address(mails_at(start - DAY))
    words = "clocks go back by 60 minutes on Sun 25 Oct. The times above already take it"
    assert f"Your {words}" in text_of(messages[asker.email])
    assert f"Anna O'Hara <1>’s {words}" in text_of(messages[partner.email])
    assert "clocks go" not in text_of(by_address(mails_at(start - HOURS))[asker.email])


def test_the_join_mail_leads_to_the_room(pair):
    session = book(*pair, starts_at=START)
    room = f"http://127.0.0.1:8000/sessions/{session.public_id}/room/"
    for message in mails_at(START - JOIN):
        assert f"Join: {room}" in text_of(message).splitlines()
        assert f'href="{room}"' in html_of(message)
        assert "starts in 10 minutes" in text_of(message)


def test_no_reminder_holds_a_question_or_an_address_or_link_of_the_other(pair):
    asker, partner = pair
    book(asker, partner, starts_at=START)
    messages = [m for before in (DAY, HOURS, JOIN) for m in mails_at(START - before)]
    assert len(messages) == 6
    links = {user.email: set() for user in pair}
    for message in messages:
        other = partner if message["To"] == asker.email else asker
        for secret in (other.email, str(other.public_id), other.public_id.hex, "SECRET"):
            assert secret not in whole(message)
        links[message["To"]].add(confirm_link(message))
    assert not (links[asker.email] & links[partner.email]) - {""}


# --- Turned off -----------------------------------------------------------------------------


@pytest.mark.parametrize(("before", "kind"), [(DAY, "day"), (HOURS, "hours"), (JOIN, "join")])
def test_each_can_be_turned_off_by_itself(pair, before, kind):
    asker, partner = pair
    book(asker, partner, starts_at=START)
    turn_off_mail(asker, kind=KIND_BY_NAME[f"reminder_{kind}"], now=NOW)
    got = {each: {m["To"] for m in mails_at(START - each)} for each in (DAY, HOURS, JOIN)}
    both = {asker.email, partner.email}
    assert got == dict.fromkeys((DAY, HOURS, JOIN), both) | {before: {partner.email}}


def test_each_says_how_to_turn_it_off(pair, settings):
    settings.SITE_URL = "https://prep.example.org"
    book(*pair, starts_at=START)
    for before in (DAY, HOURS, JOIN):
        for message in mails_at(START - before):
            link = "".join(message["List-Unsubscribe"].split()).strip("<>")
            assert link.startswith("https://prep.example.org/mail/off/")
            assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
            assert f"Turn this kind of mail off: {link}" in text_of(message).splitlines()
            assert link in html_of(message)


def test_a_booking_or_a_move_comes_even_to_whoever_turned_everything_off(pair):
    asker, partner = pair
    for kind in KIND_BY_NAME.values():
        turn_off_mail(partner, kind=kind, now=NOW)
    session = book(asker, partner, starts_at=START)
    assert {m["To"] for m in deliver()} == {asker.email, partner.email}
    propose_move(session, by=asker, starts_at=START + timedelta(days=1), message="", now=NOW)
    (asked,) = deliver()
    assert (asked["To"], asked["List-Unsubscribe"]) == (partner.email, None)
    cancel_booking(session, by=asker, reason="", now=NOW)
    assert partner.email in {m["To"] for m in deliver("cancellation")}


def test_proposals_of_new_sessions_can_be_turned_off(pair):
    asker, partner = pair
    turn_off_mail(partner, kind=KIND_BY_NAME["proposals"], now=NOW)
    propose(asker, partner, starts_at=START)
    assert deliver() == []
    propose(partner, asker, starts_at=START + timedelta(days=1))
    (message,) = deliver()
    assert message["To"] == asker.email
    assert "/mail/off/" in message["List-Unsubscribe"]


# --- Dying in the middle --------------------------------------------------------------------


class Killed(BaseException):
    """What no handler can catch, as kill -9 is."""


def test_killed_between_sending_and_marking_it_is_the_same_message_again(pair, monkeypatch):
    book(*pair, starts_at=START)
    job = Job.objects.filter(arguments__which="hours").earliest("pk")
    real = EmailMultiAlternatives.send

    def send_and_die(self, *args, **kwargs):
        real(self, *args, **kwargs)
        raise Killed

    at = START - HOURS
    mail.outbox = []
    with time_machine.travel(at, tick=False):
        monkeypatch.setattr(EmailMultiAlternatives, "send", send_and_die)
        with pytest.raises(Killed):
            run_job(job.pk)
        monkeypatch.setattr(EmailMultiAlternatives, "send", real)
        assert not run_job(job.pk)  # still leased to the dead
    with time_machine.travel(at + LEASE, tick=False):
        assert run_job(job.pk)
        assert not run_job(job.pk)
    sent = [parsed(message) for message in mail.outbox]
    assert len(sent) == 2
    assert sent[0]["Message-ID"] == sent[1]["Message-ID"]
    for part in (text_of, html_of, lambda message: message["Subject"]):
        assert part(sent[0]) == part(sent[1])
