"""Answers read from a mailbox. The server is a stand-in (tests/scheduling/imap_server.py)."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from interviews.models import Participation
from jobs.registry import registration_of
from scheduling.actions import mailbox as reading
from scheduling.fetching.mailbox import MailboxUnreachable, mailbox_of
from scheduling.models import CalendarReply
from scheduling.queries.replies import reply_mailbox
from tests.scheduling.calendar_mails import mail
from tests.scheduling.imap_server import Box, Running
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
