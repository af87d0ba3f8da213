"""A person's cohorts; and a cohort as its coach sees it."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cohorts.domain.periods import is_over
from cohorts.permissions import can_make_cohorts, is_coach_of_cohort
from cohorts.queries.cohorts import coached_cohort, coaches_of, current_member, own_cohort
from cohorts.queries.invitations import pending_invitations
from cohorts.views.requests import SignedInRequest
from dashboards.forms import FormFilter, SessionFilter
from dashboards.queries.cohort import by_need, member_rows
from dashboards.queries.cohort_lists import (
    current_members,
    forms_for_list,
    sessions_for_list,
    totals_of,
)
from dashboards.queries.cohorts import own_places
from dashboards.queries.member import member_page
from dashboards.queries.readiness import picture_of
from feedback.queries.flags import open_flags_count

PAGE_SIZE = 50


@login_required
@require_safe
def cohorts(request: SignedInRequest) -> HttpResponse:
    """The cohorts that the reader is in, as a member or as coach."""
    now = timezone.now()
    context = {
        "places": own_places(request.user),
        "can_make": can_make_cohorts(request.user),
        "now": now,
    }
    return render(request, "dashboards/cohorts.html", context)


@login_required
@require_safe
def cohort(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The coach's dashboard; a member sees name, dates and coaches only."""
    found = get_object_or_404(own_cohort(request.user, public_id=public_id))
    now = timezone.now()
    context = {
        "cohort": found,
        "coaches": coaches_of(found),
        "is_over": is_over(found.ends_date, now=now),
    }
    if not is_coach_of_cohort(request.user, found):
        return render(request, "dashboards/cohort_of_member.html", context)
    rows = member_rows(found, now=now)
    context |= {
        "rows": rows,
        "needs": by_need(rows),
        "flags": open_flags_count(request.user, among=[row.user.pk for row in rows]),
        "totals": totals_of(found, completed_each=[row.completed for row in rows], now=now),
        "invitations": pending_invitations(found),
        "now": now,
    }
    return render(request, "dashboards/cohort.html", context)


@login_required
@require_safe
def cohort_member(request: SignedInRequest, public_id: UUID, member_id: UUID) -> HttpResponse:
    """One member: what they did in the cohort, and how they stand."""
    found = get_object_or_404(coached_cohort(request.user, public_id=public_id))
    membership = get_object_or_404(current_member(found, public_id=member_id))
    page = member_page(found, membership=membership, now=timezone.now())
    context = {"cohort": found, "page": page, "picture": picture_of(page.readiness)}
    return render(request, "dashboards/cohort_member.html", context)


@login_required
@require_safe
def cohort_sessions(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The sessions behind the numbers, narrowed by member, state and attendance."""
    found = get_object_or_404(coached_cohort(request.user, public_id=public_id))
    members = list(current_members(found))
    form = SessionFilter(request.GET, memberships=members)
    form.is_valid()  # a wrong field is named on the page and narrows nothing
    sessions = sessions_for_list(
        found,
        member=form.cleaned_data.get("member"),
        state=form.cleaned_data.get("state", ""),
        attendance=form.cleaned_data.get("attendance", ""),
        now=timezone.now(),
    )
    context = {
        "cohort": found,
        "form": form,
        "page": Paginator(sessions, PAGE_SIZE).get_page(request.GET.get("page")),
        "member_ids": {membership.user_id for membership in members},
    }
    return render(request, "dashboards/cohort_sessions.html", context)


@login_required
@require_safe
def cohort_feedback(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The forms behind the turnaround: when each was opened and sent, not what it says."""
    found = get_object_or_404(coached_cohort(request.user, public_id=public_id))
    form = FormFilter(request.GET, memberships=list(current_members(found)))
    form.is_valid()  # as above
    forms = forms_for_list(
        found,
        member=form.cleaned_data.get("member"),
        is_owed=form.cleaned_data.get("owed", False),
    )
    context = {
        "cohort": found,
        "form": form,
        "page": Paginator(forms, PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "dashboards/cohort_feedback.html", context)
