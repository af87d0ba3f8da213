from datetime import timedelta

import pytest

from interviews.actions.sessions import (
    CannotChangeSession,
    LegPlan,
    cancel_session,
    open_session,
    reconfirm_session,
    set_meeting_url,
    shift_session,
)
from interviews.models import Exposure, Kind, Session
from interviews.permissions import can_change_session, can_view_session, is_participant
from interviews.queries.packets import NoPacketLeft
from interviews.queries.sessions import (
    coming_sessions,
    find_session,
    partner_in,
    past_sessions,
    people_of,
)
from tests.cohorts.factories import CohortFactory
from tests.factories import (
    PacketVersionFactory,
    RubricVersionFactory,
    SessionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def start(now):
    return now.replace(minute=0, second=0, microsecond=0) + timedelta(days=2)


@pytest.fixture
def catalogue():
    for kind in Kind.values:
        RubricVersionFactory(kind=kind)
        for _ in range(3):
            PacketVersionFactory(kind=kind)


def swap(first, second, *, first_kind="coding", second_kind="coding"):
    return [
        LegPlan(interviewer=second, candidate=first, kind=first_kind),
        LegPlan(interviewer=first, candidate=second, kind=second_kind),
    ]


def open_swap(first, second, *, start, now, **kinds):
    return open_session(
        mode="swap", starts_at=start, legs=swap(first, second, **kinds), by=first, now=now
    )


def test_a_swap_has_two_legs_with_roles_exchanged_and_two_packets(catalogue, start, now):
    first, second = UserFactory(), UserFactory()
    session = open_swap(first, second, start=start, now=now)
    assert session.ends_at - session.starts_at == timedelta(minutes=60)
    legs = list(session.legs.all())
    assert [(leg.interviewer, leg.candidate, leg.minutes) for leg in legs] == [
        (second, first, 25),
        (first, second, 25),
    ]
    assert legs[0].packet_version.packet_id != legs[1].packet_version.packet_id
    assert [leg.rubric_version.rubric.kind for leg in legs] == ["coding", "coding"]
    assert people_of(find_session(session.public_id)) == [first, second]


def test_both_people_enter_the_ledger_for_each_leg(catalogue, start, now):
    first, second = UserFactory(), UserFactory()
    session = open_swap(first, second, start=start, now=now)
    leg_1, leg_2 = session.legs.all()
    rows = Exposure.objects.order_by("pk").values_list("user", "packet", "role", "leg")
    assert list(rows) == [
        (first.pk, leg_1.packet_version.packet_id, "candidate", leg_1.pk),
        (second.pk, leg_1.packet_version.packet_id, "interviewer", leg_1.pk),
        (second.pk, leg_2.packet_version.packet_id, "candidate", leg_2.pk),
        (first.pk, leg_2.packet_version.packet_id, "interviewer", leg_2.pk),
    ]


def test_extra_time_lengthens_the_candidates_leg_and_the_booking(catalogue, start, now):
    first, second = UserFactory(extra_time_percent=50), UserFactory()
    session = open_swap(first, second, start=start, now=now)
    assert [leg.minutes for leg in session.legs.all()] == [38, 25]
    assert session.ends_at - session.starts_at == timedelta(minutes=75)


def test_a_one_way_session_has_one_leg_of_forty_five_minutes(catalogue, start, now):
    candidate, volunteer = UserFactory(), UserFactory()
    session = open_session(
        mode="one_way",
        starts_at=start,
        legs=[LegPlan(interviewer=volunteer, candidate=candidate, kind="behavioural")],
        by=volunteer,
        now=now,
    )
    assert session.legs.get().minutes == 45
    assert session.ends_at - session.starts_at == timedelta(minutes=60)


def test_no_packet_left_opens_nothing(start, now):
    RubricVersionFactory()
    PacketVersionFactory()  # one packet cannot serve both legs of a swap
    with pytest.raises(NoPacketLeft):
        open_swap(UserFactory(), UserFactory(), start=start, now=now)
    assert (Session.objects.count(), Exposure.objects.count()) == (0, 0)


def test_a_stranger_cannot_open_move_cancel_or_link_a_session(catalogue, start, now):
    stranger = UserFactory()
    with pytest.raises(CannotChangeSession):
        open_session(
            mode="swap",
            starts_at=start,
            legs=swap(UserFactory(), UserFactory()),
            by=stranger,
            now=now,
        )
    session = SessionFactory()
    with pytest.raises(CannotChangeSession):
        shift_session(session, starts_at=start, by=stranger, now=now)
    with pytest.raises(CannotChangeSession):
        cancel_session(session, reason="", by=stranger, now=now)
    with pytest.raises(CannotChangeSession):
        set_meeting_url(session, url="https://meet.example.org/x", by=stranger, now=now)
    session.refresh_from_db()
    assert (session.state, session.sequence, session.meeting_url) == ("confirmed", 0, "")


def test_two_moves_raise_the_sequence_to_two_and_a_third_is_refused(start, now):
    first = UserFactory()
    session = SessionFactory(first=first, starts_at=start)
    for hours in (1, 2):
        shift_session(session, starts_at=start + timedelta(hours=hours), by=first, now=now)
        assert (session.sequence, session.moves) == (hours, hours)
    with pytest.raises(CannotChangeSession, match="moved twice"):
        shift_session(session, starts_at=start, by=first, now=now)
    session.refresh_from_db()
    assert session.starts_at == start + timedelta(hours=2)
    assert session.ends_at == start + timedelta(hours=3)


def test_a_move_asks_both_to_reconfirm_again(start, now):
    first = UserFactory()
    session = SessionFactory(first=first, starts_at=start)
    reconfirm_session(session, by=first, now=now)
    assert session.participations.exclude(reconfirmed_at=None).count() == 1
    shift_session(session, starts_at=start + timedelta(hours=1), by=first, now=now)
    assert session.participations.exclude(reconfirmed_at=None).count() == 0


def test_reconfirming_twice_keeps_the_first_time(start, now):
    first = UserFactory()
    session = SessionFactory(first=first, starts_at=start)
    reconfirm_session(session, by=first, now=now)
    reconfirm_session(session, by=first, now=now + timedelta(hours=1))
    assert session.participations.get(user=first).reconfirmed_at == now


def test_a_cancelled_session_gives_its_candidates_their_packets_back(catalogue, start, now):
    first, second = UserFactory(), UserFactory()
    session = open_swap(first, second, start=start, now=now)
    cancel_session(session, reason="I am ill", by=second, now=now)
    assert (session.state, session.sequence, session.cancelled_by) == ("cancelled", 1, second)
    assert list(Exposure.objects.values_list("role", flat=True)) == ["interviewer", "interviewer"]


def test_a_session_that_began_cannot_be_cancelled(start, now):
    first = UserFactory()
    session = SessionFactory(first=first, starts_at=start)
    with pytest.raises(CannotChangeSession, match="has begun"):
        cancel_session(session, reason="", by=first, now=start)
    session.refresh_from_db()
    assert session.state == "confirmed"


def test_cancelling_what_was_cancelled_says_so(start, now):
    first = UserFactory()
    session = SessionFactory(first=first, starts_at=start)
    stale = Session.objects.get(pk=session.pk)
    cancel_session(session, reason="", by=first, now=now)
    with pytest.raises(CannotChangeSession, match="cancelled already"):
        cancel_session(stale, reason="", by=first, now=now)
    session.refresh_from_db()
    assert session.sequence == 1


def test_a_change_on_a_stale_reading_of_the_session_is_refused(start, now):
    first = UserFactory()
    session = SessionFactory(first=first, starts_at=start)
    stale = Session.objects.get(pk=session.pk)
    shift_session(session, starts_at=start + timedelta(hours=1), by=first, now=now)
    with pytest.raises(CannotChangeSession, match="changed a moment ago"):
        cancel_session(stale, reason="", by=first, now=now)
    session.refresh_from_db()
    assert session.state == "confirmed"


@pytest.mark.parametrize("url", ["http://meet.example.org", "javascript:alert(1)", "ftp://x"])
def test_a_meeting_link_other_than_https_is_refused(url, start, now):
    first = UserFactory()
    session = SessionFactory(first=first, starts_at=start)
    with pytest.raises(CannotChangeSession, match="https"):
        set_meeting_url(session, url=url, by=first, now=now)


def test_a_meeting_link_does_not_change_the_calendars_sequence(start, now):
    first = UserFactory()
    session = SessionFactory(first=first, starts_at=start)
    set_meeting_url(session, url="https://meet.example.org/a", by=first, now=now)
    session.refresh_from_db()
    assert (session.meeting_url, session.sequence) == ("https://meet.example.org/a", 0)
    assert session.changed_at == now  # LAST-MODIFIED: calendars look again


def test_who_may_see_and_who_may_change_a_session():
    owner, partner, coach, other_coach, stranger = (UserFactory() for _ in range(5))
    CohortFactory(coach=coach, members=[partner])
    CohortFactory(coach=other_coach, members=[UserFactory()])
    session = SessionFactory(first=owner, second=partner)
    people = [owner, partner, coach, other_coach, stranger]
    assert [can_view_session(person, session) for person in people] == [
        *(True, True, True, False, False)
    ]
    assert [can_change_session(person, session) for person in people] == [
        *(True, True, False, False, False)
    ]
    assert [is_participant(person, session) for person in people] == [
        *(True, True, False, False, False)
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_of_sessions_cost_three_queries(rows, start, now, django_assert_num_queries):
    person = UserFactory()
    for n in range(rows):
        SessionFactory(first=person, starts_at=start + timedelta(days=n))
        SessionFactory(first=person, starts_at=start - timedelta(days=10 + n), state="completed")
    for listed in (coming_sessions(person, now=now), past_sessions(person, now=now)):
        with django_assert_num_queries(3):
            seen = [
                (partner_in(session, person).profile.pseudonym, leg.interviewer.profile.pseudonym)
                for session in listed
                for leg in session.legs.all()
            ]
        assert len(seen) == rows * 2


def test_coming_and_past_part_a_persons_sessions_without_a_gap(start, now):
    person = UserFactory()
    later = SessionFactory(first=person, starts_at=start + timedelta(days=1))
    sooner = SessionFactory(first=person, starts_at=start)
    cancelled = SessionFactory(first=person, starts_at=start, state="cancelled")
    ended = SessionFactory(first=person, starts_at=now - timedelta(days=1))
    SessionFactory(starts_at=start)
    assert list(coming_sessions(person, now=now)) == [sooner, later]
    assert list(past_sessions(person, now=now)) == [cancelled, ended]
