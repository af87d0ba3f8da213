import pytest
from django.urls import reverse

from practice.models import Telling
from tests.factories import SessionFactory, UserFactory
from tests.practice.builders import told_round, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(client):
    user = UserFactory()
    client.force_login(user)
    return user


def test_after_a_behavioural_round_one_says_what_one_told(client, user, now):
    leg = told_round(user, now=now)
    story = write(user, now=now)
    page = reverse("session", args=[leg.session.public_id])
    assert "Which stories did you tell?" in client.get(page).content.decode()
    told = reverse("session_told", args=[leg.session.public_id])
    assert client.post(told, {"stories": [story.pk]})["Location"] == page
    assert [one.leg for one in story.tellings.all()] == [leg]
    assert "checked" in client.get(page).content.decode()
    client.post(told)
    assert Telling.objects.count() == 0


@pytest.mark.parametrize("stories", [["x"], [0], ["1,2"]])
def test_garbage_notes_nothing(client, user, now, stories):
    leg = told_round(user, now=now)
    client.post(reverse("session_told", args=[leg.session.public_id]), {"stories": stories})
    story = write(user, now=now)
    client.post(reverse("story_rounds", args=[story.public_id]), {"legs": stories})
    assert Telling.objects.count() == 0


def test_there_is_nothing_to_say_before_or_of_other_rounds(client, user, now):
    for session in (
        SessionFactory(first=user, kind="behavioural"),
        SessionFactory(first=user, state="completed"),
        told_round(UserFactory(), now=now).session,
    ):
        url = reverse("session_told", args=[session.public_id])
        assert client.post(url).status_code == 404


def test_rounds_are_linked_from_the_story(client, user, now):
    leg, story = told_round(user, now=now), write(user, now=now)
    client.post(reverse("story_rounds", args=[story.public_id]), {"legs": [leg.pk]})
    assert [one.leg for one in story.tellings.all()] == [leg]


def test_before_a_round_the_titles_stand_on_the_sessions_page(client, user, now):
    told = write(user, now=now, title="told before")
    told.tellings.create(leg=told_round(user, now=now), noted_at=now)
    write(user, now=now, title="never told")
    session = SessionFactory(first=user, kind="behavioural")
    content = client.get(reverse("session", args=[session.public_id])).content.decode()
    assert 0 < content.index("never told") < content.index("told before")
    assert "Dana" not in content


def test_before_a_coding_round_there_is_the_checklist_alone(client, user, now):
    session = SessionFactory(first=user)
    content = client.get(reverse("session", args=[session.public_id])).content.decode()
    assert ("Before you are asked" in content, "Stories you could tell" in content) == (True, False)


def test_who_only_interviews_sees_neither(client, user, now):
    session = SessionFactory(first=user, mode="one_way", kind="behavioural")
    content = client.get(reverse("session", args=[session.public_id])).content.decode()
    assert "Before you are asked" not in content


def test_checklist_is_ticked_by_hand(client, user, now):
    url = reverse("checklist")
    client.post(url, {"line": "culture", "is_done": "1"})
    assert [line.slug for line in client.get(url).context["lines"] if line.is_done] == ["culture"]
    client.post(url, {"line": "decisions", "is_done": "1"}, follow=True)
    assert user.checklist_ticks.count() == 1
    client.post(url, {"line": "culture", "is_done": "0"})
    assert user.checklist_ticks.count() == 0
