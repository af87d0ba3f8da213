"""A report as a PDF: tagged, with headings and its fonts embedded."""

import json
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

from common.templatetags.times import long_time
from feedback.queries.reports import Report, ReportLine

_SOURCE = (Path(__file__).parent / "report.typ").read_bytes()


def report_pdf(report: Report) -> bytes:
    """What the report's page shows to its reader, in their zone, as the bytes of a PDF.

    Without what a candidate said of the interviewer: that is for the two of them alone, and a
    file is easily handed on.
    """
    return typst.compile(_SOURCE, sys_inputs={"report": json.dumps(_content(report))})


def _content(report: Report) -> dict[str, Any]:
    leg, kind = report.leg, report.leg.get_kind_display()
    interviewer, candidate = leg.interviewer.profile.pseudonym, leg.candidate.profile.pseudonym
    return {
        "title": f"{kind}: report",
        "lede": f"{interviewer} interviewed {candidate}, {long_time(leg.session.starts_at)}.",
        "notes": _notes(report),
        "sections": [*_summary(report), *_levels(report), *_observed(report)],
    }


def _notes(report: Report) -> list[str]:
    if report.review is None:
        return ["The interviewer’s feedback is not released yet."]
    upheld = ["A dispute was upheld: this form counts in no estimate of readiness."]
    return [
        *(upheld if report.review.is_excluded else []),
        f"Recommendation: {report.review.get_recommendation_display()}. One person’s view of one"
        f" interview, from {settings.SITE_NAME}.",
    ]


def _summary(report: Report) -> list[dict[str, Any]]:
    review, own = report.review, report.own
    sections = []
    if review is not None:
        sections.append(_section("Takeaways", items=list(review.takeaways)))
        sections.append(_section("Next drill", texts=[review.drill_words]))
    if own is not None and own.comment:
        sections.append(_section("What the candidate would do differently", texts=[own.comment]))
    return sections


def _levels(report: Report) -> list[dict[str, Any]]:
    lines = [_line(report, line) for line in report.lines]
    return [_section("Level by level", lines=lines)] if lines else []


def _line(report: Report, line: ReportLine) -> dict[str, Any]:
    texts = []
    if report.review is not None:
        texts.append(_level("The interviewer", line.score, line.anchor))
    if report.own is not None:
        texts.append(_level("The candidate’s own score", line.own_score, line.own_anchor))
    return {"title": line.name, "texts": texts, "quote": line.evidence}


def _level(who: str, score: int | None, anchor: str) -> str:
    return f"{who}: {score} of 4. {anchor}" if score else f"{who}: not observed."


def _observed(report: Report) -> list[dict[str, Any]]:
    if report.review is None:
        return []
    beats = [f"{name}: {'seen' if was_seen else 'not seen'}" for name, was_seen in report.beats]
    flags = [f"{name}: {where}" for name, where in report.red_flags]
    return [
        *([_section("Observed", items=beats)] if beats else []),
        _section("Red flags", items=flags, texts=[] if flags else ["None."]),
    ]


def _section(title: str, **content: list[Any]) -> dict[str, Any]:
    return {"title": title, "lines": [], "texts": [], "items": [], **content}
