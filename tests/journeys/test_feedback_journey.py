"""From a note in the room to a form, its release, and what both do with it."""

import json
import re
import time
from email.message import EmailMessage

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site, body_text
from tests.journeys.people import fill_form, give_all_feedback, sign_in

pytestmark = pytest.mark.journey

BUILD = "import json; from tests.journeys import rounds; print(json.dumps(rounds.build_rounds()))"
WAIT = "from tests.journeys import rounds; rounds.let_hours_pass('{}', hours={})"
NOTE = "“I would sort first, then count.”"


def enter(new_page, name: str, **options) -> Page:
    page = new_page(**options)
    sign_in(page, email=f"{name}@rounds.example")
    return page


def test_two_people_and_a_coach_from_the_note_to_the_dispute(site: Site, new_page) -> None:
    paths = json.loads(site.manage("shell", "-v0", "-c", BUILD))
    olga, pia = enter(new_page, "olga"), enter(new_page, "pia", width=360)
    take_notes(olga, pia, paths["session"])
    write_by_keyboard(olga, paths["session"])
    resolve_a_conflict(olga, enter(new_page, "olga", dark=True))
    survive_a_sign_out(olga)
    submit(olga)
    pia.goto(paths["report"])
    expect(pia.get_by_text("not released yet").first).to_be_visible()
    assert NOTE not in pia.content()
    rate_oneself_then_the_other(pia, paths["session"])
    read_and_answer(pia, paths["report"])
    change_in_the_open(olga, pia, paths["report"])
    dispute_and_decide(pia, enter(new_page, "quinn"), paths["report"])
    rolf = enter(new_page, "rolf")
    be_reminded_and_kept_from_booking(rolf, site, paths["half"])
    read_at_48_hours(olga, rolf, site, paths["half"])
    write_late_and_read_at_once(rolf, paths["half"])


def take_notes(olga: Page, pia: Page, session: str) -> None:
    pia.goto(f"{session}room/")
    olga.goto(f"{session}room/")
    expect(olga.get_by_text("Say the sizes aloud before the first line.")).to_be_visible()
    assert "Rolf" not in olga.content()
    olga.get_by_label("What it shows").select_option(index=1)
    olga.get_by_label("What they say or do").fill(NOTE)
    olga.get_by_label("What they say or do").press("Enter")
    expect(olga.locator("[data-notebook-list] li")).to_have_count(1)
    expect(olga.get_by_label("What they say or do")).to_be_focused()
    olga.get_by_label("What they say or do").fill("Looked at the clock.")
    olga.get_by_label("What they say or do").press("Enter")
    expect(olga.locator("[data-notebook-list] li")).to_have_count(2)
    olga.get_by_role("button", name="Go to the debrief").click()
    expect(pia.get_by_role("heading", name="Feedback and debrief")).to_be_visible()
    assert NOTE not in pia.content()


def write_by_keyboard(olga: Page, session: str) -> None:
    """Nothing but keys, from the first question to the last."""
    olga.goto(f"{session}feedback/")
    olga.locator("main .card-head a.button--primary").click()
    evidence = olga.locator("textarea[name^=evidence_]").first
    expect(evidence).to_have_value(re.compile(rf"^\d\d:\d\d {re.escape(NOTE)}$"))
    questions = olga.locator("fieldset:has(.anchors)")
    olga.locator("fieldset:has(.anchors) input[type=radio]").first.focus()
    for number in range(questions.count()):
        name = questions.nth(number).locator("input[type=radio]").first.get_attribute("name")
        _tab_to(olga, name)
        olga.keyboard.press("4" if number == 0 else "3")
    _tab_to(olga, "applied")
    olga.keyboard.press("Space")
    _tab_to(olga, "recommendation")
    olga.keyboard.press("3")
    for name, keys in (("takeaway_1", "Test first."), ("drill_key", "An"), ("drill", "Aloud.")):
        _tab_to(olga, name)
        olga.keyboard.type(keys)
    expect(olga.locator("[data-missing]")).to_be_hidden()
    expect(olga.locator("[data-save-state]")).to_have_text(re.compile("Saved at"))


def _tab_to(page: Page, name: str | None) -> None:
    for _ in range(40):
        if page.evaluate("document.activeElement.name") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} is not reached by Tab")


def resolve_a_conflict(olga: Page, phone: Page) -> None:
    phone.goto(olga.url)
    phone.locator("[name=drill]").fill("Written on the phone.")
    expect(phone.locator("[data-save-state]")).to_have_text(re.compile("Saved at"))
    olga.locator("[name=drill]").fill("Written on the desk.")
    notice = olga.locator("[data-conflict-notice]")
    expect(notice).to_contain_text("Written on the phone.")
    expect(notice).to_contain_text("Written on the desk.")
    olga.get_by_role("button", name="Keep what is on this page").click()
    expect(olga.locator("[data-save-state]")).to_have_text(re.compile("Saved at"))
    phone.reload()
    expect(phone.locator("[name=drill]")).to_have_value("Written on the desk.")


def survive_a_sign_out(olga: Page) -> None:
    form = olga.url
    olga.context.clear_cookies()
    olga.locator("[name=takeaway_2]").fill("Written while signed out.")
    expect(olga.locator("[data-save-state]")).to_contain_text("signed out")
    olga.once("dialog", lambda dialog: dialog.accept())  # leave, although it is not saved
    sign_in(olga, email="olga@rounds.example")
    olga.goto(form)
    expect(olga.locator("[name=takeaway_2]")).to_have_value("Written while signed out.")
    expect(olga.locator("[data-save-state]")).to_have_text(re.compile("Saved at"))
    olga.reload()
    expect(olga.locator("[name=takeaway_2]")).to_have_value("Written while signed out.")


