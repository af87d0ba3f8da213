import time
from datetime import timedelta

import pytest
from django.utils import timezone

from cohorts.actions.invitations import (
    CannotAccept,
    CannotInvite,
    accept_invitation,
    invite_people,
    send_invitation_again,
    withdraw_invitation,
)
from cohorts.actions.memberships import leave_cohort
from cohorts.domain.roster import read_roster
from cohorts.models import Invitation, Membership
from cohorts.queries.roster import check_roster
from jobs.execution import run_due_jobs
from jobs.models import Job
from tests.cohorts.factories import CohortFactory
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def coach():
    return UserFactory(pseudonym="Calm Heron 1234")


@pytest.fixture
def cohort(coach):
    return CohortFactory(coach=coach, name="Anna's <b>spring</b> & co")


@pytest.fixture
def mails(mailoutbox):
    """What has been sent so far, oldest first."""
    return lambda: mailoutbox


def roster(*lines: str):
    return read_roster("\n".join(["email,name", *lines]))


def token_in(mail) -> str:
    return mail.body.split("/invitations/")[1].split("/")[0]


def invite_ada(cohort, coach, mails, email="ada@example.org"):
    invite_people(cohort, roster=roster(f"{email},Ada O'Hara"), by=coach, now=NOW)
    run_due_jobs()
    return token_in(mails()[-1])


def test_everyone_ready_is_invited_and_gets_one_mail(cohort, coach, mails):
    count = invite_people(
        cohort,
        roster=roster("ada@example.org,Ada O'Hara", "bad", "GRACE@example.org,"),
        by=coach,
        now=NOW,
    )
    assert count == 2
    assert list(Invitation.objects.order_by("pk").values_list("email", "name", "invited_by")) == [
        ("ada@example.org", "Ada O'Hara", coach.pk),
        ("grace@example.org", "", coach.pk),
    ]
    run_due_jobs()
    assert sorted(mail.to for mail in mails()) == [["ada@example.org"], ["grace@example.org"]]
    ada = next(mail for mail in mails() if mail.to == ["ada@example.org"])
    assert ada.subject == "Calm Heron 1234 invites you to Anna's <b>spring</b> & co on Rehearse"
    assert ada.body.startswith("Hello Ada O'Hara,\n\nCalm Heron 1234 invites you to the cohort")
    assert '"Anna\'s <b>spring</b> & co"' in ada.body
    [(html, kind)] = ada.alternatives
    assert kind == "text/html"
    assert "“Anna&#x27;s &lt;b&gt;spring&lt;/b&gt; &amp; co”" in html


def test_neither_the_token_nor_its_nonce_stays_in_the_database(cohort, coach, mails):
    token = invite_ada(cohort, coach, mails)
    assert len(token) == 43
    stored = [*Invitation.objects.values_list(), *Job.objects.values_list()]
    assert token not in repr(stored)
    assert list(Job.objects.values_list("kind", "arguments")) == [("cohorts.send_invitation", {})]


def test_dry_run_names_each_line_that_cannot_be_invited(cohort, coach):
    member = UserFactory(email="member@example.org")
    cohort.memberships.create(user=member, role="member", joined_at=NOW)
    invite_people(cohort, roster=roster("invited@example.org,I"), by=coach, now=NOW)
    check = check_roster(
        cohort,
        roster=roster(
            "new@example.org,New",
            "no address,X",
            ",Nobody",
            "NEW@example.org,Twice",
            "Member@example.org,M",
            "invited@example.org,I",
            "a@b.org,Too,many",
        ),
    )
    assert [row.email for row in check.ready] == ["new@example.org"]
    assert [(problem.line, problem.message) for problem in check.problems] == [
        (3, "has an address that is not valid."),
        (4, "has no e-mail address."),
        (5, "has the same address as line 2."),
        (6, "is in this cohort already."),
        (7, "is invited already. Send that invitation again from the cohort's page."),
        (8, "has 3 cells, but the header has 2."),
    ]
    assert Invitation.objects.count() == 1


def test_unverified_address_of_a_member_does_not_betray_them(cohort, coach):
    member = UserFactory()
    cohort.memberships.create(user=member, role="member", joined_at=NOW)
    member.emailaddress_set.create(email="claimed@example.org", verified=False)
    check = check_roster(cohort, roster=roster("claimed@example.org,C"))
    assert [row.email for row in check.ready] == ["claimed@example.org"]


def test_dry_run_asks_the_database_as_often_for_one_row_as_for_three(
    cohort, django_assert_num_queries
):
    for rows in (["a@b.org,A"], ["a@b.org,A", "c@d.org,C", "e@f.org,E"]):
        with django_assert_num_queries(2):
            check_roster(cohort, roster=roster(*rows))


def test_list_without_anybody_to_invite_changes_nothing(cohort, coach):
    with pytest.raises(CannotInvite):
        invite_people(cohort, roster=roster("bad,X"), by=coach, now=NOW)
    assert (Invitation.objects.count(), Job.objects.count()) == (0, 0)


def test_nobody_is_invited_to_a_cohort_that_is_over(cohort, coach):
    later = NOW + timedelta(days=60)
    with pytest.raises(CannotInvite):
        invite_people(cohort, roster=roster("a@example.org,A"), by=coach, now=later)
    assert Invitation.objects.count() == 0


