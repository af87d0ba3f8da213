"""What somebody gains most from practising, and that a booking goes by it."""

from datetime import timedelta

import pytest

from feedback.models import Review
from feedback.queries.practice import drill_for, practice_needs
from interviews.models import Packet, Session
from tests.factories import PacketVersionFactory, SessionFactory, UserFactory
from tests.feedback.builders import opened_session, submit, submit_all
from tests.scheduling.worlds import book, fill_catalogue, in_days, person

pytestmark = pytest.mark.django_db


def practised(candidate, focus, *, now, days_ago, released=True, **answers):
    """A one-way coding session that long ago, on a packet of that focus, with its feedback."""
    at, interviewer = now - timedelta(days=days_ago), UserFactory()
    session = opened_session(
        now=at, mode="one_way", first=interviewer, second=candidate, created_at=at
    )
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
    needs = practice_needs(me, kind="coding")
    by_focus = {focus: needs[focus] for focus in ("graphs", "streams", "caches")}
    assert by_focus == pytest.approx({"graphs": 0.6, "streams": 0.3, "caches": 0.2})


def test_what_went_badly_gains_more_than_what_is_new(now):
    me = UserFactory()
    offer("graphs")
    practised(me, "streams", now=now, days_ago=3, recommendation=1)
    assert practice_needs(me, kind="coding") == {"graphs": 0.6, "streams": 1.0}


def test_unreleased_forms_other_people_and_other_kinds_do_not_count(now):
    me = UserFactory()
    offer("streams")
    offer("netflix/courage", kind="behavioural")
    practised(me, "streams", now=now, days_ago=3, recommendation=1, released=False)
    practised(UserFactory(), "streams", now=now, days_ago=3, recommendation=1)
    assert practice_needs(me, kind="coding") == {"streams": 0.6}
    assert practice_needs(me, kind="behavioural") == {"netflix/courage": 0.6}


def test_weak_competency_counts_once_there_is_enough_evidence(now):
    me = UserFactory()
    for days_ago in (9, 6):
        practised(me, "streams", now=now, days_ago=days_ago, score=1, recommendation=3)
    assert "approach" not in practice_needs(me, kind="coding")
    practised(me, "streams", now=now, days_ago=3, score=1, recommendation=3)
    assert practice_needs(me, kind="coding")["approach"] == pytest.approx(0.6)  # 3 / (3 + 2)


def test_competency_seen_by_one_interviewer_alone_does_not_count(now):
    me = UserFactory()
    for days_ago in (9, 6, 3):
        practised(me, "streams", now=now, days_ago=days_ago, score=1)
    Review.objects.filter(perspective="interviewer").update(author=UserFactory())
    assert "approach" not in practice_needs(me, kind="coding")


@pytest.mark.parametrize(
    ("key", "steers"),
    [
        ("topic:coding:streams", "streams"),
        ("ability:coding:approach", "approach"),
        ("topic:coding:a:b", "a:b"),
        ("round:coding", ""),
        ("round:system_design", ""),
        ("topic:coding_extra:streams", ""),
        ("", ""),
    ],
)
def test_drill_is_what_the_interviewer_named_in_the_kind(key, steers, now):
    me = UserFactory()
    practised(me, "streams", now=now, days_ago=3)
    Review.objects.filter(perspective="interviewer").update(drill_key=key)
    assert drill_for(me, kind="coding") == steers
    assert drill_for(me, kind="behavioural") == ""


def test_newest_released_drill_of_the_kind_holds_until_the_next_round_of_it_is_booked(now):
    me = UserFactory()
    for days_ago, key in ((9, "topic:coding:old"), (6, "topic:coding:new")):
        practised(me, "streams", now=now, days_ago=days_ago)
        Review.objects.filter(perspective="interviewer", drill_key__startswith="ability").update(
            drill_key=key
        )
    practised(me, "streams", now=now, days_ago=6.5, released=False)
    assert drill_for(me, kind="coding") == "new"
    booked = SessionFactory(second=me, mode="one_way")
    assert drill_for(me, kind="coding") == ""
    Session.objects.filter(pk=booked.pk).update(state="cancelled")
    assert drill_for(me, kind="coding") == "new"


def test_packet_choice_asks_as_often_after_three_sessions_as_after_one(
    now, django_assert_num_queries
):
    me = UserFactory()
    practised(me, "streams", now=now, days_ago=9)
    for _ in (1, 3):
        with django_assert_num_queries(5):
            practice_needs(me, kind="coding")
            drill_for(me, kind="coding")
        for days_ago in (6, 3):
            practised(me, "streams", now=now, days_ago=days_ago)


def test_booking_gives_the_topic_of_the_drill_although_it_was_just_asked(now):
    fill_catalogue(kinds=["coding"], packets=3)
    me, partner = person(), person()
    Packet.objects.update(focus="caches")
    practised(me, "streams", now=now, days_ago=3, recommendation=4)
    Packet.objects.filter(pk=Packet.objects.filter(focus="caches").first().pk).update(
        focus="streams"
    )
    Review.objects.filter(perspective="interviewer").update(drill_key="topic:coding:streams")
    session = book(me, partner, starts_at=in_days(3))
    focus = {leg.candidate: leg.packet_version.packet.focus for leg in session.legs.all()}
    assert focus == {me: "streams", partner: "caches"}


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
