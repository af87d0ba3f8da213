import hashlib
import hmac
import logging

from allauth.core.ratelimit import consume_or_429
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from scheduling.actions.replies import take_mail
from scheduling.domain.itip_reply import MOST_BYTES

logger = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def mail_inbound(request: HttpRequest) -> HttpResponse:
    """A mail server hands over a mail that came for us: raw message/rfc822, signed.

    Exempt from the CSRF token because no browser posts here: no cookie is looked at, and the
    signature over the body says who sends. A mail that is no answer gets 200 as well: sent
    again, it would be none either.
    """
    if not settings.INBOUND_SECRET:
        raise Http404
    if limited := consume_or_429(request, action="inbound_mail"):
        return limited
    if request.content_type != "message/rfc822":
        return _refused("The body must be one mail as message/rfc822.", status=415)
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return _refused("The mail is larger than 1 MB.", status=413)
    if not _is_signed(body, signature=request.headers.get("X-Prep-Signature", "")):
        return _refused("The signature is missing or wrong.", status=403)
    outcome = take_mail(body, now=timezone.now())
    logger.info("A mail handed in: %s", outcome.what)
    return JsonResponse({"taken": outcome.is_taken, "what": outcome.what})


def _is_signed(body: bytes, *, signature: str) -> bool:
    """ "sha256=" and the HMAC-SHA-256 of the body in hex, keyed with PREP_INBOUND_SECRET."""
    expected = hmac.new(settings.INBOUND_SECRET.encode(), body, hashlib.sha256).hexdigest()
    given = signature.strip().lower().removeprefix("sha256=")
    return hmac.compare_digest(given.encode(), expected.encode())


def _refused(why: str, *, status: int) -> JsonResponse:
    return JsonResponse({"taken": False, "what": why}, status=status)
