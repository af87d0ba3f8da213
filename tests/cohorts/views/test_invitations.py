import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cohorts.actions.invitations import invite_people
from cohorts.domain.roster import read_roster
from cohorts.models import Invitation, Membership
from cohorts.queries.invitations import invitation_token
from jobs.models import Job
from tests.cohorts.factories import CohortFactory
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def coach():
    return UserFactory(pseudonym="Calm Heron 1234")


@pytest.fixture
def cohort(coach):
    return CohortFactory(coach=coach, name="Spring")


@pytest.fixture
def url(cohort):
    return reverse("cohort_import", args=[cohort.public_id])


def text_of(response):
    return response.content.decode()


def invite(cohort, coach, email="ada@example.org"):
    invite_people(
        cohort, roster=read_roster(f"email,name\n{email},Ada"), by=coach, now=timezone.now()
    )
    nonce = Job.objects.latest("pk").arguments["nonce"]
    return reverse("cohort_invitation", args=[invitation_token(nonce)])


def test_dry_run_shows_what_would_happen_and_does_nothing(client, coach, url):
    client.force_login(coach)
    assert "Choose a file or paste a list." not in text_of(client.get(url))
    file = SimpleUploadedFile(
        "people.csv", b"name,email,phone\nAda,ada@example.org,1\nBob,not an address,2\n"
    )
    page = text_of(client.post(url, {"file": file}))
    assert "Ignored column: phone." in page
    assert "Line 3 has an address that is not valid." in page
    assert "Invite 1 person</button>" in page
    assert (Invitation.objects.count(), Job.objects.count()) == (0, 0)


def test_confirming_reads_the_list_again_and_does_not_trust_the_page(client, coach, url):
    client.force_login(coach)
    text = "email,name\nada@example.org,Ada\nnot an address,X\n"
    response = client.post(url, {"text": text, "confirm": "yes", "ready": "all"})
    assert response.status_code == 302
    assert list(Invitation.objects.values_list("email", flat=True)) == ["ada@example.org"]
    # The same page sent again finds that they are invited meanwhile.
    page = text_of(client.post(url, {"text": text, "confirm": "yes"}))
    assert "There is nobody on the list to invite." in page
    assert (Invitation.objects.count(), Job.objects.count()) == (1, 1)


def test_text_of_the_dry_run_survives_the_round_trip_unchanged(client, coach, url):
    client.force_login(coach)
    text = '\nemail,name\nada@example.org,"</textarea><b>Ada</b>"\n'
    page = text_of(client.post(url, {"text": text}))
    assert "<b>Ada</b>" not in page
    carried = page.split('<textarea name="text" hidden>\n')[1].split("</textarea>")[0]
    assert carried.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"') == text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Choose a file or paste a list."),
        ({"text": "ada@example.org\n"}, "The first line must name the columns email and name;"),
        ({"text": "email,name\n" + "a@b.org,A\n" * 10_000}, "The list has 10,000 rows;"),
        ({"text": "email,name\n" + "x" * 1_000_001}, "The list is larger than 1 MB."),
        ({"text": "email,name\na@b.org,\x00"}, "Null characters are not allowed."),
    ],
)
@pytest.mark.parametrize("confirm", [{}, {"confirm": "yes"}])
def test_unusable_lists_are_answered_in_words_and_change_nothing(
    client, coach, url, data, words, confirm
):
    client.force_login(coach)
    response = client.post(url, data | confirm)
    assert response.status_code == 200
    assert words in text_of(response)
    assert (Invitation.objects.count(), Job.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The submitted file is empty."),
        (b"email,name\na@b.org,\xff\n", "Line 2 has bytes that are not UTF-8 text."),
        (b"email,name\na@b.org,\x00\n", "Line 2 has a NUL character"),
        (b"email,name\n" + b"x" * 1_000_000, "The list is larger than 1 MB."),
        (b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00\x80\x81", "bytes that are not UTF-8"),
    ],
)
def test_unusable_files_are_answered_in_words_and_change_nothing(
    client, coach, url, content, words
):
    client.force_login(coach)
    response = client.post(url, {"file": SimpleUploadedFile("people.csv", content)})
    assert words in text_of(response)
    assert (Invitation.objects.count(), Job.objects.count()) == (0, 0)


def test_file_and_text_together_are_refused(client, coach, url):
    client.force_login(coach)
    file = SimpleUploadedFile("people.csv", b"email,name\na@b.org,A\n")
    page = text_of(client.post(url, {"file": file, "text": "email,name\nc@d.org,C"}))
    assert "Upload a file or paste a list, not both." in page


def test_invited_person_sees_who_invites_and_joins_by_accepting(client, cohort, coach):
    link = invite(cohort, coach)
    ada = UserFactory(email="ada@example.org")
    client.force_login(ada)
    response = client.get(link)
    assert "Join Spring?" in text_of(response)
    assert "Calm Heron 1234 invites you" in text_of(response)
    assert "no-store" in response["Cache-Control"]
    assert not cohort.memberships.filter(user=ada).exists()
    assert client.post(link).url == reverse("cohort", args=[cohort.public_id])
    assert cohort.memberships.filter(user=ada, role="member").exists()
    assert client.get(link).url == reverse("cohort", args=[cohort.public_id])


def test_another_account_sees_nothing_of_the_invitation_and_cannot_take_it(client, cohort, coach):
    link = invite(cohort, coach)
    thief = UserFactory()
    thief.emailaddress_set.create(email="ada@example.org", verified=False)
    client.force_login(thief)
    page = text_of(client.get(link))
    assert "This invitation is for another address" in page
    assert "Spring" not in page
    assert "ada@example.org" not in page
    assert client.post(link).status_code == 404
    assert not cohort.memberships.filter(user=thief).exists()


def test_anonymous_is_sent_to_sign_in_and_back(client, cohort, coach):
    link = invite(cohort, coach)
    assert client.get(link).url == f"{reverse('account_login')}?next={link}"


def test_dead_link_is_404_in_words(client, coach):
    client.force_login(coach)
    response = client.get(reverse("cohort_invitation", args=["x" * 43]))
    assert response.status_code == 404
    assert "This invitation was withdrawn, used or has expired." in text_of(response)


def test_coach_sends_again_and_withdraws(client, cohort, coach):
    old = invite(cohort, coach)
    invitation = Invitation.objects.get()
    client.force_login(coach)
    client.post(reverse("invitation_resend", args=[invitation.public_id]))
    assert Invitation.objects.get().token_hash != invitation.token_hash
    client.post(reverse("invitation_withdraw", args=[invitation.public_id]))
    assert Invitation.objects.count() == 0
    client.force_login(UserFactory(email="ada@example.org"))
    assert client.post(old).status_code == 404
    assert Membership.objects.members().count() == 0


@pytest.mark.parametrize("name", ["invitation_resend", "invitation_withdraw"])
def test_only_the_cohorts_coach_touches_its_invitations(client, cohort, coach, name):
    invite(cohort, coach)
    invitation = Invitation.objects.get()
    other = UserFactory()
    CohortFactory(coach=other)
    member = UserFactory()
    cohort.memberships.create(user=member, role="member", joined_at=timezone.now())
    for user in (other, member, UserFactory(is_superuser=True)):
        client.force_login(user)
        assert client.post(reverse(name, args=[invitation.public_id])).status_code == 404
    client.logout()
    response = client.post(reverse(name, args=[invitation.public_id]))
    assert response.url.startswith(reverse("account_login"))
    assert Invitation.objects.get().token_hash == invitation.token_hash
