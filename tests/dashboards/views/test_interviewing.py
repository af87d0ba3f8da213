"""The interviewer's own page: what it shows, and that nobody else ever gets at it."""

import json
from datetime import timedelta

import pytest
from django.contrib import admin
from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse
from django.utils import timezone

from accounts.privacy import export_of
from cohorts.models import Cohort
from feedback.actions.readiness import refit_readiness
from feedback.actions.shares import share_report
from feedback.domain.shares import SLUGS
from feedback.models import Review
from feedback.queries.interviewing import own_tip
from feedback.queries.readiness_models import own_severity
from tests.dashboards.builders import held, interviewer_form
from tests.factories import UserFactory
from tests.feedback.builders import opened_session, submit_all
from tests.feedback.test_permissions import coach_of

pytestmark = pytest.mark.django_db
URL = "interviewing"


@pytest.fixture
def interviewer():
    return UserFactory(pseudonym="Quiet Heron")


def interview(interviewer, times, *, candidates=None, score=2, now=None, **fields):
    """`interviewer` interviews; all forms are in and released. Returns the sessions."""
    now = now or timezone.now()
    sessions = []
    for number in range(times):
        candidate = candidates[number] if candidates else UserFactory()
        at = now - timedelta(days=times - number)
        session = opened_session(
            now=at, first=interviewer, second=candidate, mode="one_way", **fields
        )
        submit_all(interviewer, session, now=at, score=score, recommendation=score)
        submit_all(candidate, session, now=at)
        sessions.append(session)
    return sessions


def strict_site(interviewer, *, now):
    """`interviewer` gives ones; somebody else gives the same ten people fours. Fitted."""
    candidates = [UserFactory() for _ in range(10)]
    for by, score in ((interviewer, 1), (UserFactory(), 4)):
        for days, candidate in enumerate(candidates, start=1):
            session = held(by, candidate, starts_at=now - timedelta(days=days))
            interviewer_form(session, score=score, recommendation=score)
    refit_readiness(now=now)
    return candidates


def page_of(client, user, url=None):
    client.force_login(user)
    return " ".join(client.get(url or reverse(URL)).getvalue().decode().split())


def test_anonymous_is_sent_to_sign_in(client):
    assert client.get(reverse(URL)).url.startswith(reverse("account_login"))


def test_nobody_else_is_named_in_the_address_and_it_is_not_kept(client, interviewer):
    client.force_login(interviewer)
    response = client.get(reverse(URL), {"user": str(UserFactory().public_id)})
    assert "no-store" in response["Cache-Control"]
    assert client.post(reverse(URL)).status_code == 405


def test_without_an_interview_it_says_how_to_begin(client, interviewer):
    page = page_of(client, interviewer)
    assert "You have not interviewed yet" in page
    assert 'id="severity"' not in page


def test_after_one_interview_hours_stand_there_and_no_mean(client, interviewer):
    interview(interviewer, 1)
    page = page_of(client, interviewer)
    assert '<strong class="number">45 min</strong> in 1 interview' in page
    assert "1 form by 1 candidate so far." in page
    assert "mean" not in page.replace("Means stand here", "")
    assert "It is told here from three such reports on two candidates on." in page
    assert "You have 1: 6 more." in page
    assert "private words" in page  # the candidate's comment, with the way to the report


def test_six_forms_give_means_and_no_tip(client, interviewer, now):
    interview(interviewer, 6)
    refit_readiness(now=now)
    page = page_of(client, interviewer)
    assert page.count(', mean <span class="number">3.0</span> of 4') == 4
    assert "in the newer half of the forms" in page
    assert page.count('<data data-is="p" value="3.00">3.0</data>') == 6  # the trend's table
    assert "You have 6: 1 more." in page
    assert '<svg class="interval"' not in page


def test_seven_forms_without_a_fit_wait_for_the_night(client, interviewer):
    interview(interviewer, 7)
    page = page_of(client, interviewer)
    assert "You have 7 released forms: that is enough." in page


