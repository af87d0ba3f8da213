from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from scheduling.queries.ledger_page import ledger_page
from scheduling.views.access import reader_of


@login_required
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """The interviews that the reader has given and received."""
    page = ledger_page(reader_of(request), now=timezone.now())
    return render(request, "scheduling/ledger.html", {"page": page})
