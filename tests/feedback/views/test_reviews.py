import pytest
from django.urls import reverse

from feedback.models import Review
from feedback.queries.forms import answers_of
from tests.factories import UserFactory
from tests.feedback.builders import (
    form_of,
    opened_session,
    people_of,
    posted,
    submit,
)
from tests.feedback.test_permissions import coach_of

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture
def session(now):
    return opened_session(now=now, mode="one_way")


def _url(author, session, perspective, name="review"):
    return reverse(name, args=[form_of(author, session, perspective).public_id])


def _form_state(author, session, perspective):
    review = form_of(author, session, perspective)
    return review.revision, review.is_submitted, answers_of(review)


# --- who ------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["partner", "coach", "stranger", "staff"])
@pytest.mark.parametrize("name", ["review", "review_autosave"])
def test_nobody_but_the_author_reaches_a_form(session, now, client, who, name):
    interviewer, candidate = people_of(session)
    others = {
        "partner": candidate,
        "coach": coach_of(candidate, now=now),
        "stranger": UserFactory(),
        "staff": UserFactory(is_staff=True, is_superuser=True),
    }
    client.force_login(others[who])
    url = _url(interviewer, session, "interviewer", name)
    before = _form_state(interviewer, session, "interviewer")
    if name == "review":
        assert client.get(url).status_code == 404
    assert client.post(url, posted("interviewer"), headers=JSON).status_code == 404
    assert _form_state(interviewer, session, "interviewer") == before


@pytest.mark.parametrize("name", ["review", "review_autosave"])
def test_somebody_who_is_not_signed_in_is_sent_to_sign_in(session, client, name):
    interviewer, _ = people_of(session)
    url = _url(interviewer, session, "interviewer", name)
    response = client.post(url, posted("interviewer"))
    assert (response.status_code, response.url) == (302, f"{reverse('account_login')}?next={url}")
    assert Review.objects.submitted().count() == 0


def test_reading_the_draft_address_is_refused(session, client):
    interviewer, _ = people_of(session)
    client.force_login(interviewer)
    url = _url(interviewer, session, "interviewer", "review_autosave")
    assert client.get(url).status_code == 405


# --- the page -------------------------------------------------------------------------------


def test_the_interviewer_sees_anchors_and_the_packets_notes(session, client):
    interviewer, _ = people_of(session)
    client.force_login(interviewer)
    page = client.get(_url(interviewer, session, "interviewer")).content.decode()
    for level in (1, 2, 3, 4):
        assert f"approach anchor {level}" in page
        assert f"SECRET note {level}" in page
    assert 'value="none"' in page
    assert "<span data-answered>0</span> of 5</strong> answered" in page


def test_the_candidates_forms_hold_nothing_of_the_interviewers_material(session, client, now):
    _, candidate = people_of(session)
    client.force_login(candidate)
    own = client.get(_url(candidate, session, "self")).content.decode()
    submit(candidate, session, "self", now=now)
    rating = client.get(_url(candidate, session, "candidate")).content.decode()
    assert "approach anchor 4" in own
    assert "Knew the question, but not its hints or follow-ups." in rating
    assert "SECRET" not in own + rating


def test_the_form_on_the_interviewer_waits_for_the_self_score(session, client):
    _, candidate = people_of(session)
    client.force_login(candidate)
    url = _url(candidate, session, "candidate")
    for response in (client.get(url), client.post(url, posted("candidate"))):
        assert (response.status_code, response.url) == (302, _url(candidate, session, "self"))
    draft = client.post(f"{url}draft/", posted("candidate"), headers=JSON)
    assert draft.status_code == 409
    assert "First rate yourself" in draft.json()["error"]
    assert Review.objects.submitted().count() == 0


def test_text_of_people_is_escaped(session, client):
    interviewer, _ = people_of(session)
    client.force_login(interviewer)
    url = _url(interviewer, session, "interviewer")
    evil = "</textarea><script>alert(1)</script>"
    changes = {"evidence_approach": evil, "flag_silence": "on", "where_silence": f'">{evil}'}
    client.post(f"{url}draft/", posted("interviewer", **changes), headers=JSON)
    assert "<script>alert" not in client.get(url).content.decode()


# --- drafts ---------------------------------------------------------------------------------


