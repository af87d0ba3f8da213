"""A session's page afterwards: history, who came, undo, disputes; and the waitlist's pages."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from feedback.models import Review
from interviews.actions.attendance import close_session
from interviews.models import Dispute, Session
from scheduling.actions.bookings import cancel_booking
from scheduling.actions.disputes import dispute
from scheduling.actions.waitlist import fill_slot, join_waitlist
from scheduling.models import FreedSlot, WaitlistEntry
from tests.cohorts.factories import CohortFactory
from tests.factories import SessionFactory, UserFactory
from tests.scheduling.worlds import book, deliver, in_days, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


@pytest.fixture
def people(db) -> dict[str, User]:
    people = {name: person() for name in ("owner", "partner")}
    people |= {name: UserFactory() for name in ("coach", "stranger", "staff")}
    people["staff"].is_staff = people["staff"].is_superuser = True
    people["staff"].save()
    CohortFactory(coach=people["coach"], members=[people["owner"]])
    return people


def page(client, user: User, name: str, obj) -> str:
    client.force_login(user)
    return client.get(reverse(name, args=[obj.public_id])).content.decode()


def missed(people) -> Session:
    """The partner came, the owner was not seen."""
    now = timezone.now()
    session = SessionFactory(
        first=people["owner"], second=people["partner"], starts_at=now - timedelta(hours=2)
    )
    marks = {people["owner"].pk: "absent", people["partner"].pk: "present"}
    close_session(session, marks=marks, by=None, now=now)
    return session


def disputed(people, *, text="My line was down") -> Dispute:
    place = missed(people).participations.select_related("session").get(user=people["owner"])
    by, now = people["owner"], timezone.now()
    return dispute(place, claimed="technical", text=text, by=by, now=now)


def test_the_history_is_in_words_for_each_reader_without_private_reasons(client, people):
    owner, partner = people["owner"], people["partner"]
    session = book(owner, partner, starts_at=in_days(3), message="private message")
    cancel_booking(session, by=partner, reason="private reason", now=timezone.now())
    session = Session.objects.get()
    shown = page(client, owner, "session", session)
    history = shown[shown.index('id="history"') :]
    name = partner.profile.pseudonym
    assert "You proposed this session for" in history
    assert f"{name} said yes: it was booked" in history
    assert f"{name} cancelled, in time" in history
    assert "private" not in history
    assert "You cancelled, in time" in page(client, partner, "session", session)
    by_coach = page(client, people["coach"], "session", session)
    assert f"{owner.profile.pseudonym} proposed this session for" in by_coach
    assert "private" not in by_coach


def test_whoever_cancelled_finds_the_undo_and_the_other_does_not(client, people):
    session = book(people["owner"], people["partner"], starts_at=in_days(3))
    cancel_booking(session, by=people["owner"], reason="", now=timezone.now())
    address = reverse("session_undo_cancel", args=[session.public_id])
    assert address not in page(client, people["partner"], "session", session)
    assert client.post(address).status_code == 409
    assert address in page(client, people["owner"], "session", session)
    for _ in range(2):  # a second click is harmless
        assert client.post(address).status_code == 302
    assert Session.objects.get().state == "confirmed"


def test_a_dispute_is_opened_agreed_to_and_taken_back_on_its_pages(client, people):
    session = missed(people)
    client.force_login(people["owner"])
    place = session.participations.get(user=people["owner"])
    form = {"place": place.pk, "claimed": "present", "text": "We met in our own call"}
    answer = client.post(reverse("session_dispute", args=[session.public_id]), form)
    found = Dispute.objects.get()
    assert answer["Location"] == reverse("dispute", args=[found.public_id])
    (mail,) = deliver("send_dispute_opened")
    assert mail["To"] == people["partner"].email
    assert "own call" in page(client, people["partner"], "dispute", found)
    assert client.post(reverse("dispute_agree", args=[found.public_id])).status_code == 302
    session.refresh_from_db()
    assert (session.state, session.is_disputed) == ("completed", False)
    assert Review.objects.filter(leg__session=session).count() == 6  # it took place after all
    place.refresh_from_db()
    assert place.settled_at is not None
    assert client.post(reverse("dispute_reopen", args=[found.public_id])).status_code == 302
    session.refresh_from_db()
    assert session.is_disputed


def test_a_form_that_is_wrong_or_too_late_says_so(client, people):
    session = missed(people)
    client.force_login(people["owner"])
    address = reverse("session_dispute", args=[session.public_id])
    assert client.post(address, {}).status_code == 400
    place = session.participations.get(user=people["owner"])
    form = {"place": place.pk, "claimed": "absent", "text": "Indeed"}
    assert client.post(address, form).status_code == 409
    Session.objects.update(marked_at=timezone.now() - timedelta(hours=72))
    late = client.post(address, {**form, "claimed": "present"})
    assert (late.status_code, "72 hours" in late.content.decode()) == (409, True)
    assert not Dispute.objects.exists()


def test_a_cancelled_session_has_nothing_to_dispute(client, people):
    session = book(people["owner"], people["partner"], starts_at=in_days(3))
    cancel_booking(session, by=people["owner"], reason="", now=timezone.now())
    place = session.participations.get(user=people["owner"])
    client.force_login(people["owner"])
    form = {"place": place.pk, "claimed": "present", "text": "-"}
    answer = client.post(reverse("session_dispute", args=[session.public_id]), form)
    assert (answer.status_code, Dispute.objects.count()) == (409, 0)


def test_coach_and_staff_decide_and_find_what_waits(client, people):
    found = disputed(people)
    for who in ("coach", "staff"):
        client.force_login(people[who])
        listed = client.get(reverse("disputes")).content.decode()
        assert reverse("dispute", args=[found.public_id]) in listed
    for who in ("owner", "partner", "stranger"):
        client.force_login(people[who])
        assert found not in client.get(reverse("disputes")).context["disputes"]
    address = reverse("dispute_decide", args=[found.public_id])
    client.force_login(people["partner"])
    assert client.post(address, {"mark": "absent"}).status_code == 404
    client.force_login(people["coach"])
    form = {"mark": "technical", "note": "Both of you tried."}
    assert client.post(address, form).status_code == 302
    mails = deliver("send_dispute_settled")
    assert {mail["To"] for mail in mails} == {people["owner"].email, people["partner"].email}
    session = Session.objects.get()
    assert (session.state, session.no_show, session.is_disputed) == ("missed", "", False)


def test_a_dispute_is_seen_by_nobody_else(client, people):
    found = disputed(people)
    statuses = {}
    for name, user in people.items():
        client.force_login(user)
        statuses[name] = client.get(reverse("dispute", args=[found.public_id])).status_code
    assert statuses == {"owner": 200, "partner": 200, "coach": 200, "staff": 200, "stranger": 404}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_disputes_costs_the_same_for_one_and_three(
    rows, client, people, django_assert_num_queries
):
    for _ in range(rows):
        disputed(people)
    client.force_login(people["coach"])
    with django_assert_num_queries(7):
        assert len(client.get(reverse("disputes")).context["disputes"]) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_waitlist_costs_the_same_for_one_and_three(
    rows, client, people, django_assert_num_queries
):
    now = timezone.now()
    wishes = dict.fromkeys(("from_date", "until_date", "starts", "ends"))
    owner = people["owner"]
    join_waitlist(owner, ways=["swap"], kinds=[], now=now, **wishes)
    for n in range(rows):
        alone, away = person(), person()
        session = book(alone, away, starts_at=in_days(3 + n))
        cancel_booking(session, by=away, reason="", now=now)
        mine = book(owner, person(), starts_at=in_days(13 + n))
        cancel_booking(mine, by=mine.participations.exclude(user=owner).get().user,
                       reason="", now=now)  # fmt: skip
        fill_slot(FreedSlot.objects.get(person=alone).pk, now=now)
    client.force_login(owner)
    # session, user, cohorts; entry, preparation, owed feedback; offers, slots (2)
    with django_assert_num_queries(9):
        shown = client.get(reverse("waitlist"))
    assert (len(shown.context["offers"]), len(shown.context["slots"])) == (rows, rows)


def test_joining_waiting_and_leaving(client, people):
    client.force_login(people["owner"])
    address = reverse("waitlist")
    assert "Join the waitlist" in client.get(address).content.decode()
    assert client.post(address, {}).status_code == 400
    wrong = {"ways": ["swap"], "from_date": "2026-12-02", "until_date": "2026-12-01"}
    assert client.post(address, wrong).status_code == 400
    half = {"ways": ["swap"], "starts": "18:00"}
    assert "Give both times" in client.post(address, half).content.decode()
    assert not WaitlistEntry.objects.exists()
    assert client.post(address, {"ways": ["swap"], "kinds": ["coding"]}).status_code == 302
    assert "Place 1 of 1" in client.get(address).content.decode()
    for _ in range(2):
        assert client.post(reverse("waitlist_leave")).status_code == 302
    assert "Join the waitlist" in client.get(address).content.decode()


def test_whoever_is_left_alone_finds_the_search_and_stops_it(client, people):
    session = book(people["owner"], people["partner"], starts_at=in_days(3))
    cancel_booking(session, by=people["partner"], reason="", now=timezone.now())
    slot = FreedSlot.objects.get()
    address = reverse("slot_wanted", args=[slot.public_id])
    assert address not in page(client, people["partner"], "session", session)
    assert client.post(address, {"wanted": "no"}).status_code == 404
    assert address in page(client, people["owner"], "session", session)
    assert client.post(address, {"wanted": "no"}).status_code == 302
    slot.refresh_from_db()
    assert slot.is_wanted is False
    assert "Find me a replacement" in page(client, people["owner"], "session", session)
