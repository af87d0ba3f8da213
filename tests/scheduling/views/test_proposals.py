import re
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from interviews.models import Kind, Session
from jobs.models import Job
from scheduling.actions.acceptance import accept_proposal
from scheduling.actions.proposals import decline_proposal, propose_move, withdraw_proposal
from scheduling.models import Claim, Decline, Proposal
from tests.cohorts.factories import CohortFactory
from tests.factories import UserFactory
from tests.scheduling.worlds import book, in_days, person, propose

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(catalogue):
    """Whoever asks, whoever is asked, the coach of both, a stranger."""
    asker, partner, coach, stranger = person(), person(), person(), person()
    CohortFactory(coach=coach, members=[asker, partner])
    return {"asker": asker, "partner": partner, "coach": coach, "stranger": stranger}


def as_user(client, user):
    client.logout()
    if user is not None:
        client.force_login(user)
    return client


def sign_in_url(url):
    return f"{reverse('account_login')}?next={url}"


# --- Who may see and answer -----------------------------------------------------------------


def test_only_the_two_people_see_a_proposal(client, people):
    proposal = propose(people["asker"], people["partner"], starts_at=in_days(3))
    url = reverse("proposal", args=[proposal.public_id])
    statuses = {name: as_user(client, user).get(url).status_code for name, user in people.items()}
    assert statuses == {"asker": 200, "partner": 200, "coach": 404, "stranger": 404}
    anonymous = as_user(client, None).get(url)
    assert (anonymous.status_code, anonymous["Location"]) == (302, sign_in_url(url))


@pytest.mark.parametrize(
    ("name", "who_may"),
    [
        ("proposal_accept", "partner"),
        ("proposal_decline", "partner"),
        ("proposal_withdraw", "asker"),
    ],
)
def test_answers_of_others_are_not_found_and_write_nothing(name, who_may, client, people):
    proposal = propose(people["asker"], people["partner"], starts_at=in_days(3))
    url = reverse(name, args=[proposal.public_id])
    before = list(Proposal.objects.values())
    for who, user in people.items():
        if who != who_may:
            assert as_user(client, user).post(url).status_code == 404
    anonymous = as_user(client, None).post(url)
    assert (anonymous.status_code, anonymous["Location"]) == (302, sign_in_url(url))
    assert as_user(client, people[who_may]).get(url).status_code == 405
    assert list(Proposal.objects.values()) == before
    assert Session.objects.count() == 0
    assert as_user(client, people[who_may]).post(url, {"why": "time"}).status_code == 302
    assert list(Proposal.objects.values()) != before


def test_an_unknown_proposal_is_not_found(client, people):
    as_user(client, people["asker"])
    unknown = "00000000-0000-4000-8000-000000000000"
    assert client.get(reverse("proposal", args=[unknown])).status_code == 404
    for name in ("proposal_accept", "proposal_decline", "proposal_withdraw"):
        assert client.post(reverse(name, args=[unknown])).status_code == 404


def test_every_answer_needs_the_csrf_token(people):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(people["partner"])
    proposal = propose(people["asker"], people["partner"], starts_at=in_days(3))
    for name in ("proposal_accept", "proposal_decline"):
        assert strict.post(reverse(name, args=[proposal.public_id])).status_code == 403
    assert Proposal.objects.get().state == "open"


# --- The pages ------------------------------------------------------------------------------


def test_the_page_offers_each_person_what_they_can_do(client, people):
    proposal = propose(
        people["asker"], people["partner"], starts_at=in_days(3), message="Graphs <b>"
    )
    page = reverse("proposal", args=[proposal.public_id])
    urls = {
        name: reverse(f"proposal_{name}", args=[proposal.public_id])
        for name in ("accept", "decline", "withdraw")
    }
    offered = {}
    for who in ("asker", "partner"):
        content = as_user(client, people[who]).get(page).content.decode()
        assert "Graphs &lt;b&gt;" in content
        offered[who] = [name for name, url in urls.items() if url in content]
    assert offered == {"asker": ["withdraw"], "partner": ["accept", "decline"]}


