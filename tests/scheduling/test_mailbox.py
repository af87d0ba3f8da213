"""Answers read from a mailbox.

The server is a stand-in that can misbehave (tests/scheduling/imap_server.py); at the end it is a
real one, over TLS and without.
"""

from collections.abc import Iterator
from hashlib import sha256

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from interviews.models import Participation
from jobs.registry import registration_of
from scheduling.actions import mailbox as reading
from scheduling.fetching.mailbox import MailboxUnreachable, mailbox_of
from scheduling.models import CalendarReply, MailTry
from scheduling.queries.replies import reply_mailbox
from tests.scheduling.calendar_mails import mail
from tests.scheduling.certificates import certificate
from tests.scheduling.imap_server import Box, Running
from tests.scheduling.pymap_server import Pymap
from tests.scheduling.worlds import book, in_days, person

pytestmark = pytest.mark.django_db
AWAY = b"Auto-Submitted: auto-replied\r\nTo: sessions@localhost\r\n\r\nI am away."


@pytest.fixture
def answers(catalogue) -> list[bytes]:
    """A yes of each of two people."""
    pair = person(), person()
    session = book(*pair, starts_at=in_days(2))
    return [
        mail(
            to=reply_mailbox(session, user).address,
            sender=user.email,
            uid=str(session.public_id),
            stamped_at=timezone.now(),
        )
        for user in pair
    ]


def confirmed() -> int:
    return Participation.objects.exclude(reconfirmed_at=None).count()


def test_unread_mails_are_acted_on_and_then_marked(answers, settings, capsys):
    with Running(Box({3: answers[0], 5: AWAY, 9: answers[1]}, seen={9})) as server:
        settings.IMAP_URL = server.url
        call_command("read_replies")
        assert capsys.readouterr().out == "Read: 2. Failed, to be tried again: 0.\n"
        assert (server.box.seen, confirmed()) == ({3, 5, 9}, 1)
        call_command("read_replies")
        assert capsys.readouterr().out == "Read: 0. Failed, to be tried again: 0.\n"
    peeked = [command for command in server.box.commands if "FETCH" in command]
    assert peeked == [f"UID FETCH {uid} (BODY.PEEK[]<0.1000001>)" for uid in (3, 5)]


def test_a_line_that_breaks_before_the_mark_gives_the_mail_again_without_a_second_effect(
    answers, settings
):
    with Running(Box({1: answers[0]}, dies_before="UID STORE")) as server:
        settings.IMAP_URL = server.url
        with pytest.raises(CommandError, match="The mailbox could not be read"):
            call_command("read_replies")
        assert (server.box.seen, confirmed()) == (set(), 1)
        server.box.dies_before = ""
        call_command("read_replies")
        assert server.box.seen == {1}
    assert CalendarReply.objects.get().count == 1


def test_nothing_is_marked_whose_effect_was_not_stored(answers, settings, monkeypatch, capsys):
    def break_at_the_first(raw, *, now, whole=reading.take_mail):
        if raw == answers[0]:
            raise RuntimeError("the database is away")
        return whole(raw, now=now)

    with Running(Box({1: answers[0], 2: answers[1]})) as server:
        settings.IMAP_URL = server.url
        with monkeypatch.context() as patched:
            patched.setattr(reading, "take_mail", break_at_the_first)
            call_command("read_replies")
        assert capsys.readouterr().out == "Read: 1. Failed, to be tried again: 1.\n"
        assert (server.box.seen, confirmed()) == ({2}, 1)
        call_command("read_replies")
        assert (server.box.seen, confirmed()) == ({1, 2}, 2)


def test_a_mail_that_breaks_something_is_given_up_after_three_tries(
    answers, settings, monkeypatch, caplog
):
    tries: list[bytes] = []

    def poisoned(raw, *, now, whole=reading.take_mail):
        if raw == AWAY:
            tries.append(raw)
            raise RecursionError
        return whole(raw, now=now)

    monkeypatch.setattr(reading, "take_mail", poisoned)
    with Running(Box({1: AWAY, 2: answers[0]})) as server:
        settings.IMAP_URL = server.url
        seen = []
        for _ in range(5):
            call_command("read_replies")
            seen.append(set(server.box.seen))
    assert seen == [{2}, {2}, {2}, {1, 2}, {1, 2}]
    assert (len(tries), confirmed()) == (3, 1)
    assert not MailTry.objects.exists()
    lines = [record.getMessage() for record in caplog.records if "given up" in record.message]
    assert lines == [f"Mail {sha256(AWAY).hexdigest()[:12]} was tried 3 times and is given up."]


def test_a_mail_that_killed_the_process_three_times_is_given_up(answers, settings, monkeypatch):
    class Killed(BaseException):
        """What no `except Exception` sees, as a kill is seen by none."""

    def kill(raw, *, now):
        raise Killed

    with Running(Box({1: answers[0]})) as server:
        settings.IMAP_URL = server.url
        with monkeypatch.context() as patched:
            patched.setattr(reading, "take_mail", kill)
            for _ in range(3):
                with pytest.raises(Killed):
                    call_command("read_replies")
        call_command("read_replies")
        assert (server.box.seen, confirmed()) == ({1}, 0)


def test_a_mail_that_is_dealt_with_after_all_is_not_counted_any_more(
    answers, settings, monkeypatch
):
    def away(raw, *, now):
        raise RuntimeError("the database is away")

    with Running(Box({1: answers[0]})) as server:
        settings.IMAP_URL = server.url
        with monkeypatch.context() as patched:
            patched.setattr(reading, "take_mail", away)
            call_command("read_replies")
            call_command("read_replies")
        assert MailTry.objects.get().tries == 2
        call_command("read_replies")
    assert (confirmed(), MailTry.objects.count()) == (1, 0)