def test_owner_of_the_verified_address_joins_once(cohort, coach, mails):
    token = invite_ada(cohort, coach, mails)
    ada = UserFactory(email="ada@example.org")
    membership = accept_invitation(token, user=ada, now=NOW)
    assert (membership.user, membership.cohort, membership.role) == (ada, cohort, "member")
    assert list(Invitation.objects.values_list("accepted_by", "accepted_at")) == [(ada.pk, NOW)]
    with pytest.raises(CannotAccept):
        accept_invitation(token, user=ada, now=NOW)
    assert cohort.memberships.filter(user=ada).count() == 1


def test_existing_account_is_not_added_before_it_accepts(cohort, coach, mails):
    ada = UserFactory(email="ada@example.org")
    invite_ada(cohort, coach, mails)
    assert not cohort.memberships.filter(user=ada).exists()


@pytest.mark.parametrize("verified", [None, False])
def test_link_opens_nothing_for_who_has_not_verified_the_address(cohort, coach, mails, verified):
    token = invite_ada(cohort, coach, mails)
    thief = UserFactory()
    if verified is not None:
        thief.emailaddress_set.create(email="ada@example.org", verified=verified)
    with pytest.raises(CannotAccept):
        accept_invitation(token, user=thief, now=NOW)
    assert Invitation.objects.get().accepted_at is None
    assert not cohort.memberships.filter(user=thief).exists()


def test_address_without_the_link_opens_nothing(cohort, coach, mails):
    invite_ada(cohort, coach, mails)
    with pytest.raises(CannotAccept):
        accept_invitation("guess", user=UserFactory(email="ada@example.org"), now=NOW)


@pytest.mark.parametrize("after", [timedelta(days=30), timedelta(days=29)])
def test_invitation_expires_after_thirty_days(cohort, coach, mails, after):
    cohort.ends_date += timedelta(days=90)
    cohort.save()
    token = invite_ada(cohort, coach, mails)
    ada = UserFactory(email="ada@example.org")
    if after < timedelta(days=30):
        assert accept_invitation(token, user=ada, now=NOW + after).user == ada
    else:
        with pytest.raises(CannotAccept):
            accept_invitation(token, user=ada, now=NOW + after)


def test_sending_again_kills_the_old_link_and_mails_a_new_one(cohort, coach, mails):
    old = invite_ada(cohort, coach, mails)
    send_invitation_again(Invitation.objects.get(), by=coach, now=NOW)
    run_due_jobs()
    new = token_in(mails()[-1])
    assert (len(mails()), old == new) == (2, False)
    ada = UserFactory(email="ada@example.org")
    with pytest.raises(CannotAccept):
        accept_invitation(old, user=ada, now=NOW)
    assert accept_invitation(new, user=ada, now=NOW).user == ada


def test_withdrawn_invitation_is_neither_mailed_nor_accepted(cohort, coach, mails):
    invite_people(cohort, roster=roster("ada@example.org,Ada"), by=coach, now=NOW)
    withdraw_invitation(Invitation.objects.get(), by=coach, now=NOW)
    run_due_jobs()
    assert (mails(), Invitation.objects.count()) == ([], 0)
    assert Job.objects.get().done_at is not None


def test_accepted_invitation_can_be_neither_withdrawn_nor_sent_again(cohort, coach, mails):
    token = invite_ada(cohort, coach, mails)
    accept_invitation(token, user=UserFactory(email="ada@example.org"), now=NOW)
    invitation = Invitation.objects.get()
    for action in (withdraw_invitation, send_invitation_again):
        with pytest.raises(CannotInvite):
            action(invitation, by=coach, now=NOW)
    assert Invitation.objects.get() == invitation


def test_who_left_can_be_invited_again_and_the_used_link_stays_dead(cohort, coach, mails):
    token = invite_ada(cohort, coach, mails)
    ada = UserFactory(email="ada@example.org")
    accept_invitation(token, user=ada, now=NOW)
    leave_cohort(cohort, user=ada, now=NOW)
    with pytest.raises(CannotAccept):
        accept_invitation(token, user=ada, now=NOW)
    new = invite_ada(cohort, coach, mails)
    assert accept_invitation(new, user=ada, now=NOW).left_at is None


def test_mail_that_waits_while_its_invitation_is_sent_again_is_not_sent(cohort, coach, mails):
    invite_people(cohort, roster=roster("ada@example.org,Ada"), by=coach, now=NOW)
    send_invitation_again(Invitation.objects.get(), by=coach, now=NOW)
    run_due_jobs()
    assert len(mails()) == 1
    ada = UserFactory(email="ada@example.org")
    assert accept_invitation(token_in(mails()[0]), user=ada, now=NOW).user == ada


def test_five_hundred_people_are_invited_within_seconds(cohort, coach):
    lines = [f"invited{n}@example.org,Person {n}" for n in range(500)]
    started = time.perf_counter()
    assert invite_people(cohort, roster=roster(*lines), by=coach, now=NOW) == 500
    assert time.perf_counter() - started < 5
    assert Job.objects.count() == 500


def test_who_accepts_is_in_the_group_of_the_list(cohort, coach, mails):
    text = "email,name,group\nada@example.org,Ada,Red"
    invite_people(cohort, roster=read_roster(text), by=coach, now=NOW)
    run_due_jobs()
    ada = UserFactory(email="ada@example.org")
    membership = accept_invitation(token_in(mails()[-1]), user=ada, now=NOW)
    assert Membership.objects.get(pk=membership.pk).group == "Red"