def submit(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Submit").click()


def rate_oneself_then_the_other(pia: Page, session: str) -> None:
    for title in ("Rate yourself", "Rate the interviewer"):
        pia.goto(f"{session}feedback/")
        pia.locator("main .card-head a.button--primary").click()
        expect(pia.get_by_role("heading", name=title)).to_be_visible()
        fill_form(pia, words="")
        submit(pia)


def read_and_answer(pia: Page, report: str) -> None:
    pia.goto(report)
    expect(pia.get_by_text(NOTE).first).to_be_visible()
    expect(pia.get_by_role("link", name="Find somebody to practise it with")).to_have_attribute(
        "href", "/partners/?kind=coding"
    )
    pia.get_by_label("Written while signed out.").check()
    pia.get_by_role("button", name="Take it along").click()
    expect(pia.get_by_label("Written while signed out.")).to_be_checked()
    pia.get_by_role("button", name="Thank Olga").click()
    expect(pia.get_by_text("You said thank you", exact=True)).to_be_visible()
    pia.get_by_role("link", name="Reply once").click()
    pia.get_by_label("Your words").fill("That helps.")
    pia.get_by_role("button", name="Send the reply").click()
    expect(pia.get_by_text("Your reply,")).to_be_visible()


def change_in_the_open(olga: Page, pia: Page, report: str) -> None:
    olga.goto(report)
    expect(olga.get_by_text("That helps.")).to_be_visible()
    olga.get_by_role("link", name="Change it").click()
    olga.locator("input[name=recommendation][value='2']").check()
    olga.get_by_role("button", name="Change", exact=True).click()
    expect(olga.get_by_text("Version 2")).to_be_visible()
    pia.goto(report)
    changed = pia.get_by_role("region", name="Changed after the release")
    expect(changed).to_contain_text("Before: Yes")
    expect(changed).to_contain_text("Now: No")


def dispute_and_decide(pia: Page, quinn: Page, report: str) -> None:
    pia.get_by_role("link", name="Dispute it").click()
    pia.get_by_label("Your words").fill("It was about somebody else.")
    pia.get_by_role("button", name="Dispute it").click()
    expect(pia.get_by_text("Until then the form counts.")).to_be_visible()
    quinn.goto("/reports/disputed/")
    quinn.get_by_role("link", name="Decide").click()
    quinn.get_by_label(re.compile("Upheld")).check()
    quinn.get_by_role("button", name="Decide").click()
    expect(quinn.get_by_text("Upheld: the form counts no more.")).to_be_visible()
    pia.goto(report)
    expect(pia.get_by_text("this form counts in no estimate")).to_be_visible()
    pia.goto("/readiness/")
    assert NOTE not in pia.content()


def wait(site: Site, session: str, *, hours: int) -> None:
    site.manage("shell", "-v0", "-c", WAIT.format(session.strip("/").split("/")[-1], hours))


def reminders_to(site: Site, name: str, *, count: int) -> list[EmailMessage]:
    """All of them, once there are `count`; at most 20 s."""
    found: list[EmailMessage] = []
    for _ in range(40):
        mails = [mail for mail in site.mails() if mail["To"] == f"{name}@rounds.example"]
        found = [mail for mail in mails if "waiting" in mail["Subject"]]
        if len(found) >= count:
            break
        time.sleep(0.5)
    assert len(found) == count
    return found


def be_reminded_and_kept_from_booking(rolf: Page, site: Site, half: str) -> None:
    """The session was yesterday at this time: an hour after it, and twelve, are over."""
    rolf.goto("/partners/")
    expect(rolf.get_by_text("You owe feedback on a session")).to_have_count(0)
    [at_twelve] = reminders_to(site, "rolf", count=1)
    wait(site, half, hours=4)
    [_, at_a_day] = reminders_to(site, "rolf", count=2)
    assert ["New bookings wait" in body_text(mail) for mail in (at_twelve, at_a_day)] == [
        False,
        True,
    ]
    reminders_to(site, "olga", count=0)
    rolf.reload()
    rolf.get_by_role("link", name="Write it now").click()
    expect(rolf).to_have_url(re.compile(f"{half}feedback/$"))


def read_at_48_hours(olga: Page, rolf: Page, site: Site, half: str) -> None:
    """Olga has written everything and reads what there is; Rolf, who has not, reads nothing."""
    for page in (olga, rolf):
        page.goto(f"{half}feedback/")
        expect(page.get_by_role("link", name="Read your report")).to_have_count(0)
    wait(site, half, hours=24)
    site.wait_for_mail(to="olga@rounds.example", subject="Your feedback from Rolf is there")
    olga.reload()
    olga.get_by_role("link", name="Read your report").click()
    expect(olga.get_by_text("Test the empty case.").first).to_be_visible()
    rolf.reload()
    expect(rolf.get_by_role("link", name="Read your report")).to_have_count(0)


def write_late_and_read_at_once(rolf: Page, half: str) -> None:
    give_all_feedback(rolf, half, words="")
    expect(rolf.get_by_role("link", name="Read your report")).to_have_count(1)
    rolf.goto("/partners/")
    expect(rolf.get_by_text("You owe feedback on a session")).to_have_count(0)