def test_the_page_says_both_times_and_the_order_of_roles(client, catalogue):
    with time_machine.travel(datetime(2026, 6, 1, 12, tzinfo=UTC), tick=False):
        asker = person(pseudonym="Asker", timezone="Asia/Kathmandu")
        partner = person(pseudonym="Partner", timezone="Europe/Lisbon")
        start = datetime(2026, 6, 3, 17, 0, tzinfo=UTC)
        proposal = propose(asker, partner, starts_at=start, partner_kind="behavioural")
        client.force_login(partner)
        page = client.get(reverse("proposal", args=[proposal.public_id]))
        content = page.content.decode()
    assert "Wed 3 Jun 2026, 18:00 (UTC+1)" in content
    assert "Wed 3 Jun 2026, 22:45 (UTC+5:45)" in content
    assert [role.line for role in page.context["roles"]] == [
        "25 min, coding: you interview Asker",
        "25 min, behavioural: Asker interviews you",
    ]
    assert "SECRET" not in content


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(rows, client, people, django_assert_num_queries):
    reader = people["asker"]
    for n in range(rows):
        propose(reader, person(), starts_at=in_days(3 + n))
        propose(person(), reader, starts_at=in_days(10 + n))
        closed = propose(person(), reader, starts_at=in_days(20 + n))
        decline_proposal(closed, by=reader, reason="", now=in_days(0))
    client.force_login(reader)
    # session, user, cohorts; received, made, closed (2); finder (4)
    with django_assert_num_queries(11):
        page = client.get(reverse("proposals"))
    shown = (page.context["received"], page.context["made"], page.context["closed"].object_list)
    assert [len(part) for part in shown] == [rows] * 3


def test_the_list_holds_only_ones_own_proposals(client, people):
    propose(people["asker"], people["partner"], starts_at=in_days(3))
    for who, counts in (("asker", [0, 1]), ("partner", [1, 0]), ("coach", [0, 0])):
        page = as_user(client, people[who]).get(reverse("proposals"))
        assert [len(page.context[name]) for name in ("received", "made")] == counts
    assert as_user(client, None).get(reverse("proposals")).status_code == 302


def test_a_proposal_that_has_run_out_is_no_longer_waiting(client, people):
    propose(people["asker"], people["partner"], starts_at=in_days(3))
    with time_machine.travel(in_days(2.1), tick=False):
        page = as_user(client, people["partner"]).get(reverse("proposals"))
        assert (len(page.context["received"]), len(page.context["closed"].object_list)) == (0, 1)
        assert "Expired" in page.content.decode()


# --- Answers --------------------------------------------------------------------------------


def test_accepting_leads_to_the_session(client, people):
    proposal = propose(people["asker"], people["partner"], starts_at=in_days(3))
    client.force_login(people["partner"])
    response = client.post(reverse("proposal_accept", args=[proposal.public_id]), follow=True)
    session = Session.objects.get()
    assert response.redirect_chain == [(reverse("session", args=[session.public_id]), 302)]
    assert "Your session is booked." in response.content.decode()


def test_accepting_twice_says_so_and_books_once(client, people):
    proposal = propose(people["asker"], people["partner"], starts_at=in_days(3))
    client.force_login(people["partner"])
    url = reverse("proposal_accept", args=[proposal.public_id])
    client.post(url)
    again = client.post(url)
    assert again.status_code == 409
    assert "This proposal was accepted already. Nothing was changed." in again.content.decode()
    assert (Session.objects.count(), Claim.objects.count()) == (1, 8)


def test_accepting_what_was_withdrawn_says_so(client, people):
    proposal = propose(people["asker"], people["partner"], starts_at=in_days(3))
    withdraw_proposal(proposal, by=people["asker"], now=in_days(0))
    client.force_login(people["partner"])
    response = client.post(reverse("proposal_accept", args=[proposal.public_id]))
    assert response.status_code == 409
    assert "withdrawn" in response.content.decode()
    assert Session.objects.count() == 0


def test_declining_keeps_the_reason_and_an_endless_one_is_an_error(client, people):
    proposal = propose(people["asker"], people["partner"], starts_at=in_days(3))
    client.force_login(people["partner"])
    url = reverse("proposal_decline", args=[proposal.public_id])
    for bad in ({"why": "time", "reason": "x" * 201}, {"reason": "Exam"}, {"why": "spite"}):
        assert client.post(url, bad).status_code == 400
    assert Proposal.objects.get().state == "open"
    assert client.post(url, {"why": "not_now", "reason": "Exam"}).status_code == 302
    closed = Proposal.objects.get()
    assert (closed.state, closed.answer_reason) == ("declined", "Exam")
    assert Decline.objects.values_list("user", "other", "why", "note").get() == (
        *(people["partner"].pk, people["asker"].pk, "not_now", "Exam"),
    )


def test_a_move_is_answered_on_the_same_page(client, people):
    session = book(people["asker"], people["partner"], starts_at=in_days(3))
    move = propose_move(
        session, by=people["asker"], starts_at=in_days(4), message="", now=in_days(0)
    )
    client.force_login(people["partner"])
    content = client.get(reverse("proposal", args=[move.public_id])).content.decode()
    assert "The old time stands" in content
    client.post(reverse("proposal_accept", args=[move.public_id]))
    session.refresh_from_db()
    assert (session.starts_at, session.sequence) == (in_days(4), 1)