def test_a_strict_interviewer_reads_it_with_interval_and_number_of_forms(client, interviewer, now):
    strict_site(interviewer, now=now)
    page = page_of(client, interviewer)
    tip = own_tip(interviewer).tip
    assert tip.side == "stricter"
    assert tip.words in page
    assert f'80 % interval <span class="number">{tip.interval}</span> of a level' in page
    assert "from 10 forms" in page
    assert tip.advice in page
    assert " style=" not in page


def test_what_candidates_wrote_is_escaped(client, interviewer):
    interview(interviewer, 1)
    Review.objects.filter(perspective="candidate").update(comment="<script>alert(1)</script>")
    page = page_of(client, interviewer)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_page_costs_the_same_queries_at_one_and_at_three(
    client, interviewer, now, django_assert_num_queries
):
    interview(interviewer, 1)
    refit_readiness(now=now)
    client.force_login(interviewer)
    client.get(reverse(URL))
    with django_assert_num_queries(12):
        client.get(reverse(URL))
    interview(interviewer, 2)
    with django_assert_num_queries(12):
        client.get(reverse(URL))


# --- whose severity -------------------------------------------------------------------------


def traces_of(user):
    """All that a leak of the person's severity would show."""
    own, tip = own_severity(user), own_tip(user).tip
    return [tip.words, tip.interval, tip.effect, f"{own.severity:.4f}", str(own.severity)]


@pytest.fixture
def strict(interviewer, now):
    candidates = strict_site(interviewer, now=now)
    return interviewer, candidates


def assert_absent(traces, text):
    assert [trace for trace in traces if trace in text] == []


def test_the_traces_are_those_of_the_owner_page(strict, client):
    interviewer, _ = strict
    page = page_of(client, interviewer)
    assert [trace in page for trace in traces_of(interviewer)] == [True, True, True, False, False]


def test_candidates_coaches_strangers_and_staff_read_no_severity(strict, client, now):
    interviewer, _ = strict
    traces = traces_of(interviewer)
    coach = coach_of(interviewer, now=now)
    cohort = Cohort.objects.get(memberships__user=coach)
    staff = UserFactory(is_staff=True, is_superuser=True)
    leg = Review.objects.filter(author=interviewer).first().leg
    shared = [reverse(URL), reverse("home"), reverse("report", args=[leg.public_id])]
    of_cohort = [
        reverse("cohort", args=[cohort.public_id]),
        reverse("cohort_feedback", args=[cohort.public_id]),
        reverse("cohort_export", args=[cohort.public_id]),
        reverse("cohort_member", args=[cohort.public_id, interviewer.public_id]),
    ]
    for user in (leg.candidate, coach, staff, UserFactory()):
        for url in (*shared, *of_cohort):
            assert_absent(traces, page_of(client, user, url))


def test_no_admin_page_shows_a_severity(strict, client):
    interviewer, _ = strict
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        texts = [client.get(reverse(f"{name}_changelist"), follow=True).content.decode()]
        texts += [
            client.get(reverse(f"{name}_change", args=[row.pk]), follow=True).content.decode()
            for row in model._default_manager.order_by("-pk")[:3]
        ]
        for text in texts:
            assert_absent(traces_of(interviewer), text)


def test_only_ones_own_export_holds_it(strict, now):
    interviewer, candidates = strict

    def exported(user):
        return json.dumps(export_of(user), cls=DjangoJSONEncoder)

    raw = str(own_severity(interviewer).severity)
    assert raw in exported(interviewer)
    for user in (candidates[0], coach_of(interviewer, now=now), UserFactory()):
        assert_absent(traces_of(interviewer), exported(user))


def test_a_shared_report_holds_no_severity(strict, client, now):
    interviewer, candidates = strict
    leg = Review.objects.filter(author=interviewer, subject=candidates[0]).last().leg
    _, token = share_report(leg, parts=SLUGS, days=7, by=candidates[0], now=now)
    page = client.get(reverse("shared_report", args=[token])).content.decode()
    assert "Level by level" in page
    assert_absent(traces_of(interviewer), page)
