"""A cohort's rounds as its coach sees them: pseudonyms, counts, states; never a reason of a no."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from cohorts.models import Cohort, Membership
from dashboards.domain.heat import Cell, heat_rows
from interviews.models import Level
from scheduling.domain.round_figures import Figures, Share
from scheduling.models import (
    FixedPair,
    MatchPair,
    MatchPreference,
    MatchRound,
    Proposal,
    RoundRules,
)

STATES = {
    Proposal.State.OPEN: ("Waits for an answer", ""),
    Proposal.State.ACCEPTED: ("Booked", "ok"),
    Proposal.State.DECLINED: ("Declined", "warn"),
    Proposal.State.EXPIRED: ("Ended without an answer", "warn"),
    Proposal.State.WITHDRAWN: ("Withdrawn", "warn"),
}


@dataclass(frozen=True)
class RoundsPage:
    """`next_at`: when the next round is due, None while they are off. `taking_part`: of members."""

    rules: RoundRules | None
    next_at: datetime | None
    members: list[Membership]
    taking_part: int
    fixed: list[FixedPair]
    is_running: bool


def rounds_page(cohort: Cohort, *, now: datetime) -> RoundsPage:
    """Five queries."""
    rules = RoundRules.objects.filter(cohort=cohort).first()
    members = list(
        Membership.objects.current()
        .filter(cohort=cohort)
        .select_related("user__profile")
        .order_by("user__profile__pseudonym")
    )
    ids = [membership.user_id for membership in members]
    fixed = FixedPair.objects.filter(cohort=cohort).select_related(
        "first__profile", "second__profile"
    )
    running = rounds_of(cohort).filter(state=MatchRound.State.RUNNING)
    return RoundsPage(
        rules=rules,
        next_at=_next_at(rules, now=now),
        members=members,
        taking_part=MatchPreference.objects.filter(user__in=ids, is_on=True).count(),
        fixed=list(fixed.order_by("first__profile__pseudonym", "pk")),
        is_running=running.exists(),
    )


def _next_at(rules: RoundRules | None, *, now: datetime) -> datetime | None:
    """The next whole hour at or after the time at which the rules want a round."""
    if rules is None or not rules.is_on:
        return None
    due = now
    if rules.last_run_at is not None:
        due = max(now, rules.last_run_at + timedelta(hours=rules.every_hours, minutes=-10))
    whole = due.replace(minute=0, second=0, microsecond=0)
    return whole if whole >= due else whole + timedelta(hours=1)


def rounds_of(cohort: Cohort) -> QuerySet[MatchRound]:
    """Its rounds, latest first, each with how many proposals it made, and how many were booked."""
    return (
        MatchRound.objects.filter(cohort=cohort)
        .annotate(
            proposed=Count("pairs", filter=Q(pairs__proposal__isnull=False)),
            booked=Count("pairs", filter=Q(pairs__proposal__state=Proposal.State.ACCEPTED)),
        )
        .order_by("-started_at", "-pk")
    )


def find_round(cohort: Cohort, *, public_id: UUID) -> QuerySet[MatchRound]:
    return rounds_of(cohort).filter(public_id=public_id)


@dataclass(frozen=True)
class PairRow:
    pair: MatchPair
    words: str
    badge: str


@dataclass(frozen=True)
class RoundPage:
    """`heat`: planned sessions by weekday and part of the day, on the reader's clocks.

    `levels` are those of the figures, by name.
    """

    figures: Figures | None
    levels: Sequence[Share]
    pairs: list[PairRow]
    unmatched: Sequence[tuple[str, str]]  # pseudonym and why
    heat: Sequence[tuple[str, list[Cell]]]


def round_page(match_round: MatchRound, *, zone: str) -> RoundPage:
    """Two queries, whatever the number of pairs."""
    pairs = list(
        match_round.pairs.select_related("first__profile", "second__profile", "proposal").order_by(
            "starts_at", "pk"
        )
    )
    none = match_round.outcomes.filter(sessions=0).order_by("user__profile__pseudonym", "pk")
    done = match_round.state == MatchRound.State.DONE
    figures = Figures.from_json(match_round.figures) if done else None
    return RoundPage(
        figures=figures,
        levels=[
            replace(share, label=Level(int(share.label)).label)
            for share in (figures.levels if figures else ())
        ],
        pairs=[_row(pair) for pair in pairs],
        unmatched=list(none.values_list("user__profile__pseudonym", "why_none")),
        heat=heat_rows((pair.starts_at for pair in pairs), zone=zone),
    )


def _row(pair: MatchPair) -> PairRow:
    proposal = pair.proposal
    if proposal is None:
        return PairRow(pair, "Not proposed", "")
    yes = sum(1 for _, at in proposal.acceptances if at is not None)
    words, badge = STATES[Proposal.State(proposal.state)]
    if proposal.state == Proposal.State.OPEN and yes:
        words, badge = "One of the two said yes", "info"
    return PairRow(pair, words, badge)
