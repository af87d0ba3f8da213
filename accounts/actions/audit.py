"""The audit trail: one row for each thing somebody did that matters."""

from datetime import datetime
from typing import Any

from django.db.models import Model

from accounts.models import AuditEntry, User


def record_audit(
    target: Model, *, verb: str, by: User | None, now: datetime, **details: Any
) -> AuditEntry:
    """Write that `by` (None: the site itself) did `verb` to `target` at `now` (UTC)."""
    return AuditEntry.objects.create(
        at=now,
        by=by,
        verb=verb,
        object_type=target._meta.label_lower,
        object_id=str(target.pk),
        details=details,
    )
