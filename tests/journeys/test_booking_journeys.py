"""Why there is no partner and what helps; a "no" that is kept; two answers at one moment."""

import json
import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site, body_text
from tests.journeys.people import sign_in

pytestmark = pytest.mark.journey

BUILD = "import json; from tests.journeys import worlds; print(json.dumps(worlds.build_worlds()))"
SECRET = "Dora alone knows why"
ACCEPT = "form[action$='/accept/'] button"
# Both browsers count down on the one clock of this machine, and click at the same millisecond.
CLICK_AT = """([selector, at]) => {
  const button = document.querySelector(selector);
  window.setTimeout(() => button.click(), at - Date.now());
}"""
FOCUS = """() => {
  const focused = document.activeElement;
  const box = focused.getBoundingClientRect();
  const marks = [focused, focused.closest("label")].filter(Boolean).map((one) => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  return {
    words: focused.textContent.replace(/\\s+/g, " ").trim(),
    kind: focused.type || focused.localName,
    isSeen: box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight,
    isWhole: box.left >= 0 && box.right <= innerWidth && box.top >= 0 && box.bottom <= innerHeight,
    isMarked: marks.includes(true),
  };
}"""


@pytest.fixture(scope="module")
def paths(site: Site) -> dict[str, str]:
    """The people of these journeys are there; paths by name (tests/journeys/worlds.py)."""
    found: dict[str, str] = json.loads(site.manage("shell", "-v0", "-c", BUILD))
    return found


@pytest.fixture
def enter(paths, new_page):
    """`enter("dora")`: the browser of somebody of these worlds, signed in."""

    def signed_in(name: str, **kwargs) -> Page:
        page = new_page(**kwargs)
        sign_in(page, email=f"{name}@booking.example")
        return page

    return signed_in


def coming_session(page: Page) -> str:
    """The address of the one session that is coming; there is no other."""
    page.goto("/sessions/")
    rows = page.locator("section[aria-labelledby=coming] .list-row__title a")
    expect(rows).to_have_count(1)
    return rows.get_attribute("href") or ""


def waiting(page: Page):
    """The proposals that wait for an answer."""
    page.goto("/proposals/")
    return page.locator("section[aria-labelledby=received] .list-row__title a")


# --- a search without a result ------------------------------------------------------------------


def test_who_finds_nobody_reads_why_widens_their_hours_and_meets_somebody(enter) -> None:
    amber, birk = enter("amber"), enter("birk")
    amber.goto("/partners/")
    expect(amber.get_by_role("heading", name="Nobody is free at your times")).to_be_visible()
    expect(amber.get_by_text("1 person fits you, but is not free for long enough")).to_be_visible()
    tip = amber.locator("section[aria-labelledby=tips-title] li").first
    expect(tip).to_contain_text("Widening Tuesday morning by an hour (08:00–10:00) adds 1 person.")
    tip.get_by_role("button", name="Do it").click()

    expect(amber.get_by_text("You are free on Tuesday, 08:00–10:00, from now on.")).to_be_visible()
    expect(amber.get_by_role("heading", name="1 person for you")).to_be_visible()
    expect(amber.get_by_role("button", name="Undo the change")).to_be_visible()
    card = amber.locator("article").filter(has_text="Birk")
    card.get_by_role("link", name=re.compile("Propose to Birk: Tue.* 09:00–10:00")).first.click()
    amber.get_by_role("button", name="Send the proposal").click()
    expect(amber.get_by_text("Your proposal is on its way.")).to_be_visible()

    waiting(birk).filter(has_text="Amber").click()
    birk.get_by_role("button", name="Accept").click()
    expect(birk.get_by_text("Your session is booked.")).to_be_visible()
    assert coming_session(amber) == coming_session(birk)
    for page, partner in ((amber, "Birk"), (birk, "Amber")):
        row = page.locator("section[aria-labelledby=coming] li")
        expect(row).to_contain_text(partner)
        expect(row).to_contain_text("09:00")


# --- a "no" in a round --------------------------------------------------------------------------


