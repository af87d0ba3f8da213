"""An interviewer opens the packet of a leg, and answers the three questions on it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.actions.audit import record_audit
from accounts.models import User
from interviews.domain.reading_check import are_right
from interviews.domain.session_times import is_packet_open
from interviews.models import Leg, PacketReading
from interviews.queries.readings import reading_page


class CannotPrepare(Exception):
    """The packet is not the person's to read, or not yet; the message says so to them."""


@transaction.atomic
def open_packet(leg: Leg, *, by: User, now: datetime) -> PacketReading:
    """Note that the interviewer has the packet before them; once. Raises CannotPrepare."""
    _check_may(leg, by=by, now=now)
    reading, is_new = PacketReading.objects.get_or_create(
        leg=leg, user=by, packet_version=leg.packet_version, defaults={"opened_at": now}
    )
    if is_new:
        record_audit(leg.session, verb="interviews.open_packet", by=by, now=now, leg=leg.number)
    return reading


@transaction.atomic
def answer_check(leg: Leg, *, answers: Mapping[int, int], by: User, now: datetime) -> list[bool]:
    """Which answers ({question: option}) were right; with all of them the interviewer is prepared.

    Raises CannotPrepare.
    """
    open_packet(leg, by=by, now=now)
    questions = reading_page(leg).questions
    right = are_right(questions, [answers.get(n) for n in range(len(questions))])
    reading = PacketReading.objects.filter(leg=leg, user=by, packet_version=leg.packet_version)
    reading.update(tries=F("tries") + 1)
    if all(right) and reading.filter(ready_at=None).update(ready_at=now):
        record_audit(leg.session, verb="interviews.pass_check", by=by, now=now, leg=leg.number)
    return right


def _check_may(leg: Leg, *, by: User, now: datetime) -> None:
    if leg.interviewer_id != by.pk:
        raise CannotPrepare("Only the interviewer of a round reads its packet.")
    if not is_packet_open(starts_at=leg.session.starts_at, now=now):
        raise CannotPrepare("The packet opens 24 hours before the start.")
