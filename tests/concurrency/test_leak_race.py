"""Two editors mark the same packet at once, and a session begins while it is marked."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import connections, transaction
from django.utils import timezone

from accounts.models import AuditEntry
from interviews.actions.bank import CannotChangePacket, mark_leaked
from interviews.actions.life import take_step
from interviews.domain.booking_life import Event as Step
from interviews.models import Exposure, Leg, Packet, Session
from jobs.models import Job
from tests.factories import SessionFactory
from tests.interviews.library.builders import make_editor, make_packet

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _quiet_jobs(settings) -> None:
    settings.JOBS_EXECUTOR = "threads"  # nothing executes them here: only the rows count


def booked(packet: Packet) -> Leg:
    leg = SessionFactory(mode="one_way").legs.get()
    Packet.objects.filter(pk=leg.packet_version.packet_id).update(status="retired")
    leg.packet_version = packet.current
    leg.save()
    now = timezone.now()
    for role, user in (("candidate", leg.candidate), ("interviewer", leg.interviewer)):
        Exposure.objects.create(user=user, packet=packet, role=role, leg=leg, at=now)
    return leg


def test_of_two_editors_one_marks_it_and_the_other_is_told() -> None:
    packet = make_packet("one")
    make_packet("two")
    make_packet("three")
    booked(packet)
    editors = [make_editor(), make_editor()]
    start = Barrier(2)

    def mark(editor) -> str:
        try:
            start.wait(10)
            seen = Packet(pk=packet.pk, slug=packet.slug, family=packet.family)
            mark_leaked(seen, with_variants=True, note="-", by=editor, now=timezone.now())
        except CannotChangePacket:
            return "told"
        else:
            return "marked"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(mark, editors))
    assert outcomes == ["marked", "told"]
    assert AuditEntry.objects.filter(verb="packet.leaked").count() == 1
    assert Job.objects.filter(kind="interviews.send_new_question").count() == 1
    assert Exposure.objects.filter(role="candidate").count() == 1


def test_session_that_begins_meanwhile_keeps_its_question() -> None:
    packet = make_packet("one")
    make_packet("two")
    leg = booked(packet)
    has_begun, is_marking = Event(), Event()

    def begin() -> None:
        try:
            with transaction.atomic():
                session = Session.objects.get(pk=leg.session_id)
                take_step(session, Step.START, by=leg.candidate, now=session.starts_at)
                has_begun.set()
                assert is_marking.wait(10)
                time.sleep(0.3)  # so that the marking stands at the lock
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        beginning = pool.submit(begin)
        assert has_begun.wait(10)
        is_marking.set()
        mark_leaked(packet, with_variants=False, note="-", by=make_editor(), now=timezone.now())
        beginning.result()
    leg.refresh_from_db()
    assert leg.packet_version.packet_id == packet.pk
    assert Job.objects.filter(kind="interviews.send_new_question").count() == 0