def test_a_giant_is_cut_off_refused_and_marked(answers, settings):
    with Running(Box({1: answers[0] + b"x" * 5_000_000, 2: answers[1]})) as server:
        settings.IMAP_URL = server.url
        call_command("read_replies")
        assert (server.box.seen, confirmed()) == ({1, 2}, 1)


@pytest.mark.parametrize(
    "change",
    [
        {"password": "another"},
        {"folder": "Elsewhere"},
        {"dies_before": "LOGIN"},
        {"dies_before": "UID FETCH"},
    ],
)
def test_a_server_that_refuses_is_named_without_the_password(answers, settings, change):
    with Running(Box({1: answers[0]}, **change)) as server:
        settings.IMAP_URL = server.url
        with pytest.raises(CommandError, match="could not be read") as error:
            call_command("read_replies")
    assert "proper" not in str(error.value)
    assert confirmed() == 0
    with pytest.raises(MailboxUnreachable):  # nobody listens there any more
        registration_of("scheduling.read_mailbox").handler(now=timezone.now())


def test_without_a_mailbox_the_command_says_so_and_the_job_does_nothing(settings):
    settings.IMAP_URL = ""
    with pytest.raises(CommandError, match="PREP_IMAP_URL is not set"):
        call_command("read_replies")
    registration_of("scheduling.read_mailbox").handler(now=timezone.now())


def test_the_job_reads_the_mailbox(answers, settings):
    with Running(Box({1: answers[0]})) as server:
        settings.IMAP_URL = server.url
        registration_of("scheduling.read_mailbox").handler(now=timezone.now())
        assert (server.box.seen, confirmed()) == ({1}, 1)


def test_the_address_of_a_mailbox_is_read_whole():
    found = mailbox_of("imaps://a%40example.org:p%2Fw@mail.example.org/Replies")
    assert (found.host, found.port, found.user, found.password) == (
        *("mail.example.org", 993, "a@example.org", "p/w"),
    )
    assert (found.folder, found.is_tls, "p/w" in repr(found)) == ("Replies", True, False)
    assert mailbox_of("") is None


@pytest.mark.parametrize(
    "url",
    [
        *("https://a:secret@mail.example.org", "imaps://mail.example.org", "imaps://a@x"),
        *("imap://a:secret@mail.example.org", "imap://a:secret@10.0.0.1", "imaps://a:secret@"),
        *("imaps://a:secret@x:port", "imaps://a:secret@[x", "secret"),
    ],
)
def test_an_address_that_will_not_do_is_refused_without_its_password(url):
    with pytest.raises(ValueError, match=r"address|names|TLS|server") as error:
        mailbox_of(url)
    assert "secret" not in str(error.value)


# --- A real server ----------------------------------------------------------------------------


@pytest.fixture(params=["plain", "TLS"])
def inbox(request, tmp_path, settings, monkeypatch) -> Iterator[Pymap]:
    pem = tmp_path / "server.pem" if request.param == "TLS" else None
    if pem:
        certificate(pem, name="localhost")
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with Pymap(pem=pem).running(tmp_path) as server:
        settings.IMAP_URL = server.url
        yield server


def test_a_real_server_gives_each_mail_once_and_keeps_what_is_seen(answers, inbox, capsys):
    inbox.deliver(answers[0], AWAY, answers[1] + b"x" * 2_000_000)
    call_command("read_replies")
    assert capsys.readouterr().out == "Read: 3. Failed, to be tried again: 0.\n"
    assert (inbox.is_seen(), confirmed()) == ([True] * 3, 1)
    inbox.deliver(answers[1])
    call_command("read_replies")
    assert capsys.readouterr().out == "Read: 1. Failed, to be tried again: 0.\n"
    assert (inbox.is_seen(), confirmed()) == ([True] * 4, 2)
    call_command("read_replies")
    assert capsys.readouterr().out == "Read: 0. Failed, to be tried again: 0.\n"


def test_at_a_real_server_a_failed_mail_stays_unread_until_it_is_given_up(
    answers, inbox, monkeypatch
):
    def poisoned(raw, *, now, whole=reading.take_mail):
        if raw == AWAY:
            raise RecursionError
        return whole(raw, now=now)

    monkeypatch.setattr(reading, "take_mail", poisoned)
    inbox.deliver(AWAY, answers[0])
    seen = []
    for _ in range(4):
        call_command("read_replies")
        seen.append(inbox.is_seen())
    assert seen == [[False, True], [False, True], [False, True], [True, True]]
    assert confirmed() == 1


def test_a_real_server_refuses_a_wrong_password_and_a_folder_that_is_not_there(inbox, settings):
    for url in (
        inbox.url.replace("right", "wrong"),
        inbox.url.replace("INBOX", "Elsewhere"),
    ):
        settings.IMAP_URL = url
        with pytest.raises(CommandError, match="could not be read") as error:
            call_command("read_replies")
        assert "proper" not in str(error.value)


def test_a_server_whose_certificate_nobody_vouches_for_is_not_told_the_password(tmp_path, settings):
    pem = tmp_path / "server.pem"
    certificate(pem, name="localhost")
    with Pymap(pem=pem).running(tmp_path) as server:
        settings.IMAP_URL = server.url
        with pytest.raises(CommandError, match="certificate"):
            call_command("read_replies")
