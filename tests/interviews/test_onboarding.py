import pytest
from django.utils import timezone

from accounts.models import Profile
from interviews.models import Company, Loop
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
WELCOME = "/welcome/"


@pytest.fixture
def newcomer(client):
    user = UserFactory(candidate_kinds=[], interviewer_kinds=[])
    Profile.objects.update(onboarded_at=None, timezone_confirmed_at=None)
    user.profile.refresh_from_db()
    client.force_login(user)
    return user


@pytest.fixture
def loop():
    return Loop.objects.create(
        company=Company.objects.create(slug="acme", name="Acme"), slug="one", name="One loop"
    )


def answers(person, **changed):
    """What the browser would post when only the two needed answers are given."""
    return {
        "timezone": "Asia/Kathmandu",
        "candidate_kinds": ["coding"],
        "pseudonym": person.profile.pseudonym,
        "language_1": "en",
        "extra_time_percent": "0",
        "level": "3",
        **changed,
    }


def test_zone_and_one_round_kind_are_enough(client, newcomer):
    response = client.post(WELCOME, answers(newcomer))

    assert response.url == "/"
    profile = Profile.objects.get(user=newcomer)
    assert profile.timezone == "Asia/Kathmandu"
    assert None not in (profile.onboarded_at, profile.timezone_confirmed_at)
    newcomer.preparation.refresh_from_db()
    assert newcomer.preparation.candidate_kinds == ["coding"]


def test_everything_else_can_be_answered_too(client, newcomer, loop):
    today = timezone.localdate()
    client.post(
        WELCOME,
        answers(
            newcomer,
            pseudonym="Calm Heron",
            language_2="de",
            extra_time_percent="50",
            accommodations=["breaks"],
            interviewer_kinds=["behavioural", "coding"],
            level="5",
            target_loop=loop.pk,
            interview_date=today.isoformat(),
        ),
    )

    profile = Profile.objects.get(user=newcomer)
    assert (profile.pseudonym, profile.languages) == ("Calm Heron", ["en", "de"])
    assert (profile.extra_time_percent, profile.accommodations) == (50, ["breaks"])
    preparation = newcomer.preparation
    preparation.refresh_from_db()
    assert (preparation.level, preparation.target_loop) == (5, loop)
    assert preparation.interview_date == today
    assert preparation.interviewer_kinds == ["behavioural", "coding"]


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("timezone", {"timezone": ""}),
        ("timezone", {"timezone": "Mars/Olympus"}),
        ("candidate_kinds", {"candidate_kinds": []}),
        ("candidate_kinds", {"candidate_kinds": ["juggling"]}),
        ("interviewer_kinds", {"volunteers_only": "on"}),
        ("interview_date", {"interview_date": "2020-01-01"}),
        ("interview_date", {"interview_date": "2199-01-01"}),
        ("level", {"level": "9"}),
        ("target_loop", {"target_loop": "4711"}),
        ("pseudonym", {"pseudonym": "x"}),
    ],
)
def test_wrong_answer_saves_nothing_of_either_part(client, newcomer, field, changed):
    response = client.post(WELCOME, answers(newcomer, **changed))

    assert response.status_code == 200
    errors = response.context["profile_form"].errors | response.context["preparation_form"].errors
    assert errors.keys() == {field}
    profile = Profile.objects.get(user=newcomer)
    assert (profile.onboarded_at, profile.timezone) == (None, "UTC")
    newcomer.preparation.refresh_from_db()
    assert newcomer.preparation.candidate_kinds == []


def test_volunteer_needs_only_a_kind_to_interview_in(client, newcomer):
    client.post(
        WELCOME,
        answers(newcomer, candidate_kinds=[], interviewer_kinds=["coding"], volunteers_only="on"),
    )

    newcomer.preparation.refresh_from_db()
    assert newcomer.preparation.volunteers_only
    assert Profile.objects.get(user=newcomer).onboarded_at is not None


def test_page_proposes_a_pseudonym_and_has_the_zone_guessed(client, newcomer):
    page = client.get(WELCOME).content.decode()

    assert f'value="{newcomer.profile.pseudonym}"' in page
    assert "data-guess-timezone" in page
    assert "build/timezone.js" in page


def test_next_leads_on_within_the_site_only(client, newcomer):
    page = client.get(f"{WELCOME}?next=/join/ABC/").content.decode()
    assert '<input type="hidden" name="next" value="/join/ABC/">' in page
    assert client.post(WELCOME, answers(newcomer, next="/join/ABC/")).url == "/join/ABC/"
    for evil in (
        "//evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "/\\evil.example",
    ):
        assert "evil" not in client.get(WELCOME, {"next": evil}).context["next"]
        assert client.post(WELCOME, answers(newcomer, next=evil)).url == "/"


def test_pseudonym_taken_in_the_same_moment_saves_nothing(client, newcomer, monkeypatch):
    UserFactory(pseudonym="Calm Heron")
    monkeypatch.setattr(
        "accounts.forms.profile.WelcomeForm.clean_pseudonym", lambda form: "calm heron"
    )
    response = client.post(WELCOME, answers(newcomer))

    assert response.context["profile_form"].errors.keys() == {"pseudonym"}
    assert Profile.objects.get(user=newcomer).onboarded_at is None
    newcomer.preparation.refresh_from_db()
    assert newcomer.preparation.candidate_kinds == []


def test_welcomed_person_may_come_back(client):
    user = UserFactory()
    first = user.profile.onboarded_at
    client.force_login(user)
    assert client.get(WELCOME).status_code == 200
    client.post(WELCOME, answers(user))

    assert Profile.objects.get(user=user).onboarded_at == first


def test_anonymous_is_sent_to_sign_in(client):
    assert client.get(WELCOME).url == "/accounts/login/?next=/welcome/"
    assert client.post(WELCOME).status_code == 302
