from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from interviews.queries.loops import loops_with_rounds


@require_safe
def loops(request: HttpRequest) -> HttpResponse:
    """The company loops one can rehearse here; public."""
    return render(request, "interviews/loops.html", {"loops": loops_with_rounds()})


@require_safe
def loop(request: HttpRequest, company: str, slug: str) -> HttpResponse:
    """One loop: its rounds, what each rubric looks at, the company's values; public."""
    found = get_object_or_404(
        loops_with_rounds().prefetch_related(
            "rounds__rubric__current__criteria__competency", "company__values"
        ),
        company__slug=company,
        slug=slug,
    )
    return render(request, "interviews/loop.html", {"loop": found})
