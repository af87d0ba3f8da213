"""Nobody is candidate on a question that they have met, in any role, as any variant."""

import random
from datetime import timedelta

import pytest

from accounts.models import User
from interviews.actions.packet_reading import CannotRead, note_reading
from interviews.actions.sessions import LegPlan, cancel_session, open_session, restore_session
from interviews.models import Exposure, Leg, Packet, Session
from interviews.queries.packets import NoPacketLeft, packet_for_leg
from tests.factories import PacketVersionFactory, RubricVersionFactory, UserFactory

pytestmark = pytest.mark.django_db


def pick(candidate: User, interviewer: User | None = None, **given) -> Packet:
    version = packet_for_leg(
        candidate=candidate,
        interviewer=interviewer or UserFactory(),
        kind="coding",
        practice=given.pop("practice", {}),
        **given,
    )
    return version.packet


def make_packet(*, family: str = "", level: int = 3, focus: str = "") -> Packet:
    packet = PacketVersionFactory(level=level).packet
    packet.family, packet.focus = family or packet.slug, focus
    packet.save()
    return packet


def expose(user: User, packet: Packet, *, role: str, now) -> None:
    Exposure.objects.create(user=user, packet=packet, role=role, at=now)


def open_one_way(candidate: User, interviewer: User, *, start, now) -> Session:
    legs = [LegPlan(interviewer=interviewer, candidate=candidate, kind="coding")]
    return open_session(mode="one_way", starts_at=start, legs=legs, by=candidate, now=now)


@pytest.mark.parametrize("role", Exposure.Role.values)
def test_candidate_never_gets_a_packet_seen_in_any_role(role, now):
    candidate, seen, fresh = UserFactory(), make_packet(), make_packet()
    expose(candidate, seen, role=role, now=now)
    assert pick(candidate) == fresh
    with pytest.raises(NoPacketLeft, match="already seen every coding question"):
        pick(candidate, but_not=[fresh.family])


@pytest.mark.parametrize("seen_first", ["root", "variant"])
def test_candidate_never_gets_a_variant_of_what_they_have_seen(seen_first, now):
    candidate, root = UserFactory(), make_packet()
    variant = make_packet(family=root.slug)
    expose(candidate, root if seen_first == "root" else variant, role="interviewer", now=now)
    with pytest.raises(NoPacketLeft):
        pick(candidate)


@pytest.mark.parametrize("status", ["retired", "leaked"])
def test_withdrawn_packet_is_given_to_nobody_and_its_variants_stay_seen(status, now):
    candidate, root = UserFactory(), make_packet()
    variant = make_packet(family=root.slug)
    expose(candidate, root, role="candidate", now=now)
    Packet.objects.filter(pk=root.pk).update(status=status)
    assert pick(UserFactory()) == variant
    with pytest.raises(NoPacketLeft):
        pick(candidate)


def test_packet_nearest_the_candidates_level_is_chosen():
    make_packet(level=2)
    near = make_packet(level=4)
    make_packet(level=5)
    assert pick(UserFactory(level=4), UserFactory(level=5)) == near


def test_topic_that_was_asked_last_makes_room_for_another(now):
    RubricVersionFactory()
    candidate = UserFactory()
    for _ in range(2):
        make_packet(focus="rate-limiting")
    other = make_packet(focus="api-design")
    assert pick(candidate).focus == "rate-limiting"
    open_one_way(candidate, UserFactory(), start=now + timedelta(days=1), now=now)
    assert pick(candidate) == other


def test_interviewer_is_never_given_what_they_are_still_to_be_asked(now):
    RubricVersionFactory()
    interviewer, packet = UserFactory(), make_packet()
    session = open_one_way(interviewer, UserFactory(), start=now + timedelta(days=2), now=now)
    assert session.legs.get().packet_version.packet == packet
    with pytest.raises(NoPacketLeft):
        pick(UserFactory(), interviewer)

    Session.objects.filter(pk=session.pk).update(state="completed")
    assert pick(UserFactory(), interviewer) == packet


def test_reading_in_the_library_gives_a_booked_leg_another_question(now):
    RubricVersionFactory()
    editor, packet = UserFactory(), make_packet()
    leg = open_one_way(editor, UserFactory(), start=now + timedelta(days=1), now=now).legs.get()
    spare = make_packet()
    for _ in range(2):
        note_reading(packet, by=editor, role=Exposure.Role.LIBRARY, now=now)

    leg.refresh_from_db()
    assert leg.packet_version.packet == spare
    ledger = Exposure.objects.filter(user=editor).values_list("packet", "role", "leg")
    assert set(ledger) == {(packet.pk, "library", None), (spare.pk, "candidate", leg.pk)}


