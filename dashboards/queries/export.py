"""What the export of a cohort holds."""

from datetime import UTC, datetime

from dashboards.queries.cohort import MemberRow

HEADER: list[object] = [
    "member",
    "joined_utc",
    "sessions_completed",
    "last_session_utc",
    "sessions_coming",
    "next_session_utc",
    "present",
    "late",
    "absent",
    "feedback_submitted",
    "feedback_owed",
    "feedback_median_hours",
    "readiness",
    "rounds_judged",
    "rounds",
    "sessions_with_feedback",
    "attention",
]


def export_cells(row: MemberRow) -> list[object]:
    """One member's values in the order of HEADER; None for what is not known."""
    hours = row.turnaround.median_hours
    return [
        row.pseudonym,
        _utc(row.membership.joined_at),
        row.completed,
        _utc(row.last_at),
        row.coming,
        _utc(row.next_at),
        row.present,
        row.late,
        row.absent,
        row.turnaround.submitted,
        row.turnaround.owed,
        None if hours is None else round(hours, 1),
        str(row.overall.band),
        row.overall.judged,
        row.overall.rounds,
        row.with_feedback,
        "; ".join(reason.words for reason in row.reasons),
    ]


def _utc(at: datetime | None) -> str | None:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if at else None
