from email.utils import getaddresses

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from prepplatform.development.mailbox import kept_mails


@never_cache
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    mails = kept_mails(settings.EMAIL_FILE_PATH)
    chosen = request.GET.get("to", "")
    context = {
        "chosen": chosen,
        "addresses": sorted({address for _, address in getaddresses(m.to for m in mails)}),
        "page": Paginator([mail for mail in mails if not chosen or chosen in mail.to], 30).get_page(
            request.GET.get("page")
        ),
    }
    return render(request, "development/mailbox.html", context)


@never_cache
@require_safe
def mailbox_message(request: HttpRequest, name: str) -> HttpResponse:
    for mail in kept_mails(settings.EMAIL_FILE_PATH):
        if mail.name == name:
            return render(request, "development/mailbox_message.html", {"mail": mail})
    raise Http404("There is no such message in this mailbox.")