def test_not_this_person_holds_in_the_next_round_and_stays_a_secret(
    site: Site, paths, enter
) -> None:
    cleo, dora, emil, fern = (enter(name) for name in ("cleo", "dora", "emil", "fern"))
    run_a_round(cleo, paths["rounds"], number=1)
    cleo.locator("section[aria-labelledby=past] tbody th a").first.click()
    expect(cleo.locator("section[aria-labelledby=pairs] .list-row__title")).to_have_count(1)
    expect(cleo.get_by_text("Dora with Emil")).to_be_visible()

    waiting(emil).filter(has_text="Dora").click()
    declined = emil.url
    emil.get_by_role("button", name="Accept").click()
    expect(emil.get_by_text("You said yes. It is booked as soon as Dora says yes")).to_be_visible()
    decline_for_good(dora)

    run_a_round(cleo, paths["rounds"], number=2)
    expect(waiting(emil)).to_have_text(["Fern"])
    expect(waiting(fern)).to_have_text(["Emil"])
    expect(waiting(dora)).to_have_count(0)
    nothing_is_told(site, emil, cleo, declined=declined)
    dora.goto("/proposals/finder/")
    expect(dora.locator("section[aria-labelledby=not-wanted] .list-row__title")).to_have_text(
        ["Emil"]
    )


def run_a_round(coach: Page, path: str, *, number: int) -> None:
    """Press the coach's button, and wait until the page lists `number` rounds that are done."""
    coach.goto(path)
    coach.get_by_role("button", name="Run now").click()
    expect(coach.get_by_text("A round is on its way.")).to_be_visible()
    done = coach.locator("section[aria-labelledby=past] tbody tr:has(td:nth-child(5))")
    deadline = time.monotonic() + 30
    while done.count() < number and time.monotonic() < deadline:
        time.sleep(0.25)
        coach.goto(path)
    expect(done).to_have_count(number)


def decline_for_good(dora: Page) -> None:
    waiting(dora).filter(has_text="Emil").click()
    dora.locator("summary", has_text="Decline").click()
    dora.get_by_label("Not with this person").check()
    dora.get_by_label("A few words to your partner").fill(SECRET)
    dora.get_by_role("button", name="Decline").click()
    expect(dora.get_by_text("Declined. Whoever waits for your answer is told")).to_be_visible()


def nothing_is_told(site: Site, emil: Page, coach: Page, *, declined: str) -> None:
    """That it was declined is all that the other person, their mails and the coach are told."""
    site.wait_for_mail(to="emil@booking.example", subject="Dora")
    told = [body_text(mail) for mail in site.mails() if mail["To"] != "dora@booking.example"]
    round_url = coach.locator("section[aria-labelledby=past] tbody th a").last.get_attribute("href")
    for page, path in (
        *((emil, path) for path in (declined, "/proposals/", "/proposals/finder/", "/partners/")),
        (coach, round_url or ""),
    ):
        page.goto(path)
        told.append(page.inner_text("main"))
    assert re.search(r"\bDeclined on ", told[-5])
    assert "Declined" in told[-1]
    for text in told:
        assert SECRET not in text
    assert [text for text in told if "You chose “Not with this person”" in text] == []


# --- two answers at one moment ------------------------------------------------------------------


def click_together(*pages: Page) -> None:
    """Press "Accept" in each of the browsers at the same moment."""
    at = time.time() * 1000 + 500
    for page in pages:
        page.evaluate(CLICK_AT, [ACCEPT, at])


def read_one_of(page: Page, *sentences: str) -> str:
    """Which of the sentences the page ends with, each a part of its notice."""
    either = re.compile("|".join(map(re.escape, sentences)))
    notice = page.locator("main .notice", has_text=either).first
    expect(notice).to_be_visible()
    found = either.search(notice.inner_text())
    assert found is not None
    return found[0]


