"""A candidate never receives what is the interviewer's: on no page, in no mail, feed or export.

Every field of a packet that is not the candidate's carries a marker (tests.factories plants it in
all of them, and in the files here). The candidate asks for every address of the site at every
stage of a session. tests/room/test_consumers.py does the same for every frame of the socket.
"""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.serializers.json import DjangoJSONEncoder
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.privacy import export_of
from feedback.models import Review
from interviews.models import PacketVersion, Session
from room.actions.clock import begin_next_phase, end_session, start_interviews
from room.actions.visits import enter_room
from room.models import Room
from scheduling.actions.feeds import make_feed
from tests.feedback.builders import submit_all
from tests.prepplatform.addresses import World, addresses, make_world
from tests.scheduling.worlds import book, deliver, in_days, person, whole

pytestmark = [pytest.mark.django_db, pytest.mark.walk]
MARKER = "SECRET"
BRIEF = "Write a function."  # the candidate's own, from the beginning of the round
OF_THE_SESSION = ("session", "room", "prepare", "report", "review")


class Candidate:
    """Somebody who is asked one question, and everything that reaches them."""

    def __init__(self) -> None:
        self.world: World = make_world()
        self.user, self.interviewer = person(), person()
        self.session: Session = book(
            self.user, self.interviewer, starts_at=in_days(3), mode="one_way", partner_kind=""
        )
        for version in PacketVersion.objects.all():
            version.files = {"packet.md": f"{MARKER} file", "wrong/x.py": f"{MARKER} wrong file"}
            version.save()
        self.feed = make_feed(self.user, now=timezone.now())
        self.asked = 0

    def arguments(self, name: str) -> dict[str, object] | None:
        """Those of the own session where there is one, else those of the world's objects."""
        given = self.world.arguments.get(name)
        if not given or name.split("_")[0] not in OF_THE_SESSION:
            return given
        if name.startswith("review"):
            own = Review.objects.filter(author=self.user, leg__session=self.session).first()
            return {"public_id": own.public_id} if own else given
        if name == "report":
            return {"public_id": self.session.legs.get().public_id}
        return {"public_id": self.session.public_id}

    def received(self) -> Iterator[tuple[str, str]]:
        """Name and bytes of all that the site gives the candidate now."""
        client = Client()
        client.force_login(User.objects.get(pk=self.user.pk))
        for name in addresses():
            self.world.arguments[name] = self.arguments(name) or {}
            response = client.get(self.world.address(name), follow=True)
            self.asked += response.status_code == 200
            yield name, response.text + str(response.headers)
        yield "feed", client.get(f"/calendar/{self.feed}.ics").text
        yield "export", json.dumps(export_of(self.user), cls=DjangoJSONEncoder)
        for mail in deliver():
            if self.user.email in str(mail["To"]):
                yield f"mail: {mail['Subject']}", whole(mail)


def leaks(candidate: Candidate, *words: str) -> list[str]:
    return [name for name, text in candidate.received() if any(word in text for word in words)]


def _at(moment: datetime):
    return time_machine.travel(moment, tick=False)


def _revision(session: Session) -> int:
    return Room.objects.get(session=session).revision


def test_candidate_gets_nothing_of_the_interviewers_at_any_stage() -> None:
    candidate = Candidate()
    session, start = candidate.session, candidate.session.starts_at
    two = (candidate.user, candidate.interviewer)

    stages = {"booked": timezone.now(), "packet open": start - timedelta(hours=23)}
    for stage, moment in stages.items():
        with _at(moment):
            assert (stage, leaks(candidate, MARKER, BRIEF)) == (stage, [])

    with _at(start - timedelta(minutes=5)):
        for user in two:
            enter_room(session, connection_id=f"of-{user.pk}", by=user, now=timezone.now())
        assert leaks(candidate, MARKER, BRIEF) == []

    with _at(start):
        now = timezone.now()
        start_interviews(session, revision=0, by=candidate.interviewer, now=now)
        assert leaks(candidate, MARKER) == []
        assert leaks(candidate, BRIEF) == ["room"]

    with _at(start + timedelta(minutes=40)):
        revision, now = _revision(session), timezone.now()
        begin_next_phase(session, revision=revision, by=candidate.interviewer, now=now)
        assert leaks(candidate, MARKER) == []

    with _at(start + timedelta(minutes=50)):
        now = timezone.now()
        end_session(session, revision=_revision(session), by=candidate.user, now=now)
        assert leaks(candidate, MARKER) == []
        for user in two:
            submit_all(user, session, now=now)
        assert leaks(candidate, MARKER) == []
        assert "a quote" in dict(candidate.received())["report"]  # released, and really looked at

    with _at(start + timedelta(days=3)):
        assert leaks(candidate, MARKER) == []
    assert candidate.asked > 300


def test_markers_would_be_found(client) -> None:
    """The same walk finds the markers where they may be: with the interviewer."""
    candidate = Candidate()
    candidate.user, candidate.interviewer = candidate.interviewer, candidate.user
    with _at(candidate.session.starts_at - timedelta(hours=3)):
        assert {"prepare", "prepare_print", "session"} <= set(leaks(candidate, MARKER))
