from uuid import uuid4

import pytest
from django.urls import reverse

from practice.actions.stories import delete_story, save_story
from practice.domain.drafts import Draft
from practice.models import Story
from tests.factories import SessionFactory, UserFactory
from tests.feedback.builders import submit_all
from tests.practice.builders import SPECIFIC, VAGUE, target, told_round, write

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture
def user(client):
    user = UserFactory()
    client.force_login(user)
    return user


def posted(story: Story, **changes: object) -> dict[str, object]:
    """The form as the story's page posts it."""
    data = {"title": story.title, "revision": story.revision, **story.parts.__dict__}
    return data | {"values": [value.pk for value in story.values.all()]} | changes


def page(client, story: Story) -> str:
    return client.get(reverse("story", args=[story.public_id])).content.decode()


def test_empty_bank_invites(client, user):
    content = client.get(reverse("stories")).content.decode()
    assert "Write down your first story" in content
    assert "Choose a loop" in content


def test_bank_says_which_values_have_two_stories(client, user, now):
    courage, candour, curiosity = target(user, "Courage", "Candour", "Curiosity")
    for title in ("one", "two"):
        write(user, courage, candour, now=now, title=title)
    write(user, curiosity, now=now, title="three")
    write(user, now=now, title="for no value")
    bank = client.get(reverse("stories")).context["bank"]
    assert {row.value.name: row.lacking for row in bank.values} == {
        **{"Courage": 0, "Candour": 0, "Curiosity": 1}
    }
    assert ([story.title for story in bank.others], bank.covered) == (["for no value"], 2)


def test_unfinished_story_covers_no_value(client, user, now):
    (courage,) = target(user, "Courage")
    for _ in range(2):
        story = write(user, courage, now=now)
        Story.objects.filter(pk=story.pk).update(result=" ")
    assert client.get(reverse("stories")).context["bank"].values[0].lacking == 2


def test_list_costs_the_same_for_one_and_three(client, user, now, django_assert_num_queries):
    values = target(user, "Courage", "Candour")
    for number in (1, 3):
        while user.stories.count() < number:
            write(user, *values, now=now)
        client.get(reverse("stories"))
        with django_assert_num_queries(8):  # session, user, profile; 2 of the target; 2; deleted
            client.get(reverse("stories"))


def test_story_costs_the_same_for_one_and_three_tellings(
    client, user, now, django_assert_num_queries
):
    story = write(user, *target(user, "Courage"), now=now)
    for number in (1, 3):
        while story.tellings.count() < number:
            leg = told_round(user, now=now)
            for person in (user, leg.interviewer):
                submit_all(person, leg.session, now=now)
            story.tellings.create(leg=leg, noted_at=now)
        client.get(reverse("story", args=[story.public_id]))
        with django_assert_num_queries(14):
            content = page(client, story)
        assert content.count("a quote") == number * 2


def test_story_begins_with_title_and_values(client, user):
    courage, candour = target(user, "Courage", "Candour")
    form = client.get(f"{reverse('stories_new')}?value={candour.pk}").context["form"]
    assert form.initial["values"] == [str(candour.pk)]
    data = {"title": " A no ", "values": [courage.pk], "public_id": form.initial["public_id"]}
    for _ in range(2):
        response = client.post(reverse("stories_new"), data)
    story = user.stories.get()
    assert (story.title, list(story.values.all())) == ("A no", [courage])
    assert response["Location"] == reverse("story", args=[story.public_id])


@pytest.mark.parametrize(
    "data", [{}, {"title": "x"}, {"title": "x", "public_id": "y"}, {"title": "x" * 121}]
)
def test_garbage_begins_nothing(client, user, data):
    response = client.post(reverse("stories_new"), data)
    assert (response.status_code, Story.objects.count()) == (400, 0)


def test_value_of_another_company_is_refused(client, user, now):
    target(user, "Courage")
    (foreign,) = target(UserFactory(), "Thrift")
    data = {"title": "x", "values": [foreign.pk], "public_id": uuid4()}
    assert client.post(reverse("stories_new"), data).status_code == 400


def test_values_from_before_the_target_changed_are_kept(client, user, now):
    story = write(user, *target(user, "Courage"), now=now)
    user.preparation.target_loop = None
    user.preparation.save()
    client.post(reverse("story", args=[story.public_id]), posted(story, title="Same"))
    assert [value.name for value in story.values.all()] == ["Courage"]