def test_packet_stays_closed_to_its_candidate_when_no_other_is_left(now):
    RubricVersionFactory()
    editor, packet = UserFactory(), make_packet()
    leg = open_one_way(editor, UserFactory(), start=now + timedelta(days=1), now=now).legs.get()
    with pytest.raises(CannotRead, match="closed to you"):
        note_reading(packet, by=editor, role=Exposure.Role.LIBRARY, now=now)
    assert list(editor.exposures.values_list("role", "leg")) == [("candidate", leg.pk)]


@pytest.mark.walk
def test_thousands_of_random_pasts_never_meet_a_question_again(now):
    """3,000 people with random pasts: what they get is new to them; else nothing was left."""
    draw = random.Random(1309)
    packets = []
    for n in range(14):
        family = packets[n - 1].family if n % 4 == 3 else ""  # every fourth one is a variant
        packets.append(make_packet(family=family, level=draw.randint(1, 5)))
    Packet.objects.filter(pk=packets[5].pk).update(status="retired")
    people = UserFactory.create_batch(60)
    given, words = 0, set()
    for _ in range(3000):
        candidate, interviewer = draw.sample(people, 2)
        candidate.exposures.all().delete()
        roles = Exposure.Role.values
        Exposure.objects.bulk_create(
            Exposure(user=candidate, packet=packet, role=draw.choice(roles), at=now)
            for packet in draw.sample(packets, draw.randint(0, len(packets)))
        )
        seen = {one.packet.family for one in candidate.exposures.select_related("packet")}
        is_left = {p.family for n, p in enumerate(packets) if n != 5} - seen
        try:
            packet = pick(candidate, interviewer)
        except NoPacketLeft as error:
            words.add(str(error).partition(" has already seen every coding question here. ")[2])
            assert not is_left
        else:
            given += 1
            assert packet.family in is_left
            assert packet.status == "published"
    assert words == {"Choose another kind of round; new questions are added to the library."}
    assert 1000 < given < 2900


def _is_broken(leg: Leg) -> bool:
    """Whether the candidate has met the leg's question anywhere but in this leg."""
    met = Exposure.objects.filter(
        user=leg.candidate, packet__family=leg.packet_version.packet.family
    )
    return met.exclude(leg=leg, role="candidate").exists()


@pytest.mark.parametrize("seed", range(6))
def test_random_lives_never_lead_to_a_question_met_twice(seed, now):
    """People book, cancel, undo, read in the library and finish, in a bank that is too small."""
    RubricVersionFactory()
    draw = random.Random(seed)
    root = make_packet()
    packets = [root, make_packet(family=root.slug), *(make_packet() for _ in range(9))]
    people = UserFactory.create_batch(5)
    outcomes = set()
    for step in range(120):
        start = now + timedelta(hours=step + 1)
        sessions = list(Session.objects.order_by("pk"))
        what = draw.choice(["book", "book", "cancel", "undo", "read", "finish", "leak"])
        confirmed = [one for one in sessions if one.state == "confirmed"]
        cancelled = [one for one in sessions if one.state == "cancelled"]
        try:
            if what == "book":
                one, other = draw.sample(people, 2)
                legs = [LegPlan(interviewer=other, candidate=one, kind="coding")]
                if draw.random() < 0.5:
                    legs.append(LegPlan(interviewer=one, candidate=other, kind="coding"))
                mode = "swap" if len(legs) == 2 else "one_way"
                open_session(mode=mode, starts_at=start, legs=legs, by=one, now=now)
            elif what == "cancel" and confirmed:
                session = draw.choice(confirmed)
                cancel_session(session, reason="", by=session.legs.first().candidate, now=now)
            elif what == "undo" and cancelled:
                session = draw.choice(cancelled)
                restore_session(session, by=session.cancelled_by, now=now)
            elif what == "read":
                note_reading(draw.choice(packets), by=draw.choice(people), role="library", now=now)
            elif what == "finish" and confirmed:
                session = draw.choice(confirmed)
                Session.objects.filter(pk=session.pk).update(state="completed")
            elif what == "leak" and step % 40 == 39:
                Packet.objects.filter(pk=draw.choice(packets).pk).update(status="leaked")
            outcomes.add(what)
        except (NoPacketLeft, CannotRead):
            outcomes.add("refused")
        live = Leg.objects.filter(session__state="confirmed").select_related(
            "packet_version__packet"
        )
        assert [leg for leg in live if _is_broken(leg)] == []
    assert outcomes >= {"book", "cancel", "undo", "read", "finish", "refused"}
