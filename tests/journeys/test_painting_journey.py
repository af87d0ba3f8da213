"""The week is painted: by mouse, by finger, by keys, on two devices, signed out, without script."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from tests.journeys.conftest import Site
from tests.journeys.people import PASSWORD, sign_in

pytestmark = pytest.mark.journey

BUILD = "from tests.journeys import painters; painters.build_painters()"
SAVED = (
    "import json; from tests.journeys import painters; print(json.dumps(painters.saved_week({!r})))"
)
MONDAY, FRIDAY = "0 09:15-10:45", "4 22:00-02:00"
Enter = Callable[..., Page]


@pytest.fixture(scope="module")
def painters(site: Site) -> None:
    site.manage("shell", "-v0", "-c", BUILD)


@pytest.fixture
def enter(painters, new_page) -> Enter:
    """`enter("mira")`: the browser of one of the painters, on the page."""

    def signed_in(name: str, **options) -> Page:
        page = new_page(**options)
        sign_in(page, email=f"{name}@painting.example")
        page.goto("/availability/")
        return page

    return signed_in


def saved(site: Site, name: str) -> list[str]:
    found: list[str] = json.loads(site.manage("shell", "-v0", "-c", SAVED.format(name)))
    return found


def cell(page: Page, start: str) -> Locator:
    return page.locator(f"[role=gridcell][aria-label^='{start} to ']")


def state_of(page: Page, start: str) -> str:
    """What the cell is called, after its times."""
    label = cell(page, start).get_attribute("aria-label")
    assert label is not None
    return label.split(", ", 1)[1]


def said(page: Page, words: str) -> None:
    expect(page.locator("[data-paint-said]")).to_have_text(words)


def drag(page: Page, start: str, end: str) -> None:
    """Press the mouse on one cell and hold it on another."""
    cell(page, start).hover()
    page.mouse.down()
    cell(page, end).hover()


def save(page: Page, words: str) -> None:
    page.get_by_role("button", name="Save the week").click()
    expect(page.get_by_text(words)).to_be_visible()


def scrolled(page: Page) -> tuple[float, float]:
    """How far the grid and the page are scrolled."""
    top = page.evaluate("[document.querySelector('[data-paint]').scrollTop, window.scrollY]")
    return (top[0], top[1])


def test_the_mouse_paints_and_clears_and_keeps_what_it_does_not_touch(site, enter) -> None:
    page = enter("mira")
    expect(page.locator(".paint-card")).to_contain_text("Europe/Berlin (UTC+1), now ")
    expect(cell(page, "Monday 07:00")).to_be_in_viewport()
    expect(cell(page, "Monday 05:30")).not_to_be_in_viewport()
    assert state_of(page, "Monday 09:00") == "free 09:15 to 09:30"
    assert state_of(page, "Monday 09:30") == "free"
    assert state_of(page, "Friday 23:30") == "free"
    assert state_of(page, "Saturday 01:30") == "free"
    assert state_of(page, "Saturday 02:00") == "not free"

    drag(page, "Tuesday 09:00", "Wednesday 10:30")
    page.mouse.up()
    said(page, "Tuesday to Wednesday 09:00 to 11:00 free")
    assert state_of(page, "Wednesday 10:30") == "free, not saved"
    drag(page, "Wednesday 10:00", "Wednesday 10:30")
    assert state_of(page, "Wednesday 10:30") == "not free"
    page.keyboard.press("Escape")
    assert state_of(page, "Wednesday 10:30") == "free, not saved"
    page.mouse.up()
    drag(page, "Wednesday 10:30", "Wednesday 10:00")
    page.mouse.up()
    said(page, "Wednesday 10:00 to 11:00 not free")
    assert saved(site, "mira") == [MONDAY, FRIDAY]
    save(page, "Saved your week: Tuesday and Wednesday.")
    assert saved(site, "mira") == [MONDAY, "1 09:00-11:00", "2 09:00-10:00", FRIDAY]
    expect(page.get_by_role("button", name="Remove Tuesday, 09:00–11:00")).to_be_visible()

    cell(page, "Saturday 00:30").click()
    cell(page, "Monday 09:00").click()
    save(page, "Saved your week: Monday, Friday and Saturday.")
    assert saved(site, "mira") == [
        *("0 09:00-10:45", "1 09:00-11:00", "2 09:00-10:00"),
        *("4 22:00-00:30", "5 01:00-02:00"),
    ]


def test_nothing_unsaved_is_lost_by_leaving_or_by_undoing(site, enter) -> None:
    page = enter("nils")
    warnings: list[str] = []

    def stay(dialog: Dialog) -> None:
        warnings.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    drag(page, "Sunday 12:00", "Sunday 12:30")
    page.mouse.up()
    page.evaluate("window.location.assign('/partners/')")
    page.wait_for_timeout(500)
    assert (warnings, page.url) == (["beforeunload"], f"{site.url}/availability/")
    page.get_by_role("button", name="Undo changes").click()
    said(page, "Changes undone. This is your week as it is saved.")
    assert state_of(page, "Sunday 12:00") == "not free"
    page.get_by_role("button", name="Bring the changes back").click()
    assert state_of(page, "Sunday 12:00") == "free, not saved"
    page.get_by_role("button", name="Undo changes").click()
    page.get_by_role("button", name="Save the week").click()
    said(page, "There is nothing to save.")
    page.goto("/partners/")
    assert (warnings, saved(site, "nils")) == (["beforeunload"], [MONDAY, FRIDAY])


def test_two_devices_and_a_lost_session_lose_nothing(site, enter) -> None:
    desk, sofa = enter("lena"), enter("lena")
    for page, day in ((desk, "Tuesday"), (sofa, "Thursday")):
        cell(page, f"{day} 12:00").click()
    cell(desk, "Sunday 08:00").click()
    cell(sofa, "Sunday 10:00").click()
    save(desk, "Saved your week: Tuesday and Sunday.")
    save(sofa, "Your week was not saved.")
    alert = sofa.get_by_role("alert")
    expect(alert).to_contain_text("Your hours were changed elsewhere")
    expect(alert).to_contain_text(
        "Sunday was changed in both places. Painted here: 10:00–10:30. Saved there: 08:00–08:30."
    )
    assert state_of(sofa, "Tuesday 12:00") == "free"
    assert state_of(sofa, "Thursday 12:00") == "free, not saved"
    cell(sofa, "Sunday 08:00").click()

    token = sofa.context.cookies()
    sofa.context.clear_cookies()
    sofa.get_by_role("button", name="Save the week").click()
    expect(sofa.locator("body")).to_contain_text(re.compile("Sign in|token|reload", re.IGNORECASE))
    sofa.context.add_cookies(token)
    sofa.goto("/availability/")
    said(sofa, "Your week was not saved. It is here again as you painted it.")
    save(sofa, "Saved your week: Thursday and Sunday.")
    assert saved(site, "lena") == [
        *(MONDAY, "1 12:00-12:30", "3 12:00-12:30", FRIDAY),
        *("6 08:00-08:30", "6 10:00-10:30"),
    ]


def test_a_finger_scrolls_unless_it_holds_or_paints(site, enter) -> None:
    page = enter("tove", width=360, has_touch=True, is_mobile=True)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    finger = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        for at in [[{"x": x, "y": y}] for x, y in points] or [[]]:
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    def middle(start: str) -> tuple[float, float]:
        box = cell(page, start).bounding_box()
        assert box is not None
        return (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def move(start: str, end: str, *, hold: int = 0) -> None:
        (x, y), (to_x, to_y) = middle(start), middle(end)
        touch("touchStart", (x, y))
        page.wait_for_timeout(hold)
        steps = [(x + (to_x - x) * n / 8, y + (to_y - y) * n / 8) for n in range(1, 9)]
        touch("touchMove", *steps)
        touch("touchEnd")
        page.wait_for_timeout(500)

    page.locator(".paint").evaluate("one => one.scrollIntoView({block: 'end'})")
    cell(page, "Tuesday 09:00").tap()
    said(page, "Tuesday 09:00 to 09:30 free")
    cell(page, "Monday 10:00").tap()
    said(page, "Monday 10:00 to 10:30 not free")

    before = scrolled(page)
    move("Wednesday 12:00", "Wednesday 09:00")
    assert scrolled(page)[0] > before[0]
    said(page, "Monday 10:00 to 10:30 not free")

    before = scrolled(page)
    move("Wednesday 13:00", "Thursday 12:00", hold=700)
    assert scrolled(page) == before
    said(page, "Wednesday to Thursday 12:00 to 13:30 free")

    page.get_by_role("button", name="Paint by dragging").tap()
    before = scrolled(page)
    move("Sunday 15:00", "Sunday 13:00")
    assert scrolled(page) == before
    said(page, "Sunday 13:00 to 15:30 free")
    save(page, "Saved your week: Monday, Tuesday, Wednesday, Thursday and Sunday.")
    assert saved(site, "tove") == [
        *("0 09:15-10:00", "0 10:30-10:45", "1 09:00-09:30"),
        *("2 12:00-13:30", "3 12:00-13:30", FRIDAY, "6 13:00-15:30"),
    ]


def test_the_keyboard_paints_with_one_tab_stop(site, enter) -> None:
    page = enter("kaja", dark=True)
    grid = page.get_by_role("grid", name="Your week")
    expect(grid.locator("[tabindex='0']")).to_have_count(1)
    grid.locator("[tabindex='0']").focus()
    expect(cell(page, "Monday 07:00")).to_be_focused()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "Space"):
        page.keyboard.press(key)
    expect(cell(page, "Tuesday 08:00")).to_be_focused()
    said(page, "Tuesday 08:00 to 08:30 free")
    for key in ("Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowRight", "Shift+ArrowUp"):
        page.keyboard.press(key)
    said(page, "Tuesday to Wednesday 08:00 to 09:00 free")
    assert state_of(page, "Wednesday 09:00") == "not free"
    page.keyboard.press("Space")  # clears, and Shift spreads what Space did
    page.keyboard.press("Shift+ArrowUp")
    said(page, "Wednesday 08:00 to 09:00 not free")
    for key in ("Control+End", "Shift+ArrowUp"):
        page.keyboard.press(key)
    said(page, "Sunday 23:00 to 24:00 free")
    expect(cell(page, "Sunday 23:00")).to_be_in_viewport()
    page.keyboard.press("Escape")
    said(page, "Changes undone. This is your week as it is saved.")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Save the week")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    said(page, "Your changes are back, not saved.")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved your week: Tuesday and Sunday.")).to_be_visible()
    assert saved(site, "kaja") == [MONDAY, "1 08:00-09:00", FRIDAY, "6 23:00-00:00"]


def test_what_calendars_elsewhere_take_is_drawn_and_said_with_each_cell(enter) -> None:
    page = enter("runa")
    (taken,) = page.locator("[data-paint-busy]").all()
    date = taken.get_attribute("data-date")
    assert state_of(page, "Monday 09:00") == "free 09:15 to 09:30"
    assert state_of(page, "Monday 09:30") == f"free, busy elsewhere on {date}"
    words = f"free, busy elsewhere on {date} 10:00 to 10:10"
    assert state_of(page, "Monday 10:00") == words
    cell(page, "Monday 10:00").click()
    said(page, "Monday 10:00 to 10:30 not free")
    assert state_of(page, "Monday 10:00") == (
        f"not free, not saved, busy elsewhere on {date} 10:00 to 10:10"
    )


def test_without_script_the_grid_is_a_picture_and_the_list_works(site, painters, new_page) -> None:
    page = new_page(java_script_enabled=False)
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill("mira@painting.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/availability/")
    words = page.get_by_role("table", name="Your week in words")
    expect(words.get_by_role("row", name="Friday")).to_contain_text("Free 22:00–24:00")
    assert page.locator(".paint__block").count() >= 3
    assert page.get_by_role("grid").count() == 0
    assert not page.get_by_role("button", name="Save the week").is_visible()
    page.get_by_role("button", name=re.compile("Weekend afternoons")).click()
    expect(words.get_by_role("row", name="Sunday")).to_contain_text("14:00–18:00")
