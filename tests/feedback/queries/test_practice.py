"""What somebody gains most from practising, and that a booking goes by it."""

from datetime import timedelta

import pytest

from feedback.queries.practice import practice_needs
from interviews.models import Packet
from tests.factories import PacketVersionFactory, UserFactory
from tests.feedback.builders import opened_session, submit, submit_all
from tests.scheduling.worlds import book, fill_catalogue, in_days, person

pytestmark = pytest.mark.django_db


def practised(candidate, focus, *, now, days_ago, released=True, **answers):
    """A one-way coding session that long ago, on a packet of that focus, with its feedback."""
    at, interviewer = now - timedelta(days=days_ago), UserFactory()
    session = opened_session(now=at, mode="one_way", first=interviewer, second=candidate)
    Packet.objects.filter(versions__legs__session=session).update(focus=focus)
    submit(candidate, session, "self", now=at)
    submit_all(interviewer, session, now=at, **answers)
    if released:
        submit_all(candidate, session, now=at)


def offer(*focuses: str, kind: str = "coding") -> None:
    for focus in focuses:
        packet = PacketVersionFactory(kind=kind).packet
        Packet.objects.filter(pk=packet.pk).update(focus=focus)


def test_what_is_new_gains_more_the_less_often_it_was_practised(now):
    me = UserFactory()
    offer("graphs", "streams", "caches")
    practised(me, "streams", now=now, days_ago=3, recommendation=4)
    for days_ago in (9, 6):
        practised(me, "caches", now=now, days_ago=days_ago, recommendation=4)
    needs = practice_needs(me, kind="coding", now=now)
    by_focus = {focus: needs[focus] for focus in ("graphs", "streams", "caches")}
    assert by_focus == pytest.approx({"graphs": 0.6, "streams": 0.3, "caches": 0.2})


def test_what_went_badly_gains_more_than_what_is_new(now):
    me = UserFactory()
    offer("graphs")
    practised(me, "streams", now=now, days_ago=3, recommendation=1)
    assert practice_needs(me, kind="coding", now=now) == {"graphs": 0.6, "streams": 1.0}


def test_unreleased_forms_other_people_and_other_kinds_do_not_count(now):
    me = UserFactory()
    offer("streams")
    offer("netflix/courage", kind="behavioural")
    practised(me, "streams", now=now, days_ago=3, recommendation=1, released=False)
    practised(UserFactory(), "streams", now=now, days_ago=3, recommendation=1)
    assert practice_needs(me, kind="coding", now=now) == {"streams": 0.6}
    assert practice_needs(me, kind="behavioural", now=now) == {"netflix/courage": 0.6}


def test_weak_competency_counts_once_there_is_enough_evidence(now):
    me = UserFactory()
    for days_ago in (9, 6):
        practised(me, "streams", now=now, days_ago=days_ago, score=1, recommendation=3)
    assert "approach" not in practice_needs(me, kind="coding", now=now)
    practised(me, "streams", now=now, days_ago=3, score=1, recommendation=3)
    assert practice_needs(me, kind="coding", now=now)["approach"] > 0.3


def test_booking_gives_the_candidate_the_topic_that_went_badly(now):
    fill_catalogue(kinds=["coding"], packets=3)
    me, partner = person(), person()
    Packet.objects.update(focus="caches")
    practised(me, "streams", now=now, days_ago=20, recommendation=1)
    for days_ago in (9, 6, 3):  # long enough that it would not count as practised lately
        practised(me, "caches", now=now, days_ago=days_ago, recommendation=4)
    session = book(me, partner, starts_at=in_days(3))
    focus = {leg.candidate: leg.packet_version.packet.focus for leg in session.legs.all()}
    assert focus == {me: "streams", partner: "caches"}