def test_an_autosave_answers_with_revision_time_and_what_is_missing(session, client):
    interviewer, _ = people_of(session)
    client.force_login(interviewer)
    url = _url(interviewer, session, "interviewer", "review_autosave")
    data = posted("interviewer", **{"score_approach": "4", "evidence_approach": ""}, drill_key="")
    response = client.post(url, data, headers=JSON)
    review = form_of(interviewer, session, "interviewer")
    answer = response.json()
    assert (response.status_code, answer["revision"], answer["saved_at"]) == (
        200,
        1,
        review.saved_at.isoformat(),
    )
    assert (answer["answered"], answer["total"]) == (3, 5)
    assert [item["field"] for item in answer["missing"]] == ["evidence_approach", "drill_key"]
    assert (review.is_submitted, answers_of(review).marks["approach"].score) == (False, 4)


def test_a_draft_survives_the_reload(session, client):
    interviewer, _ = people_of(session)
    client.force_login(interviewer)
    url = _url(interviewer, session, "interviewer")
    changes = {
        "score_approach": "none",
        "evidence_approach": "half a sent",
        "beats": "clarify",
        "flag_silence": "on",
        "where_silence": "",
        "takeaway_1": "",
        "takeaway_2": "second line",
    }
    response = client.post(f"{url}draft/", posted("interviewer", **changes))
    assert (response.status_code, response.url) == (302, url)
    page = client.get(url)
    form = page.context["form"]
    kept = {name: form[name].value() for name in changes if name != "beats"}
    assert kept == {**{k: v for k, v in changes.items() if k != "beats"}, "flag_silence": True}
    assert form["beats"].value() == ["clarify"]
    assert page.context["revision"] == 1


def test_a_second_device_is_told_and_overwrites_nothing(session, client):
    interviewer, _ = people_of(session)
    client.force_login(interviewer)
    url = _url(interviewer, session, "interviewer", "review_autosave")
    client.post(url, posted("interviewer", drill="first device"), headers=JSON)
    response = client.post(url, posted("interviewer", drill="second device"), headers=JSON)
    assert response.status_code == 409
    assert "saved on another device" in response.json()["error"]
    assert response.json()["revision"] == 1
    assert form_of(interviewer, session, "interviewer").drill == "first device"


def test_a_conflict_without_script_keeps_both_and_the_next_save_is_a_decision(session, client):
    interviewer, _ = people_of(session)
    client.force_login(interviewer)
    url = _url(interviewer, session, "interviewer")
    client.post(f"{url}draft/", posted("interviewer", drill="first device"))
    for address in (f"{url}draft/", url):  # saving and submitting alike
        page = client.post(address, posted("interviewer", drill="second device"))
        assert page.status_code == 409
        assert "saved on another device" in page.content.decode()
        assert 'value="second device"' in page.content.decode()
        assert form_of(interviewer, session, "interviewer").drill == "first device"
    revision = page.context["revision"]
    client.post(f"{url}draft/", posted("interviewer", drill="second device", revision=revision))
    assert form_of(interviewer, session, "interviewer").drill == "second device"


@pytest.mark.parametrize(
    "changes",
    [
        {"score_approach": "5"},
        {"score_approach": "0"},
        {"recommendation": "9"},
        {"beats": "forged"},
        {"drill": "x" * 301},
        {"drill_key": "ability:coding:forged"},
        {"evidence_approach": "x" * 1001},
        {"drill": "a\x00b"},
        {"revision": "-1"},
        {"revision": "x"},
        {"revision": None},
    ],
)
def test_answers_that_are_not_possible_are_refused_in_words(session, client, changes):
    interviewer, _ = people_of(session)
    client.force_login(interviewer)
    url = _url(interviewer, session, "interviewer")
    data = posted("interviewer") | changes
    data = {name: value for name, value in data.items() if value is not None}
    response = client.post(f"{url}draft/", data, headers=JSON)
    assert response.status_code == 400
    assert response.json()["error"].startswith("Not saved")
    page = client.post(url, data)
    assert page.status_code == 200
    assert page.context["form"].errors
    assert _form_state(interviewer, session, "interviewer")[:2] == (0, False)


def test_fields_that_are_not_of_the_form_change_nothing(session, client, now):
    _, candidate = people_of(session)
    client.force_login(candidate)
    url = _url(candidate, session, "self")
    forged = {"recommendation": "4", "released_at": "2020-01-01", "author": "1", "subject": "1"}
    client.post(f"{url}draft/", posted("self", **forged, evidence_approach="x"), headers=JSON)
    review = form_of(candidate, session, "self")
    assert (review.recommendation, review.released_at, review.author) == (None, None, candidate)
    assert {mark.evidence for mark in answers_of(review).marks.values()} == {""}


