import csv
import io
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.urls import reverse
from django.utils import timezone

from accounts.models import Profile
from cohorts.actions.invitations import invite_people
from cohorts.domain.roster import read_roster
from feedback.models import RaterFlag
from tests.cohorts.factories import CohortFactory, join, person_who_may_coach
from tests.dashboards.builders import held, interviewer_form
from tests.factories import UserFactory
from tests.feedback.flag_builders import pair_flagged

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def coach():
    return UserFactory(pseudonym="Calm Heron 1234")


@pytest.fixture
def member():
    return UserFactory(pseudonym="Amber Fox 1000")


@pytest.fixture
def cohort(coach, member):
    return CohortFactory(coach=coach, members=[member], name="Spring")


def pages(cohort, member):
    """Every page that only the coach may see."""
    return {
        "cohort_member": [cohort.public_id, member.public_id],
        "cohort_sessions": [cohort.public_id],
        "cohort_feedback": [cohort.public_id],
        "cohort_export": [cohort.public_id],
    }


def practise(member, *, days=1, **fields):
    session = held(UserFactory(), member, starts_at=NOW - timedelta(days=days))
    return interviewer_form(session, **fields)


def text_of(response):
    return response.content.decode()


def test_coach_opens_every_page(client, coach, member, cohort):
    practise(member, evidence="A quote", drill="A drill")
    client.force_login(coach)
    for name, arguments in {"cohort": [cohort.public_id], **pages(cohort, member)}.items():
        assert client.get(reverse(name, args=arguments)).status_code == 200, name


@pytest.mark.parametrize(
    "who", ["member", "partner", "other coach", "former coach", "former member", "admin"]
)
def test_nobody_else_opens_any(client, member, cohort, who):
    user = {"member": member, "admin": UserFactory(is_staff=True, is_superuser=True)}.get(who)
    user = user or person_who_may_coach()
    if who == "partner":
        held(user, member, starts_at=NOW - timedelta(days=1))
    if who == "other coach":
        CohortFactory(coach=user, members=[UserFactory()])
    if who == "former coach":
        join(cohort, user, role="coach", left_at=NOW)
    if who == "former member":
        join(cohort, user, left_at=NOW)
    client.force_login(user)
    for name, arguments in pages(cohort, member).items():
        assert client.get(reverse(name, args=arguments)).status_code == 404, name
    if who != "member":
        assert client.get(reverse("cohort", args=[cohort.public_id])).status_code == 404


def test_anonymous_is_sent_to_sign_in(client, member, cohort):
    for name, arguments in {
        "cohort": [cohort.public_id],
        "cohorts": [],
        **pages(cohort, member),
    }.items():
        response = client.get(reverse(name, args=arguments))
        assert response.url.startswith(reverse("account_login")), name


def test_member_sees_name_coach_and_leave_and_no_fellow(client, member, cohort):
    fellow = UserFactory(pseudonym="Bold Owl 2000")
    join(cohort, fellow)
    client.force_login(member)
    page = text_of(client.get(reverse("cohort", args=[cohort.public_id])))
    assert "Coached by Calm Heron 1234" in page
    assert f'href="{reverse("cohort_leave", args=[cohort.public_id])}"' in page
    assert "Bold Owl 2000" not in page
    assert cohort.join_code not in page


def test_coach_of_one_cohort_cannot_reach_a_member_of_another_through_it(client, coach, cohort):
    stranger = UserFactory()
    CohortFactory(members=[stranger])
    client.force_login(coach)
    url = reverse("cohort_member", args=[cohort.public_id, stranger.public_id])
    assert client.get(url).status_code == 404
    page = text_of(
        client.get(
            reverse("cohort_sessions", args=[cohort.public_id]), {"member": stranger.public_id}
        )
    )
    assert "There is no such member in this cohort." in page


def test_member_who_left_is_shown_nowhere(client, coach, member, cohort):
    practise(member, evidence="SECRET", drill="SECRET")
    cohort.memberships.filter(user=member).update(left_at=NOW)
    client.force_login(coach)
    url = reverse("cohort_member", args=[cohort.public_id, member.public_id])
    assert client.get(url).status_code == 404
    for name in ("cohort", "cohort_sessions", "cohort_feedback", "cohort_export"):
        response = client.get(reverse(name, args=[cohort.public_id]))
        page = response.getvalue().decode()
        assert "Amber Fox 1000" not in page, name
        assert "SECRET" not in page, name


def test_addresses_of_members_are_on_no_page(client, coach, member, cohort):
    practise(member)
    client.force_login(coach)
    for name, arguments in {"cohort": [cohort.public_id], **pages(cohort, member)}.items():
        page = client.get(reverse(name, args=arguments)).getvalue().decode()
        assert member.email not in page, name


def test_members_page_shows_what_is_released_and_says_from_when(client, coach, member, cohort):
    practise(member, days=1, evidence="“I would sort first”", drill="Name the edges.")
    practise(member, days=2, evidence="UNRELEASED", drill="UNRELEASED", released_at=None)
    practise(member, days=40, evidence="BEFORE", drill="BEFORE")
    client.force_login(coach)
    page = text_of(client.get(reverse("cohort_member", args=[cohort.public_id, member.public_id])))
    assert "Name the edges." in page
    assert "“I would sort first”" in page
    assert "UNRELEASED" not in page
    assert "BEFORE" not in page
    assert "what lies outside is not shown" in page


def test_form_that_a_dispute_took_out_is_marked_on_the_members_page(client, coach, member, cohort):
    practise(member, days=1)
    practise(member, days=2, is_excluded=True)
    client.force_login(coach)
    page = text_of(client.get(reverse("cohort_member", args=[cohort.public_id, member.public_id])))
    assert page.count("Counts no more") == 1
    assert page.count("A dispute was upheld</a>: this form counts in no estimate") == 1


