"""The rounds of a cohort, for its coach."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.actions.groups import set_group
from cohorts.models import Cohort
from cohorts.queries.cohorts import coached_cohort
from cohorts.views.requests import SignedInRequest
from dashboards.domain.heat import PARTS
from dashboards.forms import FixedPairForm, GroupForm, RulesForm
from dashboards.queries.rounds import RoundsPage, find_round, round_page, rounds_of, rounds_page
from dashboards.queries.simulation import compare
from scheduling.actions.round_rules import (
    CannotFixPair,
    fix_pair,
    publish_rules,
    release_pair,
    run_now,
)
from scheduling.domain.round_terms import RoundTerms
from scheduling.models import FixedPair

PAGE_SIZE = 20


@login_required
@require_safe
def cohort_rounds(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The rounds so far, the rules in short, fixed pairs and groups."""
    return _rounds(request, get_object_or_404(coached_cohort(request.user, public_id=public_id)))


def _rounds(
    request: SignedInRequest,
    cohort: Cohort,
    *,
    form: FixedPairForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    page = rounds_page(cohort, now=timezone.now())
    rounds = Paginator(rounds_of(cohort), PAGE_SIZE)
    context = {
        "cohort": cohort,
        "page": page,
        "terms": page.rules.round_terms if page.rules else RoundTerms(),
        "rounds": rounds.get_page(request.GET.get("page")),
        "form": form or FixedPairForm(memberships=page.members),
        "problem": problem,
    }
    return render(request, "dashboards/cohort_rounds.html", context, status=status)


@login_required
@require_safe
def cohort_round(request: SignedInRequest, public_id: UUID, round_id: UUID) -> HttpResponse:
    """One round: figures with their pictures, each pair and its state, and who has none and why."""
    cohort = get_object_or_404(coached_cohort(request.user, public_id=public_id))
    found = get_object_or_404(find_round(cohort, public_id=round_id))
    context = {
        "cohort": cohort,
        "round": found,
        "page": round_page(found, zone=request.user.profile.timezone),
        "parts": PARTS,
    }
    return render(request, "dashboards/cohort_round.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cohort_round_rules(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Try rules on the next round (which proposes nothing), or publish them."""
    cohort = get_object_or_404(coached_cohort(request.user, public_id=public_id))
    now = timezone.now()
    page = rounds_page(cohort, now=now)
    groups = sorted({membership.group for membership in page.members if membership.group})
    form = RulesForm(request.POST or None, initial=_initial(page), groups=groups)
    comparison = None
    if form.is_bound and form.is_valid():
        if request.POST.get("action") == "publish":
            wanted = {name: form.cleaned_data[name] for name in ("is_on", "every_hours")}
            publish_rules(cohort, terms=form.terms, by=request.user, now=now, **wanted)
            messages.success(request, "The rules hold from the next round on.")
            return redirect("cohort_rounds", public_id)
        present = page.rules.round_terms if page.rules else RoundTerms()
        comparison = compare(cohort, present=present, changed=form.terms, now=now)
    context = {"cohort": cohort, "form": form, "comparison": comparison}
    status = 400 if form.errors else 200
    return render(request, "dashboards/cohort_round_rules.html", context, status=status)


def _initial(page: RoundsPage) -> dict[str, Any]:
    if page.rules is None:
        return {"is_on": True, "every_hours": 1, **RoundTerms().to_json()}
    rules = page.rules
    return {
        "is_on": rules.is_on,
        "every_hours": rules.every_hours,
        **rules.round_terms.to_json(),
    }


@login_required
@require_POST
def cohort_round_run(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    cohort = get_object_or_404(coached_cohort(request.user, public_id=public_id))
    run_now(cohort, by=request.user, now=timezone.now())
    messages.success(request, "A round is on its way. It appears here when it is done.")
    return redirect("cohort_rounds", public_id)


@login_required
@require_POST
def cohort_round_pair(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Fix a pair for the next rounds."""
    cohort = get_object_or_404(coached_cohort(request.user, public_id=public_id))
    now = timezone.now()
    form = FixedPairForm(request.POST, memberships=rounds_page(cohort, now=now).members)
    if not form.is_valid():
        return _rounds(request, cohort, form=form, status=400)
    try:
        fix_pair(cohort, by=request.user, now=now, **form.cleaned_data)
    except CannotFixPair as error:
        return _rounds(request, cohort, problem=str(error), status=409)
    messages.success(request, "The two meet in the next round in which both have time.")
    return redirect("cohort_rounds", public_id)


@login_required
@require_POST
def cohort_round_pair_release(request: SignedInRequest, public_id: UUID, pk: int) -> HttpResponse:
    cohort = get_object_or_404(coached_cohort(request.user, public_id=public_id))
    pair = get_object_or_404(FixedPair.objects.filter(cohort=cohort, pk=pk))
    release_pair(pair, by=request.user, now=timezone.now())
    messages.success(request, "Released. What is proposed to the two already stays.")
    return redirect("cohort_rounds", public_id)


@login_required
@require_POST
def cohort_round_group(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Put a member into a group, or none."""
    cohort = get_object_or_404(coached_cohort(request.user, public_id=public_id))
    form = GroupForm(request.POST)
    if not form.is_valid():
        return _rounds(
            request, cohort, problem="A group's name has at most 40 characters.", status=400
        )
    members = cohort.memberships.filter(left_at=None, user__public_id=form.cleaned_data["member"])
    membership = get_object_or_404(members)
    set_group(membership, group=form.cleaned_data["group"], by=request.user, now=timezone.now())
    messages.success(request, "The group is saved.")
    return redirect("cohort_rounds", public_id)
