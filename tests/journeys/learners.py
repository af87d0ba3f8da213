"""People with none to thirty sessions behind them. It runs inside the site: Site.manage."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import User
from feedback.actions.readiness import update_readiness
from feedback.models import Rating, Review
from interviews.models import Leg, Loop, PacketVersion, Participation, Round, Session
from tests.factories import UserFactory
from tests.journeys.people import PASSWORD

SESSIONS = {"Nina": 0, "Otis": 1, "Petra": 3, "Quentin": 30}
QUOTE = "“I would count the open boats first.” Number {}"


def build_learners() -> None:
    """All prepare for one loop; each session has another of its rounds, or for Petra the same."""
    now = timezone.now()
    loop = Loop.objects.get(slug="senior-four-rounds")
    rounds = list(loop.rounds.all())
    interviewers = [_one(f"Helper {number}") for number in range(1, 6)]
    for name, count in SESSIONS.items():
        learner = _one(name)
        learner.preparation.target_loop = loop
        learner.preparation.save()
        for number in range(count):
            _held(
                learner,
                interviewers[number % 5],
                rounds[1 if name == "Petra" else number % 4],
                at=now - timedelta(days=6 * (count - number)),
                number=number,
            )
        update_readiness(learner, now=now)
    User.objects.filter(email__endswith="@learning.example").update(
        password=make_password(PASSWORD)
    )


def _one(name: str) -> User:
    return UserFactory(
        email=f"{name.lower().replace(' ', '-')}@learning.example",
        pseudonym=f"{name} who learns",
        password=None,
        timezone="Europe/Berlin",
    )


def _held(learner: User, by: User, round_: Round, *, at: datetime, number: int) -> None:
    ends_at = at + timedelta(minutes=45)
    session = Session.objects.create(
        **{"mode": "one_way", "state": "completed", "starts_at": at, "ends_at": ends_at},
        **{"created_at": at, "changed_at": at},
    )
    for user in (learner, by):
        Participation.objects.create(
            session=session, user=user, attendance="present", settled_at=ends_at
        )
    leg = Leg.objects.create(
        **{"session": session, "number": 1, "kind": round_.kind, "minutes": 45},
        interviewer=by,
        candidate=learner,
        packet_version=PacketVersion.objects.filter(packet__kind=round_.kind).earliest("pk"),
        rubric_version=round_.rubric.current,
    )
    # Better with time, and not every time: all of 1 to 4.
    step = round(1.6 + number / 14 + (number % 3 - 1) * 0.8)
    criteria = leg.rubric_version.criteria.count()
    steps = [min(4, max(1, step + (0, 1, 0, -1)[n % 4])) for n in range(criteria)]
    _form(leg, by, steps, "interviewer", at=ends_at, words=QUOTE.format(number))
    _form(leg, learner, [min(4, step + 1) for step in steps], "self", at=ends_at, words="")


def _form(
    leg: Leg, author: User, steps: Sequence[int], perspective: str, *, at: datetime, words: str
) -> None:
    review = Review.objects.create(
        **{"leg": leg, "perspective": perspective, "author": author, "subject": leg.candidate},
        **{"opened_at": at, "submitted_at": at, "released_at": at},
        recommendation=steps[0] if perspective == "interviewer" else None,
    )
    Rating.objects.bulk_create(
        Rating(review=review, criterion=criterion, score=step, evidence=words)
        for criterion, step in zip(leg.rubric_version.criteria.all(), steps, strict=True)
    )
