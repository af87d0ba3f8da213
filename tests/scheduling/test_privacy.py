import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from accounts.actions.erasure import erase_account
from accounts.privacy import export_of
from interviews.actions.sessions import reconfirm_session, set_meeting_url
from interviews.models import Session
from jobs.models import Job
from scheduling.actions.bookings import cancel_booking
from scheduling.actions.feeds import make_feed
from scheduling.actions.proposals import decline_proposal
from scheduling.actions.waitlist import fill_slot, join_waitlist
from scheduling.models import (
    CalendarFeed,
    FreedSlot,
    Proposal,
    WaitlistEntry,
    WaitlistOffer,
    WeeklyWindow,
)
from tests.factories import SessionFactory
from tests.scheduling.worlds import (
    book,
    calendar_in,
    claimed,
    deliver,
    in_days,
    person,
    propose,
)

pytestmark = pytest.mark.django_db


def test_erasing_an_account_frees_the_partner_and_tells_them(catalogue, now):
    leaver, partner, asker, asked = person(), person(), person(), person()
    session = book(leaver, partner, starts_at=in_days(3))
    past = SessionFactory(first=leaver, second=partner, starts_at=in_days(-3), state="completed")
    received = propose(asker, leaver, starts_at=in_days(5))
    made = propose(leaver, asked, starts_at=in_days(6), message="My private words")
    make_feed(leaver, now=now)
    deliver()
    erase_account(leaver, by=leaver, now=now)
    states = dict(Proposal.objects.values_list("pk", "state"))
    assert (states[received.pk], states[made.pk]) == ("expired", "withdrawn")
    assert claimed(partner) == claimed(leaver) == []
    assert list(Session.objects.order_by("pk").values_list("pk", "state")) == [
        (session.pk, "cancelled"),
        (past.pk, "completed"),
    ]
    assert (CalendarFeed.objects.count(), WeeklyWindow.objects.filter(user=leaver).count()) == (
        *(0, 0),
    )
    messages = {message["To"]: message for message in deliver("scheduling.")}
    assert set(messages) == {partner.email, asker.email}
    assert calendar_in(messages[partner.email])["METHOD"] == "CANCEL"


def test_no_word_of_somebody_erased_is_left(catalogue, now):
    leaver, partner = person(), person()
    propose(leaver, partner, starts_at=in_days(3), message="private one")
    received = propose(partner, leaver, starts_at=in_days(4))
    decline_proposal(received, by=leaver, reason="private two", now=now)
    session = book(partner, leaver, starts_at=in_days(5))
    cancel_booking(session, by=leaver, reason="private three", now=now)
    erase_account(leaver, by=leaver, now=now)
    kept = json.dumps(
        [list(Proposal.objects.values()), list(Session.objects.values())], cls=DjangoJSONEncoder
    )
    assert "private" not in kept


def test_an_export_holds_ones_own_bookings_and_nobody_elses_secrets(catalogue, now):
    owner, partner = person(), person()
    book(owner, partner, starts_at=in_days(3))
    token = make_feed(owner, now=now)
    exported = export_of(owner)
    assert len(exported["sessions"]) == len(exported["proposals"]) == 1
    assert len(exported["availability"]["weekly"]) == 7
    assert len(exported["calendar_feed"]) == 1
    text = json.dumps(exported, cls=DjangoJSONEncoder)
    for secret in (partner.email, token, "SECRET"):
        assert secret not in text


def test_erased_person_leaves_no_meeting_link_and_no_word_that_they_will_come(catalogue, now):
    leaver, partner = person(), person()
    session = book(leaver, partner, starts_at=in_days(3))
    set_meeting_url(session, url="https://meet.example.org/leaver", by=leaver, now=now)
    for user in (leaver, partner):
        reconfirm_session(session, by=user, now=now)
    other = book(partner, person(), starts_at=in_days(4))
    set_meeting_url(other, url="https://meet.example.org/other", by=partner, now=now)
    erase_account(leaver, by=leaver, now=now)

    links = Session.objects.order_by("pk").values_list("meeting_url", flat=True)
    assert list(links) == ["", "https://meet.example.org/other"]
    places = session.participations.order_by("pk").values_list("user", "reconfirmed_at")
    assert dict(places) == {leaver.pk: None, partner.pk: now}


def test_jobs_that_would_write_to_an_erased_person_are_gone(catalogue, now):
    leaver, partner = person(), person()
    book(leaver, partner, starts_at=in_days(3))
    erase_account(leaver, by=leaver, now=now)

    waiting = Job.objects.open().filter(arguments__has_key="user_id")
    assert {job.arguments["user_id"] for job in waiting} == {partner.pk}


def test_nobody_waits_or_is_looked_for_once_they_are_gone(catalogue, now):
    waiting, alone, away = person(), person(), person()
    wishes = dict.fromkeys(("from_date", "until_date", "starts", "ends"))
    join_waitlist(waiting, ways=["swap"], kinds=[], now=now, **wishes)
    session = book(alone, away, starts_at=in_days(3))
    cancel_booking(session, by=away, reason="", now=now)
    slot = FreedSlot.objects.get()
    fill_slot(slot.pk, now=now)
    assert len(export_of(waiting)["waitlist"]["offered"]) == 1
    assert len(export_of(alone)["waitlist"]["freed_times"]) == 1
    erase_account(waiting, by=waiting, now=now)
    assert not WaitlistEntry.objects.exists()
    assert not WaitlistOffer.objects.exists()
    erase_account(alone, by=alone, now=now)
    fill_slot(slot.pk, now=now)  # a job that was queued before finds nothing to do
    assert not FreedSlot.objects.exists()
    assert not Proposal.objects.open().exists()
