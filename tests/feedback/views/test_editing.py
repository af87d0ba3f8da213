import pytest
from django.urls import reverse

from feedback.models import Review
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
    assert "data-autosave" not in page.content.decode()
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