def test_a_move_that_came_to_nothing_offers_three_other_times(client, people):
    asker, partner = people["asker"], people["partner"]
    session = book(asker, partner, starts_at=in_days(3))
    move = propose_move(session, by=asker, starts_at=in_days(1), message="", now=in_days(0))
    page, choose = reverse("proposal", args=[move.public_id]), session_move_url(session)

    def offered(user):
        content = as_user(client, user).get(page).content.decode()
        return re.findall(rf'href="{choose}\?start=([^"]+)"', content)

    assert offered(asker) == []
    decline_proposal(move, by=partner, reason="", now=in_days(0) + timedelta(minutes=1))
    times = offered(asker)
    assert len(times) == 3
    assert offered(partner) == times
    assert quote(in_days(1).isoformat()) not in times
    form = client.get(f"{choose}?start={times[1]}").content.decode()
    (chosen,) = re.findall(r'value="([^"]+)"[^>]* checked', form)
    assert quote(chosen) == times[1]
    assert client.get(f"{choose}?start=<script>&message=spam").status_code == 200
    Session.objects.filter(pk=session.pk).update(moves=2)
    assert offered(asker) == []
    Session.objects.filter(pk=session.pk).update(moves=0, state="cancelled")
    assert offered(asker) == []


def session_move_url(session):
    return reverse("session_move", args=[session.public_id])


# --- Asking ---------------------------------------------------------------------------------


def ask_url(partner, start=None):
    url = reverse("propose", args=[partner.public_id])
    return f"{url}?start={start:%Y-%m-%dT%H:%M:%SZ}" if start else url


def form_data(start, **fields):
    return {
        "start": start.isoformat(),
        "mode": "swap",
        "proposer_kind": "coding",
        "partner_kind": "behavioural",
        "message": "Hello",
        **fields,
    }


def test_the_form_shows_both_times_and_sends_the_proposal(client, catalogue):
    with time_machine.travel(datetime(2026, 6, 1, 12, tzinfo=UTC), tick=False):
        asker = person(timezone="Europe/Berlin")
        partner = person(timezone="America/New_York")
        start = datetime(2026, 6, 3, 17, 0, tzinfo=UTC)
        client.force_login(asker)
        page = client.get(ask_url(partner, start))
        content = page.content.decode()
        assert page.status_code == 200
        assert "Wed 3 Jun 2026, 19:00 (UTC+2)" in content
        assert "Wed 3 Jun 2026, 13:00 (UTC−4)" in content
        name = partner.profile.pseudonym
        assert (
            f"Swap, 60 min: {name} interviews you for 25 min, then you interview {name} for 25 min,"
            " then 10 min of feedback and debrief"
        ) in content
        sent = client.post(ask_url(partner), form_data(start))
    proposal = Proposal.objects.get()
    assert sent["Location"] == reverse("proposal", args=[proposal.public_id])
    assert (proposal.proposer, proposal.partner, proposal.starts_at, proposal.message) == (
        *(asker, partner, start, "Hello"),
    )
    assert (proposal.mode, proposal.proposer_kind, proposal.partner_kind) == (
        *("swap", "coding", "behavioural"),
    )


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("one_way", ("coding", "")), ("one_way_interview", ("", "behavioural"))],
)
def test_a_one_way_session_keeps_only_the_kind_that_is_practised(mode, expected, client, people):
    client.force_login(people["asker"])
    client.post(ask_url(people["partner"]), form_data(in_days(3), mode=mode))
    proposal = Proposal.objects.get()
    assert (proposal.mode, proposal.proposer_kind, proposal.partner_kind) == ("one_way", *expected)


@pytest.mark.parametrize(
    ("start", "words"),
    [
        ("", "Choose a time that suits both of you first."),
        ("tomorrow", "We cannot read that time."),
        ("2026-06-03T17:00:00", "We cannot read that time."),  # no offset
        ("9999-12-31T23:59:59-14:00", "We cannot read that time."),
        ("9999-12-31T23:45:00Z", "We cannot read that time."),
        ("0001-01-01T00:00:00Z", "We cannot read that time."),
        ("2020-01-01T10:00:00Z", "in the past"),
        ("2999-01-01T10:00:00Z", "too far ahead"),
    ],
)
def test_a_bad_start_in_the_address_gets_words(start, words, client, people):
    client.force_login(people["asker"])
    response = client.get(reverse("propose", args=[people["partner"].public_id]), {"start": start})
    assert response.status_code == (400 if start else 200)
    assert words in response.content.decode()


@pytest.mark.parametrize(
    "change",
    [
        {"start": ""},
        {"start": "nonsense"},
        {"start": "2020-01-01T10:00:00+00:00"},
        {"mode": "threesome"},
        {"mode": ""},
        {"proposer_kind": "karaoke"},
        {"partner_kind": ""},
        {"message": "x" * 501},
    ],
)
def test_bad_input_is_an_error_in_words_and_writes_nothing(change, client, people):
    client.force_login(people["asker"])
    data = form_data(in_days(3)) | change
    response = client.post(ask_url(people["partner"]), data)
    assert response.status_code == 400
    assert 'role="alert"' in response.content.decode()
    assert (Proposal.objects.count(), Job.objects.count()) == (0, 0)


