import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.actions.erasure import erase_account
from feedback.actions.shares import MOST_OPEN, CannotShare, revoke_share, share_report
from feedback.domain.shares import SLUGS
from feedback.models import Review, SharedReport
from feedback.queries.shares import shared_page
from tests.dashboards.builders import held, interviewer_form
from tests.factories import UserFactory
from tests.feedback.builders import opened_session, people_of, submit_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(now):
    session = opened_session(now=now - timedelta(days=1))
    for person, words in zip(people_of(session), ("of the second", "of the first"), strict=True):
        submit_all(person, session, now=now, evidence=f"said {words}", score=2)
    return session


@pytest.fixture
def leg(session):
    return session.legs.get(number=2)


def share(leg, *parts: str, now, days: int = 7) -> str:
    return share_report(leg, parts=parts, days=days, by=leg.candidate, now=now)[1]


def shown(token: str, *, status: int = 200) -> str:
    """What somebody without an account reads, without the frame's own words."""
    response = Client().get(f"/shared/{token}/")
    assert response.status_code == status
    return response.content.decode().partition("<main")[2].partition("</main>")[0]


MARKS = {
    "levels": "anchor 2",
    "takeaways": "Name the invariant.",
    "drill": "Trace one case by hand.",
    "recommendation": "Recommendation",
    "quotes": "said of the",
    "own": "own score",
    "observed": "Clarifies the problem",
    "readiness": "Readiness today",
}


def marks_of(leg) -> dict[str, str]:
    names = {
        person: getattr(leg, person).profile.pseudonym for person in ("candidate", "interviewer")
    }
    return MARKS | names


@pytest.mark.parametrize("part", SLUGS)
def test_link_shows_what_was_chosen_and_nothing_else(leg, now, part):
    content = shown(share(leg, part, now=now))
    assert {slug for slug, mark in marks_of(leg).items() if mark in content} - {"levels"} == (
        {part} - {"levels"}
    )
    assert ("Level by level" in content) == (part == "levels")


def test_link_with_everything_shows_everything(leg, now):
    content = shown(share(leg, *SLUGS, now=now))
    assert {slug for slug, mark in marks_of(leg).items() if mark in content} == set(SLUGS)


def test_link_never_shows_what_stays_between_the_two(leg, now):
    content = shown(share(leg, *SLUGS, now=now))
    hidden = ("private words", "SECRET", leg.candidate.email, leg.interviewer.email)
    assert [words for words in hidden if words in content] == []


def test_where_a_red_flag_was_seen_goes_with_the_quotes(leg, now):
    assert "minute 12" not in shown(share(leg, "observed", now=now))
    assert "minute 12" in shown(share(leg, "observed", "quotes", now=now))


def practised(candidate, *, now):
    for days_ago in range(1, 6):
        session = held(UserFactory(), candidate, starts_at=now - timedelta(days=days_ago))
        interviewer_form(session, hours=1, evidence="other words")


def test_readiness_is_ranges_with_their_evidence_and_nothing_of_other_sessions(leg, now):
    practised(leg.candidate, now=now)
    (first, *_) = shared_lines(leg, now=now)
    content = " ".join(shown(share(leg, "readiness", now=now)).split())
    low, high = round(100 * first.chance.low), round(100 * first.chance.high)
    assert f"{low} to {high} of 100" in content
    assert f"6 sessions, 6 interviewers, last in {now:%B %Y}" in content
    for line in shared_lines(leg, now=now):
        assert (line.quotes, line.trend, line.adjustment) == ((), (), "")
    others = Review.objects.filter(subject=leg.candidate).exclude(leg=leg)
    names = [review.author.profile.pseudonym for review in others]
    assert [word for word in ("other words", "stricter", "milder", *names) if word in content] == []


def test_too_little_evidence_is_said_without_a_number(leg, now):
    content = shown(share(leg, "readiness", now=now))
    assert "of 100</span>" not in content
    assert "Not enough evidence yet" in content


def shared_lines(leg, *, now):
    share(leg, "readiness", now=now)
    return shared_page(SharedReport.objects.latest("pk"), now=now).readiness


def test_form_that_a_dispute_took_out_says_so(leg, now):
    words = "the dispute was upheld"
    token = share(leg, "levels", now=now)
    assert words not in shown(token)
    Review.objects.filter(leg=leg, perspective="interviewer").update(is_excluded=True)
    assert words in shown(token)


def test_page_leads_nowhere_and_is_kept_nowhere(leg, now):
    response = Client().get(f"/shared/{share(leg, *SLUGS, now=now)}/")
    content = response.content.decode()
    assert set(re.findall(r"<a [^>]*href=\"([^\"]*)\"", content)) == {"#main"}
    assert "<form" not in content
    assert {
        name: response[name] for name in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")
    } == {
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex, nofollow, noarchive",
    }
    assert "sessionid" not in response.cookies


