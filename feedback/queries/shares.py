"""Shared reports: what an address shows, and which addresses a person has given away."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from common.tokens import hash_token
from feedback.domain.shares import PARTS
from feedback.models import SharedReport
from feedback.queries.readiness import CompetencyLine, RoundLine, readiness_of
from feedback.queries.reports import Report, ReportLine, report_of
from interviews.models import Leg

_NAME_OF = {part.slug: part.name for part in PARTS}


@dataclass(frozen=True)
class SharedPage:
    """All that an address shows. What was not chosen is not in it."""

    kind: str
    held_at: datetime  # to show the day alone
    expires_at: datetime
    is_excluded: bool  # a dispute was upheld
    candidate: str  # a pseudonym, or empty
    interviewer: str
    recommendation: str
    lines: Sequence[ReportLine]
    has_levels: bool
    has_own: bool
    takeaways: Sequence[str]
    drill: str
    beats: Sequence[tuple[str, bool]]
    red_flags: Sequence[tuple[str, str]]
    has_observed: bool
    readiness: Sequence[RoundLine | CompetencyLine]


def report_to_share(leg: Leg, *, owner: User) -> Report | None:
    """The report of a leg that `owner` was the candidate of, once it was released to them."""
    report = report_of(leg.public_id, reader=owner)
    is_theirs = report is not None and report.role == "candidate" and report.review is not None
    return report if is_theirs else None


def leg_to_share(leg_public_id: UUID, *, owner: User) -> Leg | None:
    """The leg, if its report is `owner`'s to share."""
    leg = Leg.objects.filter(public_id=leg_public_id, candidate=owner).first()
    report = report_to_share(leg, owner=owner) if leg else None
    return report.leg if report else None


def open_share(token: str, *, now: datetime) -> SharedReport | None:
    """What the token opens at `now`: nothing if it is unknown, expired or revoked."""
    shares = SharedReport.objects.open(now=now).select_related("owner__profile", "leg")
    return shares.filter(token_hash=hash_token(token)).first()


def shared_page(share: SharedReport, *, now: datetime) -> SharedPage | None:
    """What the address shows; None when the report is not the owner's to show any more."""
    report = report_to_share(share.leg, owner=share.owner)
    if report is None or report.review is None:
        return None
    leg, review, shown = report.leg, report.review, set(share.parts)
    return SharedPage(
        kind=leg.get_kind_display(),
        held_at=leg.session.starts_at,
        expires_at=share.expires_at,
        is_excluded=review.is_excluded,
        candidate=share.owner.profile.pseudonym if "candidate" in shown else "",
        interviewer=leg.interviewer.profile.pseudonym if "interviewer" in shown else "",
        recommendation=review.get_recommendation_display() if "recommendation" in shown else "",
        lines=_lines(report, shown),
        has_levels="levels" in shown,
        has_own="own" in shown,
        takeaways=review.takeaways if "takeaways" in shown else (),
        drill=review.drill_words if "drill" in shown else "",
        beats=report.beats if "observed" in shown else (),
        red_flags=_red_flags(report, shown),
        has_observed="observed" in shown,
        readiness=_readiness(share.owner, now=now) if "readiness" in shown else (),
    )


def _lines(report: Report, shown: set[str]) -> list[ReportLine]:
    if not shown & {"levels", "quotes", "own"}:
        return []
    empty: dict[str, dict[str, Any]] = {
        "levels": {"score": None, "anchor": ""},
        "quotes": {"evidence": ""},
        "own": {"own_score": None, "own_anchor": ""},
    }
    left_out = {
        name: value
        for slug, fields in empty.items()
        if slug not in shown
        for name, value in fields.items()
    }
    return [replace(line, **left_out) for line in report.lines]


def _red_flags(report: Report, shown: set[str]) -> list[tuple[str, str]]:
    """Where a flag was seen is the interviewer's words: with the quotes alone."""
    if "observed" not in shown:
        return []
    return [(name, where if "quotes" in shown else "") for name, where in report.red_flags]


def _readiness(owner: User, *, now: datetime) -> list[RoundLine | CompetencyLine]:
    """Bands, intervals and counts. Quotes, other sessions and what is said of interviewers stay
    away."""
    found = readiness_of(owner, now=now)
    rounds = [replace(line, quotes=(), trend=(), adjustment="") for line in found.rounds]
    competencies = [
        replace(line, quotes=(), trend=(), adjustment="") for line in found.competencies
    ]
    return [*rounds, *competencies]


def shares_of(leg: Leg, *, owner: User, now: datetime) -> list[SharedReport]:
    """The addresses of the report that still answer, the newest first."""
    return list(owner.shared_reports.open(now=now).filter(leg=leg).order_by("-created_at", "-pk"))


def find_share(public_id: UUID, *, owner: User) -> SharedReport | None:
    return owner.shared_reports.filter(public_id=public_id).select_related("leg").first()


def part_names(slugs: Sequence[str]) -> list[str]:
    return [_NAME_OF[slug] for slug in slugs if slug in _NAME_OF]


def own_shares(user: User) -> list[Any]:
    """Every address the person gave away, without what opens it."""
    shares = user.shared_reports.select_related("leg__session").order_by("created_at", "pk")
    return [
        {
            "session": str(share.leg.session.public_id),
            "shown": part_names(share.parts),
            "created_at": share.created_at,
            "expires_at": share.expires_at,
            "revoked_at": share.revoked_at,
            "views": share.views,
            "last_viewed_at": share.last_viewed_at,
        }
        for share in shares
    ]
