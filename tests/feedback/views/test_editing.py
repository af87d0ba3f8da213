import json
from datetime import timedelta

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse

from accounts.actions.erasure import erase_account
from accounts.privacy import export_of
from feedback.actions.edit_drafts import save_edit
from feedback.models import EditDraft, Review
from feedback.queries.edits import edit_of
from feedback.queries.forms import answers_of
from tests.factories import UserFactory
from tests.feedback.builders import form_of, opened_session, people_of, posted, submit_all
from tests.feedback.test_permissions import coach_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(now):
    session = opened_session(now=now, mode="one_way")
    submit_all(people_of(session)[0], session, now=now)
    return session


def _url(session, name="review_edit"):
    form = form_of(people_of(session)[0], session, "interviewer")
    return reverse(name, args=[form.public_id])


def _recommended(session) -> int | None:
    return Review.objects.get(leg__session=session, perspective="interviewer").recommendation


def test_the_author_changes_it_on_the_form_and_reads_the_report(session, client):
    client.force_login(people_of(session)[0])
    page = client.get(_url(session))
    assert "nobody has read it yet" in page.content.decode()
    assert f'data-autosave="{_url(session, "review_edit_draft")}"' in page.content.decode()
    data = posted("interviewer", revision=page.context["revision"], recommendation="1")
    answer = client.post(_url(session), data)
    assert answer.url == reverse("report", args=[session.legs.get().public_id])
    assert _recommended(session) == 1
    assert _url(session) in client.get(answer.url).content.decode()


def test_what_is_missing_is_named_and_nothing_changes(session, client):
    client.force_login(people_of(session)[0])
    page = client.post(_url(session), posted("interviewer", revision=1, recommendation=None))
    assert list(page.context["form"].errors) == ["recommendation"]
    assert _recommended(session) == 3


def test_a_second_device_sees_both_wordings(session, client):
    client.force_login(people_of(session)[0])
    client.post(_url(session), posted("interviewer", revision=1, drill="first device"))
    page = client.post(_url(session), posted("interviewer", revision=1, drill="second device"))
    assert page.status_code == 409
    (difference,) = page.context["differences"]
    assert (difference.before, difference.after) == ("first device", "second device")


def test_a_draft_is_written_not_edited(client, now):
    session = opened_session(now=now, mode="one_way")
    client.force_login(people_of(session)[0])
    assert client.get(_url(session)).url == _url(session, "review")


def test_nobody_but_the_author_can_change_it(session, client, now):
    _, candidate = people_of(session)
    admin = UserFactory(is_staff=True, is_superuser=True)
    for user in (candidate, coach_of(candidate, now=now), UserFactory(), admin):
        client.force_login(user)
        assert client.get(_url(session)).status_code == 404
        data = posted("interviewer", revision=1, recommendation="1")
        assert client.post(_url(session), data).status_code == 404
    assert _recommended(session) == 3


def test_autosaving_a_submitted_form_is_refused(session, client):
    client.force_login(people_of(session)[0])
    data = posted("interviewer", revision=1, recommendation="1")
    answer = client.post(
        _url(session, "review_autosave"), data, headers={"Accept": "application/json"}
    )
    assert (answer.status_code, _recommended(session)) == (409, 3)


# --- kept, and not sent ---------------------------------------------------------------------


def _keep(client, session, *, revision, **changes):
    data = posted("interviewer", revision=revision, **changes)
    accept = {"Accept": "application/json"}
    return client.post(_url(session, "review_edit_draft"), data, headers=accept)


def test_a_change_is_kept_while_one_writes_and_sent_later(session, client):
    client.force_login(people_of(session)[0])
    answer = _keep(client, session, revision=1, recommendation="1", drill="half a sen")
    assert (answer.status_code, answer.json()["revision"]) == (200, 2)
    assert _recommended(session) == 3  # nothing is sent
    page = client.get(_url(session))
    assert page.context["form"].initial["drill"] == "half a sen"
    text = page.content.decode()
    assert "and have not sent it" in text
    assert "Not sent, kept at" in text
    data = posted("interviewer", revision=2, recommendation="1", drill="half a sentence")
    client.post(_url(session), data)
    assert _recommended(session) == 1
    page = client.get(_url(session))
    assert "and have not sent it" not in page.content.decode()
    assert page.context["revision"] == 3