def test_save_by_script_answers_with_the_check(client, user, now):
    story = write(user, now=now, parts=VAGUE)
    data = posted(story, **SPECIFIC.__dict__)
    answer = client.post(reverse("story", args=[story.public_id]), data, headers=JSON).json()
    assert (answer["revision"], "Passes" in answer["check"]) == (1, True)
    assert Story.objects.get().parts == SPECIFIC


def test_save_without_script_comes_back_to_the_page(client, user, now):
    story = write(user, now=now)
    url = reverse("story", args=[story.public_id])
    assert client.post(url, posted(story, title="New")).headers["Location"] == url
    assert Story.objects.get().title == "New"


@pytest.mark.parametrize("headers", [{}, JSON])
def test_stale_page_keeps_both_versions_in_sight(client, user, now, headers):
    story = write(user, now=now)
    save_story(story, draft=Draft("on the phone", SPECIFIC), revision=0, by=user, now=now)
    data = posted(story, title="on the desk", revision=0)
    response = client.post(reverse("story", args=[story.public_id]), data, headers=headers)
    assert (response.status_code, Story.objects.get().title) == (409, "on the phone")
    if headers:
        assert response.json()["revision"] == 1
    else:
        assert 'value="on the desk"' in response.content.decode()
        assert 'name="revision" value="1"' in response.content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"title": ""}, "Title"), ({"action": "x" * 3001}, "Action"), ({"revision": "-1"}, "")],
)
def test_what_does_not_fit_is_not_saved_and_says_so(client, user, now, changes, words):
    story = write(user, now=now)
    url = reverse("story", args=[story.public_id])
    answer = client.post(url, posted(story, **changes), headers=JSON)
    assert (answer.status_code, words in answer.json()["error"]) == (400, True)
    assert client.post(url, posted(story, **changes)).status_code == 400
    assert Story.objects.get().revision == 0


def test_story_deleted_elsewhere_says_so(client, user, now):
    story = write(user, now=now)
    delete_story(story, by=user, now=now)
    url = reverse("story", args=[story.public_id])
    assert client.post(url, posted(story), headers=JSON).status_code == 404


def test_delete_and_bring_back(client, user, now):
    story = write(user, now=now)
    client.post(reverse("story_delete", args=[story.public_id]))
    assert "Bring it back" in client.get(reverse("stories")).content.decode()
    for _ in range(2):
        response = client.post(reverse("story_restore", args=[story.public_id]))
        assert response["Location"] == reverse("story", args=[story.public_id])


def test_story_of_another_is_not_there(client, user, now):
    story = write(UserFactory(), now=now)
    for name in ("story", "story_delete", "story_restore", "story_rounds"):
        url = reverse(name, args=[story.public_id])
        assert client.post(url, posted(story)).status_code == 404
    assert client.get(reverse("story", args=[story.public_id])).status_code == 404


def test_more_than_three_values_are_too_many(client, user, now):
    values = target(user, "A", "B", "C", "D")
    words = "More than three values"
    assert words not in page(client, write(user, *values[:3], now=now))
    assert words in page(client, write(user, *values, now=now))


def test_story_in_another_language_has_no_score(client, user, now):
    action = "Ich habe den Bericht gelesen und dann mit Dana gesprochen, damit es wieder lief."
    story = write(user, now=now)
    data = posted(story, situation="", task="", action=action, result="")
    answer = client.post(reverse("story", args=[story.public_id]), data, headers=JSON).json()
    assert "does not read like English" in answer["check"]
    assert "of 100" not in answer["check"]


def test_title_and_text_are_escaped(client, user, now):
    bad = "<script>alert(1)</script> a lot of"
    story = write(user, now=now, title=bad)
    Story.objects.update(action=SPECIFIC.action + bad, situation=bad)
    for url in (reverse("stories"), reverse("story", args=[story.public_id])):
        assert "<script>alert" not in client.get(url).content.decode()


def test_quotes_of_a_report_wait_for_its_release(client, user, now):
    story = write(user, now=now)
    leg = told_round(user, now=now)
    story.tellings.create(leg=leg, noted_at=now)
    submit_all(leg.interviewer, leg.session, now=now, evidence="spoke of Dana")
    assert "spoke of Dana" not in page(client, story)
    submit_all(user, leg.session, now=now)
    assert "spoke of Dana" in page(client, story)


def test_partner_sees_nothing_of_stories(client, user, now):
    write(user, now=now, title="my secret story")
    partner = UserFactory()
    session = SessionFactory(first=user, second=partner, kind="behavioural")
    url = reverse("session", args=[session.public_id])
    assert "my secret story" in client.get(url).content.decode()
    client.force_login(partner)
    assert "my secret story" not in client.get(url).content.decode()
