"""A packet's way: one editor writes it, another publishes it, two people meet over it."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from interviews.domain.packets.parts import MainFile, read_parts
from tests.journeys.conftest import Site
from tests.journeys.people import sign_in

pytestmark = pytest.mark.journey

BUILD = "import json; from tests.journeys import library; print(json.dumps(library.build_{}()))"
SLUG = "a-question-of-the-journey"
HINT = "Nudge: a plan you did not believe in"
PACKET_OF_LEG = (
    "from interviews.models import Leg;"
    "leg = Leg.objects.get(candidate__email='cara@library.example');"
    "print(leg.packet_version.packet.slug, leg.session.public_id)"
)


def enter(new_page, name: str, **kwargs) -> Page:
    page = new_page(**kwargs)
    sign_in(page, email=f"{name}@library.example")
    return page


def problems(page: Page) -> str:
    return page.locator("[data-status]").inner_text()


def test_a_packet_is_written_published_and_asked(site: Site, new_page) -> None:
    main = read_parts(
        json.loads(site.manage("shell", "-v0", "-c", BUILD.format("library")))["text"]
    )
    edda = enter(new_page, "edda")
    draft = begin(edda)
    write(edda, main)
    edda.keyboard.press("Control+s")
    expect(edda.locator("[data-status]")).to_contain_text("Saved.")
    edda.reload()
    expect(edda.locator("#problems")).to_have_text("No problems")
    edda.get_by_role("link", name="Submit for review").click()
    edda.get_by_label("What is new or changed, and why").fill("A question that was missing.")
    edda.get_by_role("button", name="Submit").click()
    expect(edda.get_by_text("Another editor can now review and publish it.")).to_be_visible()

    publish(enter(new_page, "egon"), draft)

    proposal = json.loads(site.manage("shell", "-v0", "-c", BUILD.format("booking")))["proposal"]
    iris = enter(new_page, "iris")
    iris.goto(proposal)
    iris.get_by_role("button", name="Accept").click()
    expect(iris.get_by_text("Your session is booked.")).to_be_visible()
    slug, session = site.manage("shell", "-v0", "-c", PACKET_OF_LEG).split()
    assert slug == SLUG
    iris.goto(f"/sessions/{session}/prepare/")
    expect(iris.get_by_text(HINT)).to_be_visible()
    cara = enter(new_page, "cara")
    for address in (f"/sessions/{session}/", f"/sessions/{session}/prepare/", f"/library/{SLUG}/"):
        cara.goto(address)
        assert HINT not in cara.content()


def begin(page: Page) -> str:
    """A skeleton, full of problems; the draft's address."""
    page.goto("/library/drafts/")
    page.get_by_role("link", name="Write a packet").first.click()
    page.get_by_label("Behavioural").check()
    page.get_by_label("Name in addresses and files").fill(SLUG)
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url(re.compile(r"/library/drafts/[0-9a-f-]{36}/"))
    expect(page.locator("#problems")).to_have_text(re.compile(r"^[1-9]\d* problems$"))
    assert re.fullmatch(r"[1-9]\d* problems", problems(page))
    return page.url


def write(page: Page, main: MainFile) -> None:
    """Type all of it; the page goes from many problems to none while one types."""
    data = main.document.data
    for name in ("title", "summary", "not_assumed"):
        page.locator(f"#id_{name}").fill(data[name])
    page.locator("#id_level").select_option(str(data["level"]))
    page.locator("#id_authors").fill(", ".join(data["authors"]))
    for name in ("topics", "values", "competencies", "loops"):
        for key in data[name]:
            page.locator(f"input[name={name}][value='{key}']").check()
    page.locator("#id_counts_as").select_option(data["values"][0])
    for length, beats in data["beats"].items():
        for number, beat in enumerate(beats):
            for key, value in beat.items():
                page.locator(f"[name=beats-{length}-{number}-{key}]").fill(str(value))
        assert f"sum: {length} of {length}" in page.locator(f"#id_beats-{length}").inner_text()
    expect(page.locator("[data-status]")).to_have_text(re.compile(r"^Not saved\. \d+ problems$"))
    for part in main.parts[:-1]:
        page.get_by_label(part.heading, exact=True).fill(part.text)
    expect(page.locator("#problems")).to_have_text("1 problem")
    link = page.locator(".draft-problems a")
    expect(link).to_have_text("Weak answer")
    last = page.get_by_label("Weak answer", exact=True)
    expect(last).to_have_attribute("aria-invalid", "true")
    last.fill(main.parts[-1].text)
    expect(page.locator("#problems")).to_have_text("No problems")
    expect(page.locator("[data-status]")).to_have_text("Not saved. No problems")
    page.get_by_role("tab", name="Candidate sees").click()
    preview = page.get_by_role("tabpanel")
    expect(preview).to_contain_text("Describe a time")
    expect(preview).not_to_contain_text(HINT)
    page.get_by_role("tab", name="Candidate sees").press("ArrowRight")
    expect(page.get_by_role("tabpanel")).to_contain_text(HINT)


def publish(page: Page, draft: str) -> None:
    page.goto("/library/drafts/")
    row = page.locator("li", has_text=SLUG)
    expect(row).to_contain_text("Waits for a second editor")
    row.get_by_role("link", name=SLUG).click()
    assert page.url == draft
    page.get_by_role("link", name="Review it").click()
    expect(page.get_by_text("A question that was missing.")).to_be_visible()
    page.get_by_role("button", name="Publish as version 1").click()
    expect(page.get_by_text("Published as version 1.")).to_be_visible()
