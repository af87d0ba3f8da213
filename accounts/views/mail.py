from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.actions.mail_choices import choose_mail, turn_off_mail, turn_on_mail
from accounts.forms.mail import MailForm
from accounts.queries.mail_choices import find_mail_link, is_turned_off, turned_off_kinds
from accounts.views.requests import SignedInRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mail_choices(request: SignedInRequest) -> HttpResponse:
    """Which of the mail that one can do without the reader wants."""
    form = MailForm(request.POST or None, turned_off=turned_off_kinds(request.user))
    if request.method == "POST":
        form = MailForm(request.POST, turned_off=set())
        if form.is_valid():
            choose_mail(request.user, wanted=form.wanted(), now=timezone.now())
            messages.success(request, "Saved. It holds from the next mail on.")
            return redirect("mail_choices")
    return render(request, "accounts/mail.html", {"form": form})


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mail_off(request: HttpRequest, token: str) -> HttpResponse:
    """The link under a mail: a page with a button; a POST turns that kind off, or on again.

    Mail programs post `List-Unsubscribe=One-Click` by themselves (RFC 8058), without a cookie
    or a page before it, so there is no other token: the address itself is the permission. A
    redirect would not be followed, hence the answer is the page.
    """
    link = find_mail_link(token)
    if link is None:
        raise Http404
    if request.POST.get("List-Unsubscribe") == "One-Click":
        turn_off_mail(link.user, kind=link.kind, now=timezone.now())
    elif request.POST.get("turn") == "on":
        turn_on_mail(link.user, kind=link.kind)
    is_off = is_turned_off(link.user, kind=link.kind.name)
    context = {"kind": link.kind, "is_off": is_off, "was_asked": request.method == "POST"}
    return render(request, "accounts/mail_off.html", context)