def test_invited_people_stand_on_the_coachs_page_until_they_answer(client, coach, cohort):
    roster = read_roster("email,name\nada@example.org,Ada")
    invite_people(cohort, roster=roster, by=coach, now=NOW)
    client.force_login(coach)
    assert "ada@example.org" in text_of(client.get(reverse("cohort", args=[cohort.public_id])))


def test_wrong_filter_is_named_and_narrows_nothing(client, coach, member, cohort):
    practise(member)
    client.force_login(coach)
    page = text_of(
        client.get(reverse("cohort_sessions", args=[cohort.public_id]), {"state": "nonsense"})
    )
    assert "Select a valid choice. nonsense is not one of the available choices." in page
    assert "1 session," in page


def test_filters_narrow_the_list(client, coach, member, cohort):
    practise(member)
    client.force_login(coach)
    url = reverse("cohort_sessions", args=[cohort.public_id])
    counts = {
        state: f"{count} session"
        in text_of(client.get(url, {"state": state, "member": member.public_id}))
        for state, count in {"completed": 1, "coming": 0, "missed": 0, "cancelled": 0}.items()
    }
    assert counts == dict.fromkeys(counts, True)


def test_list_of_cohorts_tells_member_from_coach(client, coach, member, cohort):
    own = CohortFactory(coach=member, name="Mine")
    client.force_login(member)
    page = text_of(client.get(reverse("cohorts")))
    assert "coached by Calm Heron 1234" in page
    assert (page.count("You coach"), page.count(">Member<")) == (1, 1)
    assert f'href="{reverse("cohort", args=[own.public_id])}"' in page


def test_lists_cost_the_same_queries_at_one_and_at_three(
    client, coach, member, cohort, django_assert_num_queries
):
    expected = {"cohorts": 7, "cohort": 22, "cohort_sessions": 9, "cohort_feedback": 7}
    client.force_login(coach)

    def measure():
        for name, count in expected.items():
            arguments = [] if name == "cohorts" else [cohort.public_id]
            with django_assert_num_queries(count, info=name):
                assert client.get(reverse(name, args=arguments)).status_code == 200

    def fill(number):
        person = UserFactory()
        join(cohort, person)
        practise(person, days=number + 1, evidence="Q")
        interviewer_form(
            held(person, UserFactory(), starts_at=NOW - timedelta(days=number + 9)), hours=None
        )
        roster = read_roster(f"email,name\np{number}@example.org,P")
        invite_people(cohort, roster=roster, by=coach, now=NOW)
        CohortFactory(coach=coach)

    cohort.memberships.filter(user=member).delete()
    fill(0)
    measure()
    fill(1)
    fill(2)
    measure()


def export(client, cohort):
    response = client.get(reverse("cohort_export", args=[cohort.public_id]))
    return response, list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8"))))


def test_export_is_a_streamed_utf8_attachment_with_a_line_for_each_member(
    client, coach, member, cohort
):
    Profile.objects.filter(user=member).update(pseudonym="Zoë, the “Fox”")
    practise(member)
    client.force_login(coach)
    response, rows = export(client, cohort)
    assert response.streaming is True
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="spring-members.csv"'
    assert [(row["member"], row["sessions_completed"], row["readiness"]) for row in rows] == [
        ("Zoë, the “Fox”", "1", "not enough evidence yet")
    ]
    assert rows[0]["last_session_utc"].endswith("Z")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_export_carries_no_formula(client, coach, member, cohort, sign):
    Profile.objects.filter(user=member).update(pseudonym=f"{sign}HYPERLINK(1)")
    client.force_login(coach)
    assert export(client, cohort)[1][0]["member"] == f"'{sign}HYPERLINK(1)"


def test_export_of_a_name_without_letters_still_has_a_file_name(client, coach, cohort):
    cohort.name = "春"
    cohort.save()
    client.force_login(coach)
    response, _ = export(client, cohort)
    assert response["Content-Disposition"] == 'attachment; filename="cohort-members.csv"'


async def test_export_streams_under_asgi_too(async_client, transactional_db):
    def prepare():
        coach = UserFactory()
        return coach, CohortFactory(coach=coach, members=[UserFactory(pseudonym="Amber Fox 1")])

    coach, cohort = await sync_to_async(prepare)()
    await async_client.aforce_login(coach)
    response = await async_client.get(reverse("cohort_export", args=[cohort.public_id]))
    lines = [line async for line in response.streaming_content]
    assert [line.split(b",")[0] for line in lines] == [b"member", b"Amber Fox 1"]


# --- flags ------------------------------------------------------------------------------------


def test_coach_is_led_to_the_flags_about_members_of_this_cohort(client, coach, cohort):
    elsewhere, here = pair_flagged(now=NOW), pair_flagged(now=NOW)
    CohortFactory(coach=coach, members=[elsewhere.first, elsewhere.second])
    page = read(client, coach, cohort)
    assert "flag to look at" not in page
    for person in (here.first, here.second):
        join(cohort, person)
    assert "1 flag to look at</a>" in read(client, coach, cohort)
    RaterFlag.objects.update(state="dismissed", decided_at=NOW)
    assert "flag to look at" not in read(client, coach, cohort)


def test_second_coach_who_coaches_only_one_of_a_pair_is_not_led_there(client, coach, cohort):
    flag = pair_flagged(now=NOW)
    join(cohort, flag.first)
    assert "flag to look at" not in read(client, coach, cohort)


def read(client, user, cohort) -> str:
    client.force_login(user)
    return client.get(reverse("cohort", args=[cohort.public_id])).content.decode()
