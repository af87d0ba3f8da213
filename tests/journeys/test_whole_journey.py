"""Two people go from sign-up to readiness; a coach sees it, a stranger sees nothing."""

import re
from datetime import date, timedelta
from email.message import EmailMessage

import icalendar
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site, body_text, first_link
from tests.journeys.people import (
    PASSWORD,
    add_hours,
    give_all_feedback,
    sign_in,
    sign_up,
)

pytestmark = pytest.mark.journey

MAKE_COACH = f"""
from django.contrib.auth.models import Group
from django.utils import timezone
from accounts.models import User
coach = User.objects.create_user("coach@journey.example", "{PASSWORD}")
coach.emailaddress_set.create(email=coach.email, verified=True, primary=True)
coach.groups.add(Group.objects.get(name="Coaches"))
profile = coach.profile
profile.onboarded_at = profile.timezone_confirmed_at = timezone.now()
profile.save()
"""

# Nobody can wait two days for a test: the confirmed session is moved to the next minutes.
BRING_FORWARD = """
from datetime import timedelta
from django.utils import timezone
from interviews.models import Session
session = Session.objects.get(public_id="{public_id}")
by = timezone.now() + timedelta(minutes=1) - session.starts_at
session.starts_at += by
session.ends_at += by
session.save()
"""


def invitation_in(mail: EmailMessage) -> icalendar.Event:
    """The event of a mail's text/calendar part, whose method is checked on the way."""
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    calendar = icalendar.Calendar.from_ical(part.get_payload(decode=True))
    assert part.get_param("method") == calendar["METHOD"] == "REQUEST"
    (event,) = calendar.walk("VEVENT")
    return event


def make_cohort(page: Page) -> str:
    page.goto("/cohorts/new/")
    page.get_by_label("Name").fill("Journey cohort")
    page.get_by_label("First day").fill(date.today().isoformat())  # noqa: DTZ011
    page.get_by_label("Last day").fill((date.today() + timedelta(days=70)).isoformat())  # noqa: DTZ011
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(re.compile(r"/cohorts/[0-9a-f-]{36}/"))
    code = re.search(r"\b[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}\b", page.inner_text("main"))
    assert code is not None
    return code[0]


def join_cohort(page: Page, code: str) -> None:
    page.goto(f"/join/{code}/")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(re.compile("/cohorts/"))


def test_two_people_rehearse_from_sign_up_to_readiness(site: Site, new_page) -> None:
    site.manage("shell", "-v0", "-c", MAKE_COACH)
    coach = new_page(timezone="Europe/London")
    sign_in(coach, email="coach@journey.example")
    code = make_cohort(coach)
    cohort_url = coach.url

    ana, ben = new_page(timezone="Europe/Berlin"), new_page(timezone="Europe/London", width=360)
    ana_name = sign_up(ana, site, email="ana@journey.example", kinds=["coding", "behavioural"])
    ben_name = sign_up(ben, site, email="ben@journey.example", kinds=["coding", "behavioural"])
    for page in (ana, ben):
        add_hours(page, "Weekday evenings", "Weekend afternoons")
        join_cohort(page, code)

    session_path = book(ana, ben, site, ana_name=ana_name, ben_name=ben_name)
    read_invitations(site, ana_name=ana_name, ben_name=ben_name)
    hold(ana, ben, site, session_path)
    exchange_feedback(ana, ben, session_path)
    see_readiness(ana, ben_name=ben_name)
    coach_sees_both(coach, cohort_url, names=[ana_name, ben_name])
    report_path = re.sub(r"^https?://[^/]+", "", ana.url)
    assert report_path.startswith("/reports/")
    stranger_sees_nothing(new_page(), site, paths=[session_path, report_path, cohort_url])


def book(ana: Page, ben: Page, site: Site, *, ana_name: str, ben_name: str) -> str:
    """Ana proposes, Ben accepts from his mail; the path of the session's page."""
    ana.goto("/partners/")
    card = ana.locator("article, li, section").filter(has_text=ben_name).last
    card.locator("a[href*='/propose/']").first.click()
    ana.get_by_role("button", name="Send the proposal").click()
    ana.wait_for_url(re.compile("/proposals/"))
    asked = site.wait_for_mail(to="ben@journey.example", subject="")
    ben.goto(first_link(asked, "/proposals/"))
    expect(ben.get_by_role("heading", name=re.compile(ana_name))).to_be_visible()
    ben.get_by_role("button", name="Accept").click()
    ben.wait_for_url(re.compile("/sessions/"))
    return re.sub(r"^https?://[^/]+", "", ben.url)


def read_invitations(site: Site, *, ana_name: str, ben_name: str) -> None:
    events = {}
    for who, partner in (("ana", ben_name), ("ben", ana_name)):
        address = f"{who}@journey.example"
        mail = site.wait_for_mail(to=address, subject=partner)
        events[who] = invitation_in(mail)
        text = body_text(mail)
        # Berlin and London are an hour apart all year: both local times stand in the text.
        assert len(set(re.findall(r"\((UTC(?:[+−][\d:]+)?)\)", text))) == 2
        assert str(events[who]["ATTENDEE"]).lower() == f"mailto:{address}"
    assert events["ana"]["UID"] == events["ben"]["UID"]
    assert events["ana"]["DTSTART"].dt == events["ben"]["DTSTART"].dt


