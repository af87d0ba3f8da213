"""The stored fits of the readiness model, and what it says of a person."""

from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import numpy as np

from accounts.models import User
from feedback.domain.readiness_model.fit import fit
from feedback.domain.readiness_model.parameters import Parameters, shipped_parameters
from feedback.domain.readiness_model.ratings import OVERALL, Names, Rows, sorted_ratings, with_names
from feedback.domain.readiness_model.standings import Model
from feedback.domain.readiness_model.storing import model_from_bytes
from feedback.models import ReadinessModel
from feedback.queries.readiness_forms import criterion_names, readiness_name
from interviews.models import Kind


@dataclass(frozen=True)
class OwnSeverity:
    """What the newest fit holds of somebody as an interviewer: for that person, nobody else."""

    severity: float  # positive: stricter
    standard_deviation: float
    forms: int
    model_version: str


@dataclass(frozen=True)
class Known:
    """A model, and where it is stored; `row` is None for the one that the site ships with."""

    row: ReadinessModel | None
    model: Model

    @property
    def row_pk(self) -> int | None:
        return self.row.pk if self.row else None

    @property
    def fitted_at(self) -> datetime | None:
        return self.row.fitted_at if self.row else None


def newest_model() -> Known | None:
    """The newest fit; None without any, or when another version of the program made it."""
    row = ReadinessModel.objects.newest_first().defer("blob").first()
    if row is None:
        return None
    try:
        return Known(row, _unpacked(row.pk, row.version, row.fitted_at))
    except ValueError:
        return None


def model_for_updates() -> Known:
    """The newest fit, or what is known before there is any."""
    return newest_model() or Known(None, _shipped(tuple(sorted({*criterion_names().values()}))))


def shipped_for(kinds: int) -> Parameters:
    """Every rubric here rates communication, so it counts in every kind."""
    return shipped_parameters(kinds, has_communication=np.ones(kinds, bool))


def own_readiness(user: User) -> dict[str, Any]:
    """The person's estimates, and what the newest fit holds of them as an interviewer."""
    estimates = user.readiness_estimates.order_by("kind").values(
        *("kind", "p", "lo80", "hi80", "lo95", "hi95", "raw_mean", "sessions", "interviewers"),
        *("is_enough", "as_of", "model_version", "forms_version"),
    )
    own = own_severity(user)
    return {"estimates": list(estimates), "as_interviewer": asdict(own) if own else None}


def own_severity(user: User) -> OwnSeverity | None:
    """`user`'s own; None if no form of theirs was in the newest fit."""
    known = newest_model()
    if known is None:
        return None
    severity = known.model.severity
    place = severity.place.get(readiness_name(user.public_id))
    if place is None:
        return None
    return OwnSeverity(
        severity=float(severity.value[place]),
        standard_deviation=float(np.sqrt(severity.variance[place])),
        forms=int(severity.forms[place]),
        model_version=known.model.version,
    )


# Rows are never changed, so what a process has unpacked once stays true. The version and the
# instant are part of the key because a database may give a number out again.
@lru_cache(maxsize=2)
def _unpacked(pk: int, version: str, fitted_at: datetime) -> Model:
    return model_from_bytes(bytes(ReadinessModel.objects.values_list("blob", flat=True).get(pk=pk)))


@lru_cache(maxsize=2)
def _shipped(criteria: tuple[str, ...]) -> Model:
    """Without a single form; its day is before any."""
    codes, days = np.zeros(0, np.int64), np.zeros(0)
    no = Names([], codes)
    none = sorted_ratings(Rows(no, days, no, no, no, no, no, codes))
    ratings = with_names(none, kinds=Kind.values, criteria=[*criteria, OVERALL])
    return fit(ratings, day=0.0, parameters=shipped_for(len(ratings.kinds))).model