def test_a_second_device_hears_of_what_the_first_kept(session, client):
    client.force_login(people_of(session)[0])
    _keep(client, session, revision=1, drill="first device")
    answer = _keep(client, session, revision=1, drill="second device")
    assert answer.status_code == 409
    assert (answer.json()["revision"], answer.json()["differences"]) == (
        2,
        [
            {
                "label": "Next drill: what of it, and why",
                "before": "first device",
                "after": "second device",
            }
        ],
    )
    page = client.post(_url(session), posted("interviewer", revision=1, drill="second device"))
    assert page.status_code == 409
    assert client.get(_url(session)).context["form"].initial["drill"] == "first device"


def test_what_is_missing_is_kept_as_well(session, client):
    client.force_login(people_of(session)[0])
    data = posted("interviewer", revision=1, recommendation=None, drill="typed")
    page = client.post(_url(session), data)
    assert (list(page.context["form"].errors), page.context["revision"]) == (["recommendation"], 2)
    assert client.get(_url(session)).context["form"].initial["drill"] == "typed"


def test_a_kept_change_can_be_thrown_away(session, client):
    client.force_login(people_of(session)[0])
    _keep(client, session, revision=1, recommendation="1")
    for _ in range(2):
        answer = client.post(_url(session, "review_edit_discard"))
        assert answer.url == reverse("report", args=[session.legs.get().public_id])
    page = client.get(_url(session))
    assert (page.context["revision"], page.context["kept_at"]) == (3, None)
    assert page.context["form"].initial["recommendation"] == "3"
    # What the other tab still shows is of before: it cannot come back by itself.
    assert _keep(client, session, revision=2, recommendation="1").status_code == 409


def test_without_the_script_it_is_kept_by_its_button(session, client):
    client.force_login(people_of(session)[0])
    data = posted("interviewer", revision=1, drill="typed")
    assert client.post(_url(session, "review_edit_draft"), data).url == _url(session)
    assert "Keep for later" in client.get(_url(session)).content.decode()


def test_garbage_is_refused_and_nothing_kept(session, client):
    client.force_login(people_of(session)[0])
    assert _keep(client, session, revision=1, recommendation="9").status_code == 400
    assert _keep(client, session, revision="x").status_code == 400
    assert EditDraft.objects.count() == 0


def test_nothing_is_kept_once_the_form_is_final(session, client, now):
    client.force_login(people_of(session)[0])
    Review.objects.submitted().update(released_at=now - timedelta(days=14))
    answer = _keep(client, session, revision=1, drill="late")
    assert (answer.status_code, answer.json()["is_final"]) == (409, True)
    assert EditDraft.objects.count() == 0


def test_nobody_else_keeps_reads_or_throws_away_a_change(session, client, now):
    interviewer, candidate = people_of(session)
    submit_all(candidate, session, now=now)
    client.force_login(interviewer)
    _keep(client, session, revision=1, drill="SECRET change")
    coach, admin = coach_of(candidate, now=now), UserFactory(is_staff=True, is_superuser=True)
    report = reverse("report", args=[session.legs.get().public_id])
    for user in (candidate, coach, UserFactory(), admin):
        client.force_login(user)
        assert _keep(client, session, revision=2).status_code == 404
        assert client.post(_url(session, "review_edit_discard")).status_code == 404
        assert "SECRET" not in client.get(report).content.decode()
        assert "SECRET" not in json.dumps(export_of(user), cls=DjangoJSONEncoder)
    assert EditDraft.objects.get().answers["drill"] == "SECRET change"
    assert "SECRET change" in json.dumps(export_of(interviewer), cls=DjangoJSONEncoder)


def test_a_kept_change_goes_with_its_authors_account(session, client, now):
    interviewer, _ = people_of(session)
    client.force_login(interviewer)
    _keep(client, session, revision=1, drill="SECRET change")
    erase_account(interviewer, by=interviewer, now=now)
    assert EditDraft.objects.count() == 0


def test_what_says_the_same_as_the_form_is_no_change(session, client):
    client.force_login(people_of(session)[0])
    _keep(client, session, revision=1, drill="typed")
    page = client.get(_url(session))
    assert page.context["kept_at"] is not None
    form = form_of(people_of(session)[0], session, "interviewer")
    save_edit(form, answers=answers_of(form), revision=2, by=form.author, now=form.saved_at)
    assert edit_of(form).kept_at is None


def test_what_could_not_be_kept_replaces_nothing_that_is_newer(session, client):
    client.force_login(people_of(session)[0])
    _keep(client, session, revision=1, drill="newer")
    stale = posted("interviewer", revision=1, drill="x" * 301)
    for name in ("review_edit", "review_edit_draft"):
        page = client.post(_url(session, name), stale)
        assert (page.status_code, page.context["revision"]) == (200, 1)
    assert client.get(_url(session)).context["form"].initial["drill"] == "newer"
