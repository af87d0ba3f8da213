"""Whom and what a person has met, in words' precision: never to be shown as a number."""

from collections.abc import Sequence
from statistics import fmean

from feedback.domain.readiness_model.facets import Facet
from feedback.domain.readiness_model.standings import Model
from feedback.domain.readiness_model.update import PersonForm


def met_in(model: Model, forms: Sequence[PersonForm]) -> tuple[float, float]:
    """Mean severity of the interviewers and difficulty of the packets in SD of a rating.

    Each interviewer counts once however often they were met, so that the mean does not become
    that of the one who was met most. Whom the fit does not know counts as typical, 0.
    """
    severity = _mean(model.severity, sorted({form.interviewer for form in forms}))
    return severity, _mean(model.difficulty, [form.packet for form in forms])


def _mean(facet: Facet, names: Sequence[str]) -> float:
    places = [facet.place.get(name) for name in names]
    values = [0.0 if place is None else float(facet.value[place]) for place in places]
    return fmean(values) if values else 0.0