def hold(ana: Page, ben: Page, site: Site, session_path: str) -> None:
    """The session: packet by role, a hint, notes from both sides, swap, end, undo, end."""
    public_id = session_path.strip("/").split("/")[-1]
    site.manage("shell", "-v0", "-c", BRING_FORWARD.format(public_id=public_id))
    for page in (ana, ben):
        page.goto(f"{session_path}room/")
    for page in (ana, ben):
        expect(page.locator(".presence", has_text="is here")).to_be_visible()
    # Each reads the packet they will give in the lobby already, and never the other one.
    titles = [page.locator(".room-panel h2").first.inner_text() for page in (ana, ben)]
    assert titles[0] not in ben.content()
    assert titles[1] not in ana.content()
    ana.get_by_role("button", name="Start the first interview").click()

    expect(ana.get_by_text("You are the candidate", exact=True)).to_be_visible()
    expect(ben.get_by_text("You are the interviewer", exact=True)).to_be_visible()
    expect(ana.get_by_text("Opening script")).to_have_count(0)
    hint = ben.locator("[data-command=release][data-item=hint]").first
    piece = ben.locator(".room-piece:has([data-command=release][data-item=hint])").first
    words = piece.locator(".prose").inner_text().strip()[:60]
    hint.click()
    expect(ana.get_by_text(words)).to_be_visible()

    ana.locator("#notes").fill("Ana: sizes first. ")
    expect(ben.locator("#notes")).to_have_value(re.compile("Ana: sizes first"))
    ben.locator("#notes").press("End")
    ben.locator("#notes").press_sequentially("Ben: and ties?")
    expect(ana.locator("#notes")).to_have_value(re.compile(r"Ana: sizes first\..*Ben: and ties"))

    ben.get_by_role("button", name="Next round").click()
    expect(ana.get_by_text("You are the interviewer", exact=True)).to_be_visible()
    expect(ben.get_by_text("Opening script")).to_have_count(0)
    ana.get_by_role("button", name="Go to the debrief").click()
    expect(ben.get_by_role("heading", name="Feedback and debrief")).to_be_visible()
    for _ in range(2):
        ana.get_by_role("button", name="End", exact=True).click()
        ana.get_by_role("button", name="End the session").click()
        expect(ben.get_by_role("heading", name="The session is over")).to_be_visible()
        if _ == 0:
            ben.get_by_role("button", name="Undo the end").click()
            expect(ana.get_by_role("heading", name="Feedback and debrief")).to_be_visible()


def exchange_feedback(ana: Page, ben: Page, session_path: str) -> None:
    give_all_feedback(ana, session_path, words="Ana saw this at minute nine.")
    ana.goto("/reports/")
    expect(ana.get_by_text("Ben saw this")).to_have_count(0)
    give_all_feedback(ben, session_path, words="Ben saw this at minute four.")
    ana.goto(f"{session_path}feedback/")
    ana.get_by_role("link", name="Read your report").click()
    expect(ana.get_by_text("Ben saw this at minute four.").first).to_be_visible()
    report = ana.url
    ben.goto(f"{session_path}feedback/")
    ben.get_by_role("link", name="Read your report").click()
    expect(ben.get_by_text("Ana saw this at minute nine.").first).to_be_visible()
    ana.goto(report)


def see_readiness(ana: Page, *, ben_name: str) -> None:
    report = ana.url
    ana.goto("/readiness/")
    expect(
        ana.get_by_text(re.compile("not enough evidence yet", re.IGNORECASE)).first
    ).to_be_visible()
    expect(ana.get_by_text("Ben saw this at minute four.").first).to_be_visible()
    expect(ana.get_by_text(ben_name).first).to_be_visible()
    ana.goto(report)


def coach_sees_both(coach: Page, cohort_url: str, *, names: list[str]) -> None:
    coach.goto(cohort_url)
    for name in names:
        row = coach.locator("tr").filter(has_text=name).first
        expect(row).to_be_visible()
        row.get_by_role("link", name=name).first.click()
        quote = coach.get_by_text(re.compile("saw this at minute")).first
        coach.locator("details").filter(has=quote).first.locator("summary").first.click()
        expect(quote).to_be_visible()
        coach.goto(cohort_url)


def stranger_sees_nothing(stranger: Page, site: Site, *, paths: list[str]) -> None:
    for path in paths:
        stranger.goto(path)
        expect(stranger).to_have_url(re.compile("/accounts/login/"))
    sign_up(stranger, site, email="eve@journey.example", kinds=["coding"])
    for path in [*paths, f"{paths[0]}room/", f"{paths[0]}feedback/"]:
        response = stranger.goto(path)
        assert response is not None
        assert response.status == 404, path