# --- submitting -----------------------------------------------------------------------------


def test_submitting_leads_to_the_next_form_and_at_last_to_the_overview(session, client):
    interviewer, candidate = people_of(session)
    client.force_login(candidate)
    first = client.post(_url(candidate, session, "self"), posted("self"))
    assert first.url == _url(candidate, session, "candidate")
    second = client.post(first.url, posted("candidate"))
    overview = reverse("session_feedback", args=[session.public_id])
    assert second.url == overview
    client.force_login(interviewer)
    assert client.post(_url(interviewer, session, "interviewer"), posted("interviewer")).url == (
        overview
    )
    assert Review.objects.released().count() == 3


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"score_approach": "1", "evidence_approach": ""}, "evidence_approach", "A 1 needs"),
        ({"score_approach": "4", "evidence_approach": " "}, "evidence_approach", "A 4 needs"),
        ({"score_approach": None}, "score_approach", "Choose the level"),
        ({"flag_silence": "on"}, "where_silence", "Say where"),
        ({"recommendation": None}, "recommendation", "Choose one of the four"),
        ({"takeaway_1": ""}, "takeaway_1", "Write at least one"),
        ({"drill_key": ""}, "drill_key", "Choose the one thing"),
    ],
)
def test_what_is_missing_is_named_at_its_field_and_the_rest_is_kept(
    session, client, changes, field, words
):
    interviewer, _ = people_of(session)
    client.force_login(interviewer)
    data = {k: v for k, v in (posted("interviewer") | changes).items() if v is not None}
    page = client.post(_url(interviewer, session, "interviewer"), data)
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    assert words in page.context["form"].errors[field][0]
    assert f'href="#id_{field}"' in page.content.decode()
    assert f'id="id_{field}"' in page.content.decode()
    review = form_of(interviewer, session, "interviewer")
    assert (review.is_submitted, review.revision, page.context["revision"]) == (False, 1, 1)
    assert answers_of(review).marks["verbal-reasoning"].score == 2


def test_submitting_twice_is_said_and_counts_once(session, client, now):
    interviewer, _ = people_of(session)
    client.force_login(interviewer)
    url = _url(interviewer, session, "interviewer")
    client.post(url, posted("interviewer"))
    stored = _form_state(interviewer, session, "interviewer")
    again = client.post(url, posted("interviewer", drill="changed"), follow=True)
    assert "already submitted" in again.content.decode()
    incomplete = client.post(url, posted("interviewer", drill_key=""), follow=True)
    assert "already submitted" in incomplete.content.decode()
    late = client.post(f"{url}draft/", posted("interviewer", drill="late"), headers=JSON)
    assert (late.status_code, late.json()["is_final"]) == (409, True)
    assert _form_state(interviewer, session, "interviewer") == stored


def test_a_submitted_form_is_read_in_the_report(session, client, now):
    interviewer, _ = people_of(session)
    submit(interviewer, session, "interviewer", now=now)
    client.force_login(interviewer)
    response = client.get(_url(interviewer, session, "interviewer"))
    assert response.url == reverse("report", args=[session.legs.get().public_id])


def test_a_conflict_names_every_answer_that_differs(session, client):
    interviewer, _ = people_of(session)
    client.force_login(interviewer)
    url = _url(interviewer, session, "interviewer", "review_autosave")
    client.post(url, posted("interviewer", drill="first device", score_approach="2"), headers=JSON)
    data = posted("interviewer", drill="second device", evidence_approach="")
    answer = client.post(url, data, headers=JSON).json()
    assert answer["differences"] == [
        {"label": "Approach", "before": "2 of 4", "after": "3 of 4"},
        {"label": "Approach: evidence", "before": "“I would sort first”", "after": ""},
        {
            "label": "Next drill: what of it, and why",
            "before": "first device",
            "after": "second device",
        },
    ]


@pytest.mark.parametrize("name", ["review", "review_autosave"])
def test_what_could_not_be_saved_replaces_nothing_that_is_newer(session, client, name):
    interviewer, _ = people_of(session)
    client.force_login(interviewer)
    autosave = _url(interviewer, session, "interviewer", "review_autosave")
    client.post(autosave, posted("interviewer", drill="newer"))
    stale = posted("interviewer", drill="x" * 301)
    page = client.post(_url(interviewer, session, "interviewer", name), stale)
    assert (page.status_code, page.context["revision"]) == (200, 0)
