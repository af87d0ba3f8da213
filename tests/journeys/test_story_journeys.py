"""A story from its first words to where it was told; a part of a report for somebody outside."""

import json
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Site
from tests.journeys.people import sign_in

pytestmark = pytest.mark.journey

BUILD = (
    "import json; from tests.journeys import tellers; print(json.dumps(tellers.build_tellers()))"
)
VAGUE = "We had a lot of problems with various things, and it was important to all of the team."
BETTER = (
    "In May 2023 the boards in the harbour showed a boat that was not there, and the captain rang"
    " me at five in the morning because forty people stood on the pier."
)
ACTION = (
    "I drove down, turned the boards off and chalked the times on a slate. I sat with Mr Holm, the"
    " captain, and typed 31 times in from the sheet on his bridge. I asked him to send it monthly."
)
RESULT = "By noon all 31 times were right, and the ferry's director put the slate into her office."


@pytest.fixture(scope="module")
def paths(site: Site) -> dict[str, str]:
    found: dict[str, str] = json.loads(site.manage("shell", "-v0", "-c", BUILD))
    return found


def saved(page: Page) -> None:
    expect(page.locator("[data-save-state]")).to_have_text(re.compile(r"^Saved at \d\d:\d\d$"))


def part_of(page: Page, name: str) -> Locator:
    return page.locator(f"textarea[name={name}]")


def write(page: Page, part: str, words: str) -> None:
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.ok):
        part_of(page, part).fill(words)
    saved(page)


def test_story_is_written_checked_told_and_brought_back(site: Site, new_page, paths) -> None:
    page = new_page(width=360, dark=True)
    sign_in(page, email="sara@telling.example")
    page.goto("/stories/")
    page.get_by_role("link", name="Begin a story").click()
    page.get_by_label("Title").fill("The boat that was not there")
    page.get_by_label("Courage").check()
    page.get_by_role("button", name="Begin").click()
    check = page.locator("[data-check]")
    write(page, "situation", VAGUE)
    expect(check.get_by_text("a lot of")).to_be_visible()
    for part, words in (("situation", BETTER), ("action", ACTION), ("result", RESULT)):
        write(page, part, words)
    write(page, "task", "I write the boards' software, and nobody else was awake to mend it.")
    expect(check.get_by_text("Passes", exact=True)).to_be_visible()

    page.goto(paths["session"])
    page.get_by_label("The boat that was not there").check()
    with page.expect_navigation():
        page.locator("form[action$='/told/'] button").click()
    page.goto("/stories/")
    expect(page.get_by_text("Told 1 time.")).to_be_visible()
    page.get_by_role("link", name="The boat that was not there").click()
    page.get_by_text("2 quotes from that round").click()
    expect(page.get_by_text("I rang the captain at five").first).to_be_visible()

    page.get_by_role("button", name="Delete this story").click()
    page.get_by_role("button", name="Bring it back").click()
    expect(part_of(page, "result")).to_have_value(RESULT)


def test_two_devices_never_lose_a_story(site: Site, new_page, paths) -> None:
    desk = new_page()
    sign_in(desk, email="tilo@telling.example")
    desk.goto("/stories/new/")
    desk.get_by_label("Title").fill("Two of us")
    desk.get_by_role("button", name="Begin").click()
    expect(desk.get_by_role("heading", name="Two of us")).to_be_visible()
    phone = desk.context.new_page()
    phone.goto(desk.url)
    write(phone, "task", "written on the phone")
    part_of(desk, "task").fill("written at the desk")
    expect(desk.locator("[data-conflict-notice]")).to_be_visible()
    desk.get_by_role("button", name="Keep what is on this page").click()
    saved(desk)
    phone.reload()
    expect(part_of(phone, "task")).to_have_value("written at the desk")


def test_part_of_a_report_is_shared_read_and_revoked(site: Site, new_page, paths) -> None:
    page = new_page()
    sign_in(page, email="sara@telling.example")
    page.goto(paths["report"])
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    page.get_by_role("link", name="Share").click()
    page.get_by_label("Quotes").check()
    page.get_by_label("Takeaways").uncheck()
    page.get_by_role("button", name="Make the link").click()
    link = page.get_by_label("The link").input_value()

    mentor = new_page(timezone="America/New_York")
    mentor.goto(link)
    expect(mentor.get_by_text("I rang the captain at five").first).to_be_visible()
    for hidden in ("Tilo who tells", "Sara who tells", "Name the invariant"):
        expect(mentor.get_by_text(hidden)).to_have_count(0)
    assert mentor.locator("a:not(.skip-link)").count() == 0

    page.goto(f"{paths['report']}share/")
    expect(page.get_by_text("Opened 1 time")).to_be_visible()
    page.get_by_role("button", name=re.compile("Revoke")).click()
    expect(page.get_by_text("The link is dead.")).to_be_visible()
    assert mentor.goto(link).status == 404
