"""The pages of what the site proposes to two people."""

import re
from html import unescape

import pytest
from django.urls import reverse

from scheduling.models import Decline, Proposal
from tests.scheduling.actions.test_offers import offer
from tests.scheduling.worlds import deliver, in_days, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(catalogue):
    return person(pseudonym="Ana"), person(pseudonym="Ben")


def page_of(client, user, proposal) -> str:
    client.force_login(user)
    return client.get(reverse("proposal", args=[proposal.public_id])).content.decode()


def answers(page: str) -> list[str]:
    """Who has said what, from the page's list of the two."""
    facts = re.findall(r"<dt>([^<]+)</dt><dd><span class=\"badge[^>]*>([^<]+)</span>", page)
    return [f"{who}: {said}" for who, said in facts]


def test_each_of_the_two_reads_who_has_said_yes(client, pair):
    ana, ben = pair
    proposal = offer(ana, ben)
    page = page_of(client, ben, proposal)
    assert "A session with Ana?" in page
    assert "Two levels above you" in page
    assert answers(page) == ["You: Not answered yet", "Ana: Not answered yet"]
    client.force_login(ana)
    response = client.post(reverse("proposal_accept", args=[proposal.public_id]), follow=True)
    page = response.content.decode()
    assert "You said yes. It is booked as soon as Ben says yes too." in page
    assert answers(page) == ["You: Said yes", "Ben: Not answered yet"]
    assert reverse("proposal_accept", args=[proposal.public_id]) not in page
    assert answers(page_of(client, ben, proposal)) == ["You: Not answered yet", "Ana: Said yes"]


def test_the_second_yes_leads_to_the_session(client, pair):
    proposal = offer(*pair)
    url = reverse("proposal_accept", args=[proposal.public_id])
    for user in pair:
        client.force_login(user)
        response = client.post(url)
    proposal.refresh_from_db()
    assert response["Location"] == reverse("session", args=[proposal.session.public_id])


def test_it_waits_in_both_lists_until_one_has_answered(client, pair):
    ana, ben = pair
    proposal = offer(ana, ben)
    lists = {}
    for user in pair:
        client.force_login(user)
        context = client.get(reverse("proposals")).context
        lists[user] = (list(context["received"]), list(context["made"]))
    assert lists == {ana: ([proposal], []), ben: ([proposal], [])}
    client.force_login(ana)
    client.post(reverse("proposal_accept", args=[proposal.public_id]))
    response = client.get(reverse("proposals"))
    assert (list(response.context["received"]), list(response.context["made"])) == ([], [proposal])
    assert "Ben" in response.content.decode()


def test_another_time_is_proposed_from_the_page_and_ends_the_offer(client, pair):
    ana, ben = pair
    proposal = offer(ana, ben)
    page = page_of(client, ben, proposal)
    links = re.findall(r'href="([^"]*instead_of[^"]*)"', page)
    assert len(links) == 4
    form = client.get(unescape(links[0])).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    assert (data["proposer_kind"], data["partner_kind"]) == ("behavioural", "coding")
    response = client.post(reverse("propose", args=[ana.public_id]), data)
    asked = Proposal.objects.get(origin="person")
    assert response["Location"] == reverse("proposal", args=[asked.public_id])
    assert (asked.proposer, asked.partner) == (ben, ana)
    proposal.refresh_from_db()
    assert proposal.state == "declined"


def test_a_strangers_offer_cannot_be_replaced(client, pair):
    proposal = offer(*pair)
    other, stranger = person(), person()
    client.force_login(stranger)
    data = {"start": in_days(4).isoformat(), "mode": "swap", "instead_of": proposal.public_id}
    data |= {"proposer_kind": "coding", "partner_kind": "coding"}
    response = client.post(reverse("propose", args=[other.public_id]), data)
    assert response.status_code == 404
    assert Proposal.objects.get() == proposal


def test_a_decline_by_the_first_of_the_two_is_remembered_and_told(client, pair):
    ana, ben = pair
    proposal = offer(ana, ben)
    client.force_login(ben)
    client.post(reverse("proposal_accept", args=[proposal.public_id]))
    deliver()
    client.force_login(ana)
    url = reverse("proposal_decline", args=[proposal.public_id])
    assert client.post(url, {"why": "person", "reason": "Never again"}).status_code == 302
    assert Decline.objects.values_list("user", "other", "why").get() == (ana.pk, ben.pk, "person")
    (message,) = deliver()
    text = message.get_body(("plain",)).get_content()
    assert message["To"] == ben.email
    assert "Ana said no to the session that we proposed to both of you" in text
    assert "You come first when we look for partners again." in text
    assert "Never again" not in text
    assert "Never again" not in page_of(client, ben, proposal)


def test_both_get_the_mail_and_the_second_hears_of_the_first_yes(client, pair):
    ana, ben = pair
    proposal = offer(ana, ben)
    first = {message["To"]: message for message in deliver()}
    assert set(first) == {ana.email, ben.email}
    text = first[ben.email].get_body(("plain",)).get_content()
    assert "We found a time at which you and Ana could rehearse together" in text
    assert "Ana is asked too. It is booked as soon as both of you have said yes." in text
    assert "- Two levels above you" in text
    assert "Same level as you" not in text
    client.force_login(ana)
    client.post(reverse("proposal_accept", args=[proposal.public_id]))
    (half,) = deliver()
    assert half["To"] == ben.email
    assert "Ana said yes" in half["Subject"]
