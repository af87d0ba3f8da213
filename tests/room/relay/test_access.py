"""Who may open a document, who may write in it, and until when."""

from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.urls import reverse
from websockets.exceptions import InvalidStatus

from accounts.models import User
from cohorts.models import Membership
from interviews.models import Session
from room.actions.clock import end_session, start_interviews
from room.actions.documents import forget_old_documents
from room.actions.visits import enter_room
from room.models import CollabDoc, DocUpdate, Room
from room.queries.document_access import Pass, access_facts
from room.relay.hub import hub_of_this_loop
from tests.cohorts.factories import CohortFactory
from tests.factories import UserFactory
from tests.room.conftest import browser, session_at
from tests.room.relay.clients import editor_key, until

GONE = (4403, "You are signed out, or no longer part of this session.")
CLOSED = (4403, "The room closed 24 hours after the session.")
CANCELLED = (4403, "This session was cancelled, so its room is closed.")


def coach_of(user) -> User:
    coach = UserFactory()
    CohortFactory(coach=coach, members=[user])
    return coach


async def look_again() -> None:
    await hub_of_this_loop().guard.check_all()


async def test_others_are_refused_before_they_are_let_in(session, replica_of, now):
    stranger = await sync_to_async(UserFactory)()
    other = await sync_to_async(session_at)(now)
    for user, options in (
        (stranger, {}),
        (None, {}),
        (session.first, {"origin": "http://evil.example"}),
        (session.first, {"key": editor_key(other)}),
        *(
            (session.first, {"key": session.public_id.hex + end})
            for end in ("-editor-3", "-editor", "-chat-1", "", "-notes-1")
        ),
    ):
        with pytest.raises(InvalidStatus, match="403"):
            await replica_of(session, user, **options)
    assert await CollabDoc.objects.acount() == 0


async def test_outside_of_the_rooms_hours_documents_say_so(now, replica_of):
    for starts_in, words in (
        (timedelta(minutes=16), "The room opens 15 minutes before the start."),
        (-timedelta(hours=25, minutes=1), "The room closed 24 hours after the session."),
    ):
        session = await sync_to_async(session_at)(now + starts_in)
        replica = await replica_of(session, session.first)
        assert await replica.ended() == (4403, words)
    assert await CollabDoc.objects.acount() == 0


async def test_documents_that_were_forgotten_do_not_come_back(session, replica_of, now):
    replica = await replica_of(session, session.first)
    replica.type("kept for long enough")
    await replica.acknowledged()
    later = now + timedelta(days=40)
    await sync_to_async(forget_old_documents)(now=later, keep_days=30)
    replica.type("more")

    assert await replica.ended() == (4403, "This document has been deleted.")
    assert await DocUpdate.objects.acount() == 0


async def test_coach_reads_along_is_seen_and_cannot_write(session, replica_of):
    first = await replica_of(session, session.first)
    first.type("seen by three")
    coach = await sync_to_async(coach_of)(session.second)
    reader = await replica_of(session, coach)
    await until(lambda: str(reader) == "seen by three" and reader.told)
    await until(lambda: first.others)
    [state] = first.others.values()
    assert state == {"user": {"name": coach.profile.pseudonym, "observes": True}}
    assert reader.told == ["You can read this document; what you write is not kept."]

    reader.type("not taken ")
    reader.announce({"cursor": 0})
    await reader.acknowledged()
    await first.acknowledged()
    assert str(first) == "seen by three"
    assert len(first.others) == 1
    assert await DocUpdate.objects.filter(author=coach).acount() == 0


async def test_coach_who_no_longer_is_one_is_out_when_asked_again(session, replica_of):
    coach = await sync_to_async(coach_of)(session.second)
    reader = await replica_of(session, coach)
    await look_again()
    assert reader.closed is None
    await sync_to_async(lambda: Membership.objects.filter(user=coach).delete())()
    await look_again()
    assert await reader.ended() == GONE


async def test_whoever_signs_out_is_out_at_once(session, replica_of):
    client = await sync_to_async(browser)(session.first)
    replica = await replica_of(session, client=client)
    partner = await replica_of(session, session.second)
    await sync_to_async(client.post)(reverse("account_logout"))

    assert await replica.ended() == GONE
    assert partner.closed is None
    with pytest.raises(InvalidStatus, match="403"):
        await replica_of(session, client=client)


def shift(session, **by) -> None:
    times = {"starts_at": session.starts_at, "ends_at": session.ends_at}
    moved = {name: at - timedelta(**by) for name, at in times.items()}
    Session.objects.filter(pk=session.pk).update(**moved)


async def test_whoever_may_no_longer_be_there_is_out_when_asked_again(now, replica_of):
    for change, ending in (
        (lambda one: User.objects.filter(pk=one.first.pk).update(is_active=False), GONE),
        (lambda one: User.objects.filter(pk=one.first.pk).update(password="md5$x"), GONE),
        (lambda one: one.participations.filter(user=one.first).delete(), GONE),
        (lambda one: Session.objects.filter(pk=one.pk).update(state="cancelled"), CANCELLED),
        (lambda one: shift(one, days=3), CLOSED),
    ):
        session = await sync_to_async(session_at)(now)
        replica = await replica_of(session, session.first)
        await replica.acknowledged()
        await look_again()
        assert replica.closed is None
        await sync_to_async(change)(session)
        await look_again()
        assert await replica.ended() == ending


async def test_when_the_session_ends_people_come_back_as_readers(session, replica_of, port, now):
    replica = await replica_of(session, session.first)
    replica.type("in time")
    await replica.acknowledged()
    await sync_to_async(enter_room)(session, connection_id="c", by=session.first, now=now)
    await sync_to_async(start_interviews)(session, revision=0, by=session.first, now=now)
    revision = (await Room.objects.aget()).revision
    await sync_to_async(end_session)(session, revision=revision, by=session.first, now=now)

    assert await replica.ended() == (4509, "What you may do here has changed.")
    await replica.open(port)
    replica.type("too late ")
    await replica.acknowledged()
    assert replica.told == ["You can read this document; what you write is not kept."]
    assert await DocUpdate.objects.acount() == 1


async def test_nobody_opens_a_document_in_more_than_eight_places(session, replica_of):
    for _ in range(8):
        assert (await replica_of(session, session.first)).closed is None
    ninth = await replica_of(session, session.first)
    assert (await ninth.ended())[0] == 4429


@pytest.mark.django_db
def test_facts_of_many_cost_four_queries(now, django_assert_num_queries):
    passes = []
    for _ in range(3):
        session = session_at(now)
        for user in (session.first, session.second):
            client = browser(user)
            passes.append(Pass(client.session.session_key, session.public_id, user.pk))
    for some in (passes[:1], passes):
        with django_assert_num_queries(4):
            facts = access_facts(some, now=now)
        assert set(facts) == set(some)
    assert len(set(facts.values())) == 6
