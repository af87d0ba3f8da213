"""The demo cohort's rounds: most take part, and yesterday's round has found partners."""

import time
from contextlib import suppress
from datetime import datetime, timedelta

from accounts.models import User
from cohorts.models import Cohort, Membership
from prepplatform.demo.people import Person
from scheduling.actions.acceptance import CannotAccept, accept_proposal
from scheduling.actions.match_preferences import set_match_preference
from scheduling.actions.proposals import decline_proposal
from scheduling.actions.round_rules import fix_pair, publish_rules
from scheduling.actions.rounds import run_round
from scheduling.domain.declines import Why
from scheduling.domain.round_terms import RoundTerms
from scheduling.models import Proposal

TERMS = RoundTerms(notice_hours=48, answer_hours=96, groups_apart=True)
GROUPS = ("Tern", "Swift", "")


def make_rounds(cohort: Cohort, people: dict[str, Person], *, now: datetime) -> None:
    """Rules, who takes part since when, and two rounds: a day and two hours ago."""
    coach = people["coach@example.org"].user
    members = [person for person in people.values() if person.traits["role"] == "member"]
    for number, person in enumerate(members):
        Membership.objects.filter(cohort=cohort, user=person.user).update(
            group=GROUPS[number % len(GROUPS)]
        )
        if number % 6 != 5:  # somebody always prefers to look for themself
            since = now - timedelta(days=2 + number * 7 % 19)
            set_match_preference(person.user, is_on=True, sessions=5, per_week=3, now=since)
    began_at = now - timedelta(days=1)
    rules = publish_rules(cohort, is_on=True, every_hours=1, terms=TERMS, by=coach, now=began_at)
    fix_pair(
        cohort,
        first=people["plain@example.org"].user,
        second=people["silver@example.org"].user,
        by=coach,
        now=began_at,
    )
    for at in (began_at, now - timedelta(hours=2)):
        run_round(rules.scope, due_at=at, now=at, clock=time.monotonic, time_limit=10, by=coach)
        _answer(at, candidate=people["candidate@example.org"].user)


def _answer(at: datetime, *, candidate: User) -> None:
    """Of four proposals one is booked, one half accepted, one declined and one open."""
    made = Proposal.objects.filter(origin=Proposal.Origin.ROUND, created_at=at).order_by("pk")
    fates = made.select_related("proposer__profile", "partner__profile")
    for number, proposal in enumerate(fates):
        if candidate in (proposal.proposer, proposal.partner):
            continue  # theirs to answer
        soon = at + timedelta(minutes=20 + number)
        fate = number % 4
        if fate == 1:
            reason = "I would like to practise system design first."
            decline_proposal(proposal, by=proposal.partner, reason=reason, why=Why.KIND, now=soon)
        for person in (proposal.proposer, proposal.partner)[: {0: 2, 2: 1}.get(fate, 0)]:
            with suppress(CannotAccept):  # no question left for the two, say
                accept_proposal(proposal, by=person, now=soon)
