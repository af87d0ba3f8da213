"""What a person does in the browser, in the words of the pages."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site, first_link

PASSWORD = "four plain words here"


def sign_up(page: Page, site: Site, *, email: str, kinds: list[str]) -> str:
    """Sign up, verify the address through the mail, answer the welcome page; the pseudonym."""
    page.goto("/accounts/signup/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("heading", name="Check your mail")).to_be_visible()
    mail = site.wait_for_mail(to=email, subject="Verify your address")
    page.goto(first_link(mail, "confirm-email"))
    page.get_by_role("button", name="Yes, verify it").click()
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    for kind in kinds:
        page.locator(f"input[name=candidate_kinds][value={kind}]").check()
        page.locator(f"input[name=interviewer_kinds][value={kind}]").check()
    pseudonym = page.get_by_label("Pseudonym").input_value()
    page.locator("main button[type=submit]").click()
    expect(page).not_to_have_url(re.compile("/welcome/"))
    return pseudonym


def sign_in(page: Page, *, email: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile("^(?!.*login).*$"))


def add_hours(page: Page, *presets: str) -> None:
    page.goto("/availability/")
    for preset in presets:
        page.get_by_role("button", name=re.compile(preset)).click()
    expect(page.get_by_text("Free 18:00–21:00").first).to_be_visible()


def fill_form(page: Page, *, words: str) -> None:
    """Fill the feedback form that is open: a 3 everywhere, a 4 with its evidence first."""
    for number, question in enumerate(page.locator("fieldset:has(.anchors)").all()):
        evidence = question.locator("textarea")
        score = "4" if number == 0 and evidence.count() else "3"
        question.locator(f".anchors input[value='{score}']").check()
        if score == "4":
            evidence.fill(words)
    if page.locator("input[name=applied]").count():
        page.locator("input[name=applied][value=partly]").check()
    if page.locator("input[name=recommendation]").count():
        page.locator("input[name=recommendation][value='3']").check()
        page.locator("[name=takeaway_1]").fill("Say the sizes aloud first.")
        page.locator("[name=drill_key]").select_option(index=1)
        page.locator("[name=drill]").fill("One small problem aloud, recorded.")


def give_all_feedback(page: Page, session_path: str, *, words: str) -> None:
    """Submit every form that the person owes on the session, in the order the site asks."""
    for _ in range(5):
        page.goto(f"{session_path}feedback/")
        begin = page.locator("main .card-head a.button--primary")
        if not begin.count():
            break
        begin.click()
        fill_form(page, words=words)
        with page.expect_navigation():  # the next visit would abort a submission on its way
            page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("heading", name="You have submitted everything")).to_be_visible()
