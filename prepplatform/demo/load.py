"""The demo as a whole: people, ten weeks behind them, and what is coming."""

import random
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from feedback.actions.reviews import open_reviews
from feedback.models import Review
from interviews.actions.sessions import LegPlan, open_session
from interviews.models import Kind, Mode, Session
from jobs.models import Job
from prepplatform.demo.forms import Writer
from prepplatform.demo.history import hold, make_history
from prepplatform.demo.people import Person, make_cohort, make_editors, make_people, read_script
from prepplatform.demo.rounds import make_rounds
from prepplatform.demo.stories import make_stories
from prepplatform.demo.thanks import say_thanks
from prepplatform.demo.turns import common_starts, make_disputed_no_show, make_waitlist
from scheduling.actions.acceptance import accept_proposal
from scheduling.actions.announcements import announce_session
from scheduling.actions.claims import hold_time
from scheduling.actions.proposals import CannotPropose, propose_session
from scheduling.models import Proposal

SEED = 20261121


class CannotLoadDemo(Exception):
    """The demo is only for an empty site."""


@transaction.atomic
def load_demo(*, now: datetime) -> dict[str, int]:
    """Fill an empty site; return how many people and sessions there are. All or nothing."""
    if User.objects.exists():
        raise CannotLoadDemo("There are people on this site already: the demo was not loaded.")
    chance = random.Random(SEED)  # noqa: S311 (a story, no secret)
    script = read_script()
    people = make_people(script, now=now)
    editors = make_editors(script, now=now)
    cohort = make_cohort(script, people, now=now)
    by_email = {person.traits["email"]: person for person in people}
    # What is coming takes its questions first; the past makes do with the others.
    _book_tomorrow(by_email, now=now)
    _book_what_is_coming(by_email, now=now)
    _owe_feedback(by_email, people, now=now, chance=chance)
    make_history(people, weeks=script["cohort"]["weeks"], now=now, chance=chance)
    say_thanks(now=now)
    make_rounds(cohort, by_email, now=now)
    make_stories(by_email["candidate@example.org"].user, now=now)
    _go_otherwise(by_email, people, now=now)
    _forget_past_jobs(now=now)
    return {"people": len(people) + len(editors), "sessions": Session.objects.count()}


def _go_otherwise(people: dict[str, Person], everybody: list[Person], *, now: datetime) -> None:
    """A disputed no-show; a session that is cancelled and offered to the waitlist."""
    candidate = people["candidate@example.org"].user
    make_disputed_no_show(candidate, people["plain@example.org"].user, now=now)
    waiting = [people[f"{name}@example.org"].user for name in ("copper", "nimble")]
    make_waitlist(candidate, everybody, waiting=waiting, now=now)


def _forget_past_jobs(*, now: datetime) -> None:
    """The mails of ten weeks would all be sent now: they count as sent when they were due."""
    Job.objects.open().filter(run_at__lte=now, created_at__lt=now).update(done_at=now, arguments={})


def _book_what_is_coming(people: dict[str, Person], *, now: datetime) -> None:
    """Two sessions and a proposal that waits, for the demo's candidate; one more for others."""
    candidate = people["candidate@example.org"].user
    _meet(candidate, people["amber@example.org"].user, Kind.SYSTEM_DESIGN, Kind.CODING, now=now)
    _meet(people["honest@example.org"].user, candidate, Kind.CODING, Kind.BEHAVIOURAL, now=now)
    _meet(
        people["keen@example.org"].user, people["silver@example.org"].user, Kind.SYSTEM_DESIGN, "",
        now=now,
    )  # fmt: skip
    _ask(people["bold@example.org"].user, candidate, Kind.CODING, Kind.BEHAVIOURAL, now=now)


def _book_tomorrow(people: dict[str, Person], *, now: datetime) -> None:
    """The volunteer interviews within a day: their packet is open, and not yet read."""
    volunteer, candidate = (people[f"{name}@example.org"].user for name in ("volunteer", "bold"))
    hour = now.replace(minute=0, second=0, microsecond=0)
    coming = [hour + timedelta(hours=ahead) for ahead in range(23, 3, -1)]
    start = next(at for at in coming if at.hour in range(14, 22))  # by day in both their zones
    session = open_session(
        mode=Mode.ONE_WAY,
        starts_at=start,
        legs=[LegPlan(interviewer=volunteer, candidate=candidate, kind=Kind.CODING)],
        by=candidate,
        now=now - timedelta(days=2),
    )
    hold_time(session, people=[volunteer, candidate])
    announce_session(session, people=[volunteer, candidate], now=now)


def _ask(
    first: User, second: User, first_kind: str, second_kind: str, *, now: datetime
) -> Proposal | None:
    """A proposal of `first` to `second` at the first quarter of an hour when both are free."""
    for starts_at in common_starts(first, second, now=now):
        with suppress(CannotPropose):  # a time that is asked for already, say
            return propose_session(
                second,
                by=first,
                mode=Mode.SWAP if second_kind else Mode.ONE_WAY,
                starts_at=starts_at,
                proposer_kind=first_kind,
                partner_kind=second_kind,
                message="Could we try the sceptical version, with push-backs?",
                now=now,
            )
    return None


def _meet(first: User, second: User, first_kind: str, second_kind: str, *, now: datetime) -> None:
    proposal = _ask(first, second, first_kind, second_kind, now=now)
    if proposal is not None:
        accept_proposal(proposal, by=second, now=now)


def _owe_feedback(
    people: dict[str, Person], everybody: list[Person], *, now: datetime, chance: random.Random
) -> None:
    """A session that ended three hours ago: the partner has written, the candidate has not."""
    candidate, partner = people["candidate@example.org"].user, people["silver@example.org"].user
    ended_at = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=3)
    session = open_session(
        mode=Mode.ONE_WAY,
        starts_at=ended_at - timedelta(hours=1),
        legs=[LegPlan(interviewer=candidate, candidate=partner, kind=Kind.CODING)],
        by=partner,
        now=ended_at - timedelta(days=2),
    )
    session.participations.update(first_joined_at=session.starts_at)
    hold(session, marks={candidate.pk: "present", partner.pk: "present"}, by=candidate)
    open_reviews(session, now=session.ends_at)
    writer = Writer(everybody, chance=chance)
    for perspective in (Review.Perspective.SELF, Review.Perspective.CANDIDATE):
        review = Review.objects.get(leg__session=session, perspective=perspective, author=partner)
        writer.submit(review, progress=1.0, at=session.ends_at + timedelta(minutes=9))
