"""Nobody gets a form before its release, and afterwards only who is entitled to it.

Every text of every form, and the interviewer's notes, carry a marker. At each stage everybody
asks for every address that has anything to do with the session, and for their export, their mail,
their calendar's feed and the room's frames.
"""

import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.serializers.json import DjangoJSONEncoder
from django.test import Client
from django.urls import NoReverseMatch, reverse

import feedback.documents.report
from accounts.models import User
from accounts.privacy import export_of
from cohorts.models import Membership
from feedback.actions.moments import note_moment
from feedback.actions.release import release_feedback
from feedback.actions.reviews import save_draft, submit_review
from feedback.domain.answers import Answers, Mark
from feedback.models import Review
from interviews.models import Session
from room.fragments import view_message
from room.queries.rooms import session_for_room
from room.queries.views import room_view
from scheduling.actions.feeds import make_feed
from tests.factories import UserFactory
from tests.feedback.builders import form_of, full_answers, opened_session, people_of
from tests.feedback.test_permissions import coach_of
from tests.prepplatform.addresses import addresses
from tests.scheduling.worlds import deliver, whole

pytestmark = [pytest.mark.django_db, pytest.mark.walk]
OF_INTERVIEWER, OF_SELF, OF_CANDIDATE, OF_NOTES = "MARK-ONE", "MARK-TWO", "MARK-THREE", "MARK-FOUR"
MARKERS = (OF_INTERVIEWER, OF_SELF, OF_CANDIDATE, OF_NOTES)
# Steps of signing in and the editors' library, where no session is.
SIGNING_IN = {"account", "mfa", "socialaccount", "google", "github", "openid", "library", "draft"}
MARKER_OF = {"interviewer": OF_INTERVIEWER, "self": OF_SELF, "candidate": OF_CANDIDATE}


@dataclass
class Case:
    """A one-way session with its forms, and everybody who might want to read them."""

    session: Session
    people: dict[str, User | None]
    feeds: dict[str, str] = field(default_factory=dict)
    asked: int = 0

    def urls(self) -> list[str]:
        leg = self.session.legs.get()
        member = self.people["candidate"]
        assert member is not None
        cohort = Membership.objects.get(user=member).cohort
        ids = {
            "review": [review.public_id for review in Review.objects.all()],
            "report": [leg.public_id],
            **{name: [self.session.public_id] for name in ("session", "room", "prepare")},
            "cohort": [cohort.public_id],
        }
        found = [f"/cohorts/{cohort.public_id}/members/{member.public_id}/"]
        for name in addresses():
            first = name.split("_")[0]
            if first in SIGNING_IN or "/" in name:
                continue
            for public_id in ids.get(first, [None]):
                try:
                    found.append(reverse(name, args=[public_id] if public_id else []))
                except NoReverseMatch:
                    continue  # about something else
        return found

    def seen(self) -> dict[str, set[str]]:
        """The markers that reach each person, by whatever way."""
        mails = deliver()
        return {who: self._seen_by(who, user, mails) for who, user in self.people.items()}

    def _seen_by(self, who: str, user: User | None, mails) -> set[str]:
        client, texts = Client(), []
        if user is not None:
            client.force_login(user)
        for url in self.urls():
            response = client.get(url)
            self.asked += response.status_code == 200
            body = b"".join(response) if response.streaming else response.content
            texts.append(body.decode() + str(response.headers))
        if user is not None:
            texts.append(json.dumps(export_of(user), cls=DjangoJSONEncoder))
            texts.append(client.get(f"/calendar/{self.feeds[who]}.ics").text)
            texts += [whole(mail) for mail in mails if user.email in str(mail["To"])]
            texts += self._frames(user)
        return {marker for marker in MARKERS if any(marker in text for text in texts)}

    def _frames(self, user: User) -> list[str]:
        """What a socket would send them of the room: anew, and everything."""
        session = session_for_room(self.session.public_id, user=user)
        if session is None:
            return []
        view = room_view(session, user=user, now=self.session.ends_at)
        return [json.dumps(view_message(view, known={}), cls=DjangoJSONEncoder)]


@pytest.fixture
def case(now: datetime, monkeypatch: pytest.MonkeyPatch) -> Case:
    # A PDF holds numbers of glyphs: what it is set from is searched instead.
    content = feedback.documents.report._content
    as_text = lambda report: json.dumps(content(report)).encode()  # noqa: E731
    monkeypatch.setattr("feedback.views.reports.report_pdf", as_text)
    session = opened_session(now=now, mode="one_way")
    interviewer, candidate = people_of(session)
    people = {
        "interviewer": interviewer,
        "candidate": candidate,
        "coach": coach_of(candidate, now=now),
        "stranger": UserFactory(),
        "staff": UserFactory(is_staff=True, is_superuser=True),
        "anonymous": None,
    }
    leg = session.legs.get()
    note = {"text": OF_NOTES, "criterion": "", "began_at": now}
    note_moment(leg, key=uuid4(), by=interviewer, now=now, **note)
    made = Case(session, people)
    made.feeds = {who: make_feed(user, now=now) for who, user in people.items() if user}
    return made


def answers(perspective: str) -> Answers:
    """Complete, with the form's marker in every text that it has."""
    words, full = MARKER_OF[perspective], full_answers(perspective)
    return replace(
        full,
        marks={slug: Mark(4, evidence=words) for slug in full.marks},
        red_flags={"silence": words} if perspective == "interviewer" else {},
        takeaways=(words,) if perspective == "interviewer" else (),
        drill=words if perspective == "interviewer" else "",
        comment="" if perspective == "interviewer" else words,
    )


def _fill(case: Case, who: str, perspective: str, *, now: datetime, final: bool) -> None:
    user = case.people[who]
    form = form_of(user, case.session, perspective)
    act = submit_review if final else save_draft
    act(form, answers=answers(perspective), revision=form.revision, by=user, now=now)


NOBODY: dict[str, set[str]] = {
    **{who: set() for who in ("candidate", "coach", "stranger", "staff", "anonymous")},
    "interviewer": {OF_NOTES},
}


def test_forms_reach_only_who_is_entitled_at_every_stage(case: Case, now: datetime) -> None:
    _fill(case, "interviewer", "interviewer", now=now, final=False)
    _fill(case, "candidate", "self", now=now, final=False)
    own = {"interviewer": {OF_NOTES, OF_INTERVIEWER}, "candidate": {OF_SELF}}
    assert case.seen() == NOBODY | own

    _fill(case, "interviewer", "interviewer", now=now, final=True)
    _fill(case, "candidate", "self", now=now, final=True)
    _fill(case, "candidate", "candidate", now=now, final=False)
    later = now + timedelta(hours=49)
    with time_machine.travel(later, tick=False):
        release_feedback(case.session, now=later)  # the candidate owes a form, and reads nothing
        assert case.seen() == NOBODY | own | {"candidate": {OF_SELF, OF_CANDIDATE}}

    _fill(case, "candidate", "candidate", now=now, final=True)  # that releases
    assert case.seen() == NOBODY | {
        "interviewer": {OF_NOTES, OF_INTERVIEWER, OF_CANDIDATE},
        "candidate": {OF_INTERVIEWER, OF_SELF, OF_CANDIDATE},
        "coach": {OF_INTERVIEWER},
    }
    assert case.asked > 200
