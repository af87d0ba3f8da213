"""What people write is shown as they wrote it, and nothing of it runs, anywhere it appears."""

from email.message import EmailMessage
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accounts.models import Profile, User
from cohorts.models import Cohort
from feedback.models import Rating, Review
from interviews.models import Session
from practice.models import Story
from scheduling.actions.bookings import cancel_booking
from scheduling.actions.proposals import decline_proposal
from scheduling.models import Proposal
from tests.cohorts.factories import CohortFactory, person_who_may_coach
from tests.prepplatform.addresses import World, addresses
from tests.scheduling.worlds import book, deliver, fill_catalogue, in_days, person, propose

pytestmark = pytest.mark.walk

# Breaks out of an attribute, a textarea, a title, a comment or a script, wherever it stands.
MARKUP = "'\"></textarea></title></script>--><x-probe onfocus=1><script>1</script>"
TEMPLATE = "{{ x.__class__ }}{% debug %}{x.__class__}"


class _Elements(HTMLParser):
    """Elements that only hostile text would bring."""

    def __init__(self) -> None:
        super().__init__()
        self.hostile: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_script = tag == "script" and not ("src" in given or given.get("type"))
        if tag == "x-probe" or is_script or any(name.startswith("on") for name in given):
            self.hostile.append(self.get_starttag_text() or tag)


def elements(html: str) -> _Elements:
    found = _Elements()
    found.feed(html)
    found.close()
    return found


def _write_everywhere(world: World) -> None:
    """Past the forms, straight into the rows: whatever was let in once must not run either."""
    for number, profile in enumerate(Profile.objects.all()):
        profile.pseudonym = f"{number}{MARKUP}"[:40]
        profile.save()
    Cohort.objects.update(name=MARKUP)
    Session.objects.update(cancel_reason=MARKUP, meeting_url=f"https://x/{MARKUP}")
    Proposal.objects.update(message=MARKUP)
    Rating.objects.update(evidence=MARKUP)
    Review.objects.update(comment=MARKUP)
    written = {"takeaways": [MARKUP], "drill": MARKUP, "red_flags": {"silence": MARKUP}}
    Review.objects.filter(perspective="interviewer").update(**written)
    Story.objects.update(title=MARKUP, situation=MARKUP, action=f"It was a lot of {MARKUP}")


def test_markup_runs_on_no_page(world: World) -> None:
    _write_everywhere(world)
    shown = set()
    for role, user in world.people.items():
        client = Client()
        client.force_login(User.objects.get(pk=user.pk))
        for name in addresses():
            answer = client.get(world.address(name))
            if not answer["Content-Type"].startswith("text/html"):
                continue
            html = answer.content.decode()
            assert elements(html).hostile == [], (name, role)
            if "&lt;/textarea&gt;" in html:
                shown.add(name)
    # Else the test would prove nothing.
    assert shown >= {
        *("cohorts", "cohort", "cohort_leave", "proposal", "report", "review", "readiness"),
        *("join_cohort_by_code", "cohort_edit", "cohort_import", "cohort_member", "story"),
    }


# --- Mail ------------------------------------------------------------------------------------


def _text(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return part.get_content()


def _all_mails(*, asker: User, partner: User) -> list[EmailMessage]:
    """Of a proposal, a refusal, a booking and a cancellation."""
    now = timezone.now()
    refused = propose(asker, partner, starts_at=in_days(5), message=f"{MARKUP}\r\n{TEMPLATE}")
    mails = deliver()
    decline_proposal(refused, by=partner, reason=f"{MARKUP} {TEMPLATE}", now=now)
    session = book(asker, partner, starts_at=in_days(6))
    mails += deliver()
    cancel_booking(session, by=asker, reason=MARKUP, now=timezone.now())
    return mails + deliver()


@pytest.mark.parametrize("name", ["<x-probe onfocus=1>", "{{ x.__class__ }}{% debug %}"])
def test_mail_shows_names_and_messages_as_they_are(db, name: str) -> None:
    fill_catalogue(kinds=["coding"])
    mails = _all_mails(asker=person(pseudonym=name), partner=person(pseudonym=f"B {name}"))
    assert len(mails) >= 6
    for mail in mails:
        plain, html = _text(mail, "plain"), _text(mail, "html")
        assert name in plain
        assert elements(html).hostile == []
        assert ("&lt;x-probe" in html) or ("{{ x.__class__ }}" in html)
        for part in mail.walk():
            if part.get_content_type() == "text/calendar":
                calendar = Calendar.from_ical(part.get_payload(decode=True))
                assert len(calendar.walk("VEVENT")) == 1
    received = [mail for mail in mails if TEMPLATE in _text(mail, "plain")]
    assert len(received) >= 1


def test_a_line_break_in_a_cohorts_name_adds_no_header(client, db) -> None:
    coach = person_who_may_coach()
    client.force_login(coach)
    cohort = CohortFactory(
        coach=coach, name="Ours\r\nBcc: evil@example.org\r\n\r\n<x-probe onfocus=1>"
    )
    client.post(
        reverse("cohort_import", args=[cohort.public_id]),
        {"text": "email,name\nnew@example.org,{{ x.__class__ }}", "confirm": "1"},
    )
    (mail,) = deliver()
    assert (mail["Bcc"], mail["To"]) == (None, "new@example.org")
    assert "\n" not in mail["Subject"]
    assert elements(_text(mail, "html")).hostile == []


def test_a_list_cannot_smuggle_a_second_receiver_into_a_mail(client, db) -> None:
    coach = person_who_may_coach()
    client.force_login(coach)
    cohort = CohortFactory(coach=coach)
    for address in (
        "a@example.org\r\nBcc: b@example.org",
        '"a@example.org, b@example.org"',
        "a@b@c",
    ):
        client.post(
            reverse("cohort_import", args=[cohort.public_id]),
            {"text": f"email,name\n{address},X", "confirm": "1"},
        )
    assert {mail["To"] for mail in deliver()} <= {"a@example.org"}
    assert not cohort.invitations.filter(email__contains=",").exists()
