"""What the person a report is about does with it."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from feedback.actions.carrying import CannotCarry, carry_takeaway
from feedback.actions.responses import CannotAnswer, reply_to, thank_for
from feedback.forms import WordsForm
from feedback.models import Review
from feedback.queries.reports import readable_review_about
from feedback.views.reviews import reader_of


@login_required
@require_POST
def report_carry(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Choose which takeaway goes to the next interviewer."""
    review = _review_about_or_404(request, public_id)
    if review.perspective != Review.Perspective.INTERVIEWER:
        raise Http404("Only candidates carry takeaways.")
    number = request.POST.get("number", "")
    try:
        if not (number.isdecimal() and len(number) == 1):
            raise CannotCarry("There is no such takeaway. Nothing was changed.")
        carry_takeaway(review, number=int(number), by=reader_of(request), now=timezone.now())
    except CannotCarry as error:
        messages.error(request, str(error))
    else:
        words = "Your next interviewer reads it." if int(number) else "Nothing goes along."
        messages.success(request, f"Kept. {words}")
    return redirect("report", public_id)


@login_required
@require_POST
def report_thank(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Thank whoever wrote what the reader reads."""
    review = _review_about_or_404(request, public_id)
    thank_for(review, by=reader_of(request), now=timezone.now())
    messages.success(request, f"{review.author.profile.pseudonym} sees that you said thank you.")
    return redirect("report", public_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_reply(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One reply to whoever wrote what the reader reads."""
    review = _review_about_or_404(request, public_id)
    form, status = WordsForm(request.POST or None), HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.BAD_REQUEST
        if form.is_valid():
            try:
                words = form.cleaned_data["text"]
                reply_to(review, text=words, by=reader_of(request), now=timezone.now())
            except CannotAnswer as error:
                form.add_error(None, str(error))
                status = HTTPStatus.CONFLICT
            else:
                messages.success(request, "Your reply is sent.")
                return redirect("report", public_id)
    context = {"review": review, "leg": review.leg, "form": form}
    return render(request, "feedback/report_reply.html", context, status=status)


def _review_about_or_404(request: HttpRequest, public_id: UUID) -> Review:
    review = readable_review_about(reader_of(request), leg_public_id=public_id)
    if review is None:
        raise Http404("There is no such feedback about you.")
    return review
