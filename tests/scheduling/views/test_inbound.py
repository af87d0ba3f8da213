"""The address that a mail server posts to: who may, and what garbage does."""

import hashlib
import hmac
import logging

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interviews.models import Participation
from scheduling.queries.replies import reply_mailbox
from tests.scheduling.calendar_mails import mail
from tests.scheduling.worlds import book, in_days, person

pytestmark = pytest.mark.django_db
URL = "/mail/inbound/"
KEY = "k7" * 20


@pytest.fixture(autouse=True)
def _with_a_secret(settings):
    settings.INBOUND_SECRET = KEY


def post(body: bytes, *, key: str = KEY, signature: str | None = None, **more):
    made = hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
    headers = {"X-Prep-Signature": f"sha256={made}" if signature is None else signature}
    kind = more.pop("content_type", "message/rfc822")
    client = Client(enforce_csrf_checks=True)
    return client.post(URL, body, content_type=kind, headers=headers, **more)


@pytest.fixture
def answer(catalogue) -> bytes:
    pair = person(), person()
    session = book(*pair, starts_at=in_days(2))
    return mail(
        to=reply_mailbox(session, pair[0]).address,
        sender=pair[0].email,
        uid=str(session.public_id),
        stamped_at=timezone.now(),
    )


def confirmed() -> int:
    return Participation.objects.exclude(reconfirmed_at=None).count()


def test_a_signed_mail_is_acted_on_once(answer):
    assert reverse("mail_inbound") == URL
    assert post(answer).json() == {"taken": True, "what": "Accepted."}
    assert confirmed() == 1
    assert post(answer).json() == {
        "taken": False,
        "what": "It is not newer than what the calendar answered before.",
    }


@pytest.mark.parametrize("signature", ["", "sha256=", "sha256=" + "0" * 64, "é", "sha1=abc"])
def test_without_the_right_signature_nothing_is_read(answer, signature):
    assert post(answer, signature=signature).status_code == 403
    assert post(answer, key="k7" * 19 + "k8").status_code == 403
    assert confirmed() == 0


def test_a_changed_body_is_not_the_signed_one(answer):
    made = hmac.new(KEY.encode(), answer, hashlib.sha256).hexdigest()
    changed = answer.replace(b"ACCEPTED", b"DECLINED")
    assert post(changed, signature=f"sha256={made}").status_code == 403


def test_without_a_secret_there_is_no_such_address(answer, settings):
    settings.INBOUND_SECRET = ""
    for signature in (None, ""):
        assert post(answer, key="", signature=signature).status_code == 404
    assert confirmed() == 0


def test_only_whole_mails_up_to_a_megabyte_are_taken(answer):
    assert post(b"x" * 1_000_001).status_code == 413
    assert post(b"x" * 1_000_000).status_code == 200
    for kind in ("text/plain", "multipart/form-data; boundary=x", "application/json"):
        assert post(answer, content_type=kind).status_code == 415
    assert post(b"").status_code == 415  # without a body nobody says what it is
    assert Client().get(URL).status_code == 405
    assert confirmed() == 0


@pytest.mark.parametrize("body", [b"x", b"\x00" * 100, b"/etc/passwd", b"To: a@b\r\n\r\nAway."])
def test_what_is_no_answer_is_accepted_and_forgotten(body):
    response = post(body)
    assert (response.status_code, response.json()["taken"]) == (200, False)


def test_the_rate_is_limited(answer, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "inbound_mail": "2/m/ip"}
    assert [post(b"x", signature="x").status_code for _ in range(3)] == [403, 403, 429]


def test_the_log_names_nobody(answer, caplog):
    with caplog.at_level(logging.INFO):
        post(answer)
        post(b"To: secret@example.org\r\n\r\nAway.")
    lines = [record.getMessage() for record in caplog.records if "handed in" in record.msg]
    assert lines == ["A mail handed in: Accepted.", "A mail handed in: It holds no calendar."]
    assert "@" not in "".join(lines)
