"""Is the site well? For load balancers and monitors: no sign-in, and nothing worth hiding."""

import logging
from datetime import timedelta

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from jobs.queries import queue_state

logger = logging.getLogger(__name__)

LATE = timedelta(minutes=5)  # work that waits longer than this has nobody to do it


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 when this process can serve pages (the database answers), else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.exception("The database does not answer.")
        return JsonResponse({"status": "unwell", "database": "does not answer"}, status=503)
    return JsonResponse({"status": "well", "database": "answers"})


@never_cache
@require_safe
def jobs_health(request: HttpRequest) -> JsonResponse:
    """200 when due work gets done, 503 when some has waited for over five minutes.

    Apart from `health`: a dead worker is no reason to take the web processes out of service.
    """
    try:
        state = queue_state(now=timezone.now())
    except DatabaseError:
        logger.exception("The database does not answer.")
        return JsonResponse({"status": "unwell", "database": "does not answer"}, status=503)
    is_late = state.waiting > LATE
    return JsonResponse(
        {
            "status": "late" if is_late else "well",
            "oldest_due_job_waits_seconds": int(state.waiting.total_seconds()),
            "dead_jobs": state.dead,
        },
        status=503 if is_late else 200,
    )
