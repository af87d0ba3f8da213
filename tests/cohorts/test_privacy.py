import json
from datetime import timedelta

import pytest
from django.core import mail
from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse

from accounts.actions.erasure import erase_account
from accounts.privacy import export_of, warnings_of
from cohorts.actions.invitations import accept_invitation, invite_people
from cohorts.domain.roster import read_roster
from cohorts.models import Cohort, Invitation, Membership
from cohorts.queries.invitations import invitation_token
from jobs.execution import run_due_jobs
from jobs.models import Job
from tests.accounts.helpers import delivered_to, reauthenticate
from tests.cohorts.factories import CohortFactory, join
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
ADDRESS = "ann.marker@example.org"


@pytest.fixture
def ann():
    return UserFactory(email=ADDRESS)


def invite(cohort, coach, *addresses: str, now) -> str:
    """Invites them all and returns the token of the last one's link."""
    lines = ["email,name", *(f"{address},Real Name" for address in addresses)]
    invite_people(cohort, roster=read_roster("\n".join(lines)), by=coach, now=now)
    job = Job.objects.filter(kind="cohorts.send_invitation").latest("pk")
    return invitation_token(job.arguments["nonce"])


def test_erased_person_is_in_no_cohort_and_their_past_places_stay(ann, now):
    past = join(CohortFactory(), ann, left_at=now - timedelta(days=3))
    present = join(CohortFactory(coach=UserFactory()), ann)
    erase_account(ann, by=ann, now=now)
    places = Membership.objects.filter(user=ann).order_by("pk").values_list("pk", "left_at")

    assert list(places) == [(past.pk, past.left_at), (present.pk, now)]


def test_only_coach_can_be_erased_and_the_members_stay(ann, now):
    member = UserFactory()
    cohort = CohortFactory(coach=ann, members=[member])
    erase_account(ann, by=ann, now=now)

    assert [place.user for place in cohort.memberships.current()] == [member]


def administrators(number: int) -> list[str]:
    return [UserFactory(is_superuser=True).email for _ in range(number)]


def mails_about_coaches() -> list[tuple[str, str]]:
    run_due_jobs()
    subject = "has no coach any more"
    return sorted((m.to[0], m.subject) for m in mail.outbox if subject in m.subject)


def test_administrators_are_asked_for_another_coach(ann, now):
    addresses = administrators(2)
    UserFactory(is_superuser=True, is_active=False)
    CohortFactory(coach=ann, members=[UserFactory(), UserFactory()], name="Spring")
    erase_account(ann, by=ann, now=now)

    subject = "Spring on Rehearse has no coach any more"
    assert mails_about_coaches() == sorted((address, subject) for address in addresses)


@pytest.mark.parametrize("why", ["another coach", "nobody in it", "over", "a new coach meanwhile"])
def test_nobody_is_asked_for_a_coach_that_is_not_missed(ann, now, why):
    administrators(1)
    cohort = CohortFactory(coach=ann, members=[] if why == "nobody in it" else [UserFactory()])
    if why == "another coach":
        join(cohort, UserFactory(), role="coach")
    elif why == "over":
        Cohort.objects.update(ends_date=now.date() - timedelta(days=3))
    warnings = warnings_of(ann, now=now)
    erase_account(ann, by=ann, now=now)
    if why == "a new coach meanwhile":
        join(cohort, UserFactory(), role="coach")

    assert mails_about_coaches() == []
    assert len(warnings) == (why == "a new coach meanwhile")


def test_the_only_coach_reads_what_erasing_means_for_the_cohort(client, ann):
    CohortFactory(coach=ann, members=[UserFactory()], name="Spring")
    CohortFactory(coach=UserFactory(), members=[ann], name="Autumn")
    client.force_login(ann)
    reauthenticate(client)
    page = client.get(reverse("privacy_erase")).content.decode()

    assert "You are the only coach of Spring." in page
    assert "Autumn" not in page


def test_invitations_to_an_erased_person_go_and_others_stay(ann, now):
    coach = UserFactory()
    cohorts = [CohortFactory(coach=coach) for _ in range(2)]
    token = invite(cohorts[0], coach, "joann.marker@example.org", ADDRESS, now=now)
    accept_invitation(token, user=ann, now=now)
    invite(cohorts[1], coach, ADDRESS, now=now)
    erase_account(ann, by=ann, now=now)

    assert list(Invitation.objects.values_list("email", flat=True)) == ["joann.marker@example.org"]
    assert [mail.subject for mail in delivered_to(ADDRESS)] == ["Your account was erased"]
    assert len(delivered_to("joann.marker@example.org")) == 1


def test_address_that_was_never_verified_takes_no_invitation_along(ann, now):
    coach = UserFactory()
    invite(CohortFactory(coach=coach), coach, "somebody.else@example.org", now=now)
    ann.emailaddress_set.create(email="somebody.else@example.org", verified=False)
    erase_account(ann, by=ann, now=now)

    assert Invitation.objects.count() == 1


def test_export_has_places_and_invitations_without_what_opens_a_cohort(ann, now):
    coach = UserFactory(pseudonym="Calm Coach")
    cohort = CohortFactory(coach=coach, name="Spring")
    token = invite(cohort, coach, ADDRESS, now=now)
    accept_invitation(token, user=ann, now=now)
    own = CohortFactory(coach=ann, name="Autumn")
    invite(own, ann, "stranger@example.org", now=now)
    exported = export_of(ann)

    assert [(place["name"], place["role"]) for place in exported["cohorts"]] == [
        ("Autumn", "coach"),
        ("Spring", "member"),
    ]
    assert exported["cohort_invitations"] == [
        {
            **{
                "email": ADDRESS,
                "name": "Real Name",
                "group": "",
                "invited_at": now,
                "accepted_at": now,
            },
            **{"cohort_name": "Spring", "invited_by_pseudonym": "Calm Coach"},
        }
    ]
    assert exported["cohort_invitations_sent"] == [{"invited_at": now, "cohort_name": "Autumn"}]
    text = json.dumps(exported, cls=DjangoJSONEncoder)
    secrets = (token, cohort.join_code, own.join_code, "stranger@", coach.email)
    hashes = Invitation.objects.values_list("token_hash", flat=True)
    assert [secret for secret in (*secrets, *hashes) if secret in text] == []