def test_a_time_that_is_taken_is_an_error_in_words(client, people):
    book(people["partner"], people["stranger"], starts_at=in_days(3))
    client.force_login(people["asker"])
    response = client.post(ask_url(people["partner"]), form_data(in_days(3)))
    assert response.status_code == 400
    assert "is not free for the whole of that time" in response.content.decode()


def test_a_double_click_asks_once(client, people):
    client.force_login(people["asker"])
    data = form_data(in_days(3))
    statuses = [client.post(ask_url(people["partner"]), data).status_code for _ in range(2)]
    assert statuses == [302, 400]
    assert Proposal.objects.count() == 1


def test_nobody_can_ask_themself_a_person_who_left_or_one_not_set_up(client, people):
    asker = people["asker"]
    left, new = person(), person()
    left.is_active = False
    left.save()
    new.profile.onboarded_at = None
    new.profile.save()
    client.force_login(asker)
    for target in (asker, left, new):
        assert client.get(ask_url(target, in_days(3))).status_code == 404
        assert client.post(ask_url(target), form_data(in_days(3))).status_code == 404
    assert Proposal.objects.count() == 0


def test_asking_needs_an_account(client, people):
    url = ask_url(people["partner"])
    response = client.post(url, form_data(in_days(3)))
    assert (response.status_code, response["Location"]) == (302, sign_in_url(url))


def test_the_form_offers_what_the_two_can_do_for_each_other(client, catalogue):
    asker = person(candidate_kinds=["coding"], interviewer_kinds=["coding"])
    partner = person(candidate_kinds=["behavioural"], interviewer_kinds=["coding", "system_design"])
    client.force_login(asker)
    form = client.get(ask_url(partner, in_days(3))).context["form"]
    offered = {
        name: [value for value, _ in form.fields[name].choices]
        for name in ("mode", "proposer_kind", "partner_kind")
    }
    assert offered == {
        "mode": ["swap", "one_way", "one_way_interview"],
        "proposer_kind": ["coding", "system_design"],
        "partner_kind": ["behavioural"],
    }


def test_the_form_never_offers_to_interview_a_volunteer(client, catalogue):
    volunteer = person(volunteers_only=True)
    client.force_login(person())
    form = client.get(ask_url(volunteer, in_days(3))).context["form"]
    assert [value for value, _ in form.fields["mode"].choices] == ["one_way"]
    assert "partner_kind" not in form.fields


def test_two_who_can_do_nothing_for_each_other_are_told(client, catalogue):
    partner = UserFactory(candidate_kinds=[], interviewer_kinds=[])
    client.force_login(person())
    response = client.get(ask_url(partner, in_days(3)))
    assert "no session the two of you could hold" in response.content.decode()
    assert client.post(ask_url(partner), form_data(in_days(3))).status_code == 400
    assert Proposal.objects.count() == 0


def test_the_link_from_the_partners_page_chooses_the_form_and_the_kinds(client, catalogue):
    partner = person()
    client.force_login(person())
    url = reverse("propose", args=[partner.public_id])
    wanted = {"start": in_days(3).isoformat(), "mode": "one_way", "partner_kind": "behavioural"}
    form = client.get(url, wanted).context["form"]
    assert (form["mode"].value(), form["partner_kind"].value()) == (
        *("one_way_interview", "behavioural"),
    )
    assert form["proposer_kind"].value() in Kind.values


def test_a_clock_change_before_the_session_is_announced(client, catalogue):
    with time_machine.travel(datetime(2026, 10, 20, 12, tzinfo=UTC), tick=False):
        asker = person(timezone="Europe/Berlin")
        partner = person(timezone="Asia/Tokyo")
        client.force_login(asker)
        before = client.get(ask_url(partner, datetime(2026, 10, 24, 17, tzinfo=UTC)))
        after = client.get(ask_url(partner, datetime(2026, 10, 26, 17, tzinfo=UTC)))
    assert "clocks change" not in before.content.decode()
    assert "Your clocks change before this session." in after.content.decode()
    assert "back by 60 minutes on" in after.content.decode()


def test_a_partner_booked_elsewhere_meanwhile_closes_the_proposal_for_the_asker(client, people):
    waiting = propose(people["asker"], people["partner"], starts_at=in_days(3))
    won = propose(people["stranger"], people["partner"], starts_at=in_days(3))
    accept_proposal(won, by=people["partner"], now=in_days(0) + timedelta(hours=1))
    client.force_login(people["asker"])
    content = client.get(reverse("proposal", args=[waiting.public_id])).content.decode()
    assert "That time is no longer free." in content