def test_expired_and_revoked_links_are_the_same_page_as_unknown_ones(leg, now):
    expired = share(leg, "levels", now=now - timedelta(days=1), days=1)
    revoked = share(leg, "levels", now=now)
    last = SharedReport.objects.latest("pk")
    for _ in range(2):
        revoke_share(last, by=leg.candidate, now=now)
    pages = {shown(token, status=404) for token in (expired, revoked, "x" * 43, "x")}
    assert len(pages) == 1


def test_link_works_to_the_last_second(leg, now):
    token = share(leg, "levels", now=now, days=7)
    with time_machine.travel(now + timedelta(days=7) - timedelta(seconds=1), tick=False):
        shown(token)
    with time_machine.travel(now + timedelta(days=7), tick=False):
        shown(token, status=404)


def test_views_are_counted_and_a_look_without_the_page_is_none(leg, now):
    token = share(leg, "levels", now=now)
    Client().head(f"/shared/{token}/")
    for _ in range(2):
        shown(token)
    stored = SharedReport.objects.get()
    assert (stored.views, stored.last_viewed_at is not None) == (2, True)


def test_guessing_is_slowed_down(leg, now, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"shared_report": "2/m/ip"}
    token = share(leg, "levels", now=now)
    found = [Client().get(f"/shared/{one}/").status_code for one in ("x", "y", token)]
    assert found == [404, 404, 429]


def test_token_is_kept_only_as_a_hash(leg, now):
    token = share(leg, "levels", now=now)
    assert token not in str(SharedReport.objects.values().get())
    assert len(token) == 43


def test_only_the_candidate_shares_and_only_what_was_released(leg, now):
    waiting = opened_session(now=now)
    candidate = waiting.legs.get(number=1).candidate
    for by, what in (
        (leg.interviewer, leg),
        (UserFactory(), leg),
        (candidate, waiting.legs.get(number=1)),
    ):
        with pytest.raises(CannotShare):
            share_report(what, parts=["levels"], days=7, by=by, now=now)
    assert SharedReport.objects.count() == 0


@pytest.mark.parametrize("wrong", [{"parts": []}, {"parts": ["email"]}, {"days": 0}, {"days": 91}])
def test_nonsense_is_not_shared(leg, now, wrong):
    asked = {"parts": ["levels"], "days": 7, **wrong}
    with pytest.raises(CannotShare):
        share_report(leg, **asked, by=leg.candidate, now=now)
    client = Client()
    client.force_login(leg.candidate)
    assert client.post(reverse("report_share", args=[leg.public_id]), asked).status_code == 400
    assert SharedReport.objects.count() == 0


def test_there_is_a_limit_to_open_links(leg, now):
    for _ in range(MOST_OPEN):
        share(leg, "levels", now=now)
    with pytest.raises(CannotShare, match="20 links"):
        share(leg, "levels", now=now)
    revoke_share(SharedReport.objects.latest("pk"), by=leg.candidate, now=now)
    share(leg, "levels", now=now)


def test_link_is_made_shown_once_and_revoked_on_the_page(leg, now):
    client = Client()
    client.force_login(leg.candidate)
    url = reverse("report_share", args=[leg.public_id])
    made = client.post(url, {"parts": ["levels", "drill"], "days": "3"})
    path = re.search(r"/shared/[\w-]{43}/", made.content.decode())[0]
    assert made["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert path not in client.get(url).content.decode()
    assert Client().get(path).status_code == 200
    stored = SharedReport.objects.get()
    assert (stored.parts, stored.expires_at - stored.created_at) == (
        ["levels", "drill"],
        timedelta(days=3),
    )
    client.post(reverse("share_revoke", args=[stored.public_id]))
    assert Client().get(path).status_code == 404


def test_nobody_else_revokes(leg, now):
    token = share(leg, "levels", now=now)
    client = Client()
    client.force_login(leg.interviewer)
    url = reverse("share_revoke", args=[SharedReport.objects.get().public_id])
    assert client.post(url).status_code == 404
    shown(token)


def test_links_of_an_erased_person_are_dead(leg, now):
    token = share(leg, "levels", now=now)
    erase_account(leg.candidate, by=leg.candidate, now=now)
    shown(token, status=404)
    assert SharedReport.objects.count() == 0


def test_interviewer_who_erased_their_account_is_a_former_member_on_the_page(leg, now):
    name = leg.interviewer.profile.pseudonym
    token = share(leg, "interviewer", "quotes", now=now)
    erase_account(leg.interviewer, by=leg.interviewer, now=now)
    content = shown(token)
    assert (name in content, "Former member 1" in content) == (False, True)
