"""How each packet does, for editors."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.views.requests import SignedInRequest
from dashboards.queries.item_statistics import item_rows
from feedback.domain.item_statistics import MIN_USES
from interviews.models import Kind
from interviews.views.editors import for_editors


@for_editors
@require_safe
def library_statistics(request: SignedInRequest) -> HttpResponse:
    """Uses, hints, overrun, ratings, difficulty and suspected leaks, of one kind or of all."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in Kind.values else ""
    context = {"rows": item_rows(kind=kind), "kinds": Kind.choices, "kind": kind, "least": MIN_USES}
    return render(request, "dashboards/library_statistics.html", context)
