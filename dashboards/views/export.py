"""A cohort as CSV."""

import csv
from collections.abc import AsyncIterator, Iterator
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.handlers.asgi import ASGIRequest
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from cohorts.queries.cohorts import coached_cohort
from cohorts.views.requests import SignedInRequest
from dashboards.domain.csv_cells import safe_cell
from dashboards.queries.cohort import member_rows
from dashboards.queries.export import HEADER, export_cells


class _Echo:
    """A file that hands back what is written to it: a line at a time."""

    def write(self, line: str) -> str:
        return line


@login_required
@require_safe
def cohort_export(request: SignedInRequest, public_id: UUID) -> StreamingHttpResponse:
    """One line for each current member, UTF-8, times in UTC; for the cohort's coaches only."""
    cohort = get_object_or_404(coached_cohort(request.user, public_id=public_id))
    rows: list[list[object]] = [
        HEADER,
        *(export_cells(row) for row in member_rows(cohort, now=timezone.now())),
    ]
    writer = csv.writer(_Echo())
    lines = (writer.writerow([safe_cell(cell) for cell in cells]) for cells in rows)
    # An ASGI server can only stream what is asynchronous.
    content = _asynchronous(lines) if isinstance(request, ASGIRequest) else lines
    response = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
    name = slugify(cohort.name) or "cohort"
    response["Content-Disposition"] = f'attachment; filename="{name}-members.csv"'
    response["Cache-Control"] = "no-store"
    return response


async def _asynchronous(lines: Iterator[str]) -> AsyncIterator[str]:
    for line in lines:
        yield line