def test_two_who_say_yes_at_the_same_moment_have_one_session(paths, enter) -> None:
    gail, hugo = enter("gail"), enter("hugo")
    path = paths["gail and hugo"]
    stale = [page.context.new_page() for page in (gail, hugo)]
    for page in (*stale, gail, hugo):
        page.goto(path)
        expect(page.locator(ACCEPT)).to_be_visible()
    click_together(gail, hugo)
    first, second = "It is booked as soon as", "Your session is booked."
    assert {read_one_of(page, first, second) for page in (gail, hugo)} == {first, second}
    session = coming_session(gail)
    assert coming_session(hugo) == session

    for page in stale:
        page.locator(ACCEPT).click()
        read_one_of(page, "This proposal was accepted already. Nothing was changed.")
        assert page.get_by_role("link", name="Open the session").get_attribute("href") == session
    assert [coming_session(page) for page in (gail, hugo)] == [session, session]


def test_of_two_overlapping_proposals_accepted_at_once_one_is_booked(paths, enter) -> None:
    jana, kurt = enter("jana"), enter("kurt")
    jana.goto(paths["jana"])
    kurt.goto(paths["kurt"])
    click_together(jana, kurt)
    booked = "Your session is booked."
    ended = "This proposal has ended. That time is no longer free. Nothing was changed."
    read = {page: read_one_of(page, booked, ended) for page in (jana, kurt)}
    assert sorted(read.values()) == [ended, booked]
    winner, loser = sorted(read, key=lambda page: read[page], reverse=True)
    expect(loser.get_by_role("link", name="Find a partner").last).to_be_visible()
    loser.goto("/sessions/")
    expect(loser.get_by_role("heading", name="No sessions yet")).to_be_visible()
    assert coming_session(enter("ivan")) == coming_session(winner)


# --- by the keyboard ----------------------------------------------------------------------------


def tab_to(page: Page, words: str = "", *, kind: str) -> None:
    """Press Tab until the focus is on what reads `words` and is of `kind` (type, or else tag).

    Each stop on the way is marked and on the screen, the last one wholly so.
    """
    stops = []
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        assert stop["isMarked"], stop
        assert stop["isSeen"], stop
        stops.append((stop["words"], stop["kind"]))
        if stops[-1] == (words, kind):
            assert stop["isWhole"], stop
            return
    raise AssertionError(f"60 times Tab do not reach {words!r}, but {stops}")


def fits_in_the_dark(page: Page) -> None:
    """Dark paper, and nothing to scroll sideways."""
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert max(int(part) for part in re.findall(r"\d+", paper)[:3]) < 64, paper
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_accept_and_decline_by_the_keyboard_on_a_small_dark_screen(enter) -> None:
    lena = enter("lena", width=360, dark=True)
    assert waiting(lena).count() == 2
    fits_in_the_dark(lena)
    tab_to(lena, "Answer the proposal of Mona", kind="a")
    lena.keyboard.press("Enter")
    expect(lena.get_by_role("heading", name="A session with Mona?")).to_be_visible()
    fits_in_the_dark(lena)
    tab_to(lena, "Accept", kind="submit")
    lena.keyboard.press("Enter")
    expect(lena.get_by_text("Your session is booked.")).to_be_visible()
    fits_in_the_dark(lena)

    expect(waiting(lena)).to_have_text(["Nils"])
    tab_to(lena, "Answer the proposal of Nils", kind="a")
    lena.keyboard.press("Enter")
    expect(lena.get_by_role("heading", name="Nils asks you for a session")).to_be_visible()
    tab_to(lena, "Decline", kind="summary")
    lena.keyboard.press("Enter")
    tab_to(lena, kind="radio")
    lena.keyboard.press("ArrowUp")
    expect(lena.get_by_label("Not with this person")).to_be_checked()
    fits_in_the_dark(lena)
    tab_to(lena, kind="text")
    lena.keyboard.type("Another time perhaps")
    tab_to(lena, "Decline", kind="submit")
    lena.keyboard.press("Enter")
    expect(lena.get_by_text("Declined. Whoever waits for your answer is told")).to_be_visible()
    fits_in_the_dark(lena)
    expect(waiting(lena)).to_have_count(0)
    coming_session(lena)
