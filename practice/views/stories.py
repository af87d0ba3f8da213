"""The story bank: the list, a story with its live check, delete and undo."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practice.actions.stories import (
    UNDO_WITHIN,
    CannotSaveStory,
    SavedElsewhere,
    begin_story,
    delete_story,
    restore_story,
    save_story,
)
from practice.domain.specificity import MOST_VALUES, check_story
from practice.forms import NewStoryForm, RoundsForm, StoryForm
from practice.models import Story
from practice.queries.stories import (
    bank_of,
    deleted_since,
    find_story,
    questions_for,
    rounds_to_link,
    told_in,
    values_to_choose,
)
from practice.views.access import reader_of, story_or_404


@login_required
@require_safe
def stories(request: HttpRequest) -> HttpResponse:
    """The reader's stories by value, and what was deleted a moment ago."""
    user = reader_of(request)
    context = {
        "bank": bank_of(user),
        "deleted": deleted_since(timezone.now() - UNDO_WITHIN, owner=user),
    }
    return render(request, "practice/stories.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def story_new(request: HttpRequest) -> HttpResponse:
    """A title and the values; then the story's own page."""
    user = reader_of(request)
    values = values_to_choose(None, owner=user)
    form = NewStoryForm(_posted(request), values=values, chosen=request.GET.get("value", ""))
    if request.method == "POST" and form.is_valid():
        public_id = form.cleaned_data["public_id"]
        try:
            begun = begin_story(form.draft, public_id=public_id, by=user, now=timezone.now())
        except CannotSaveStory as error:
            form.add_error(None, str(error))
        else:
            return redirect("story", begun.public_id)
    status = HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
    return render(request, "practice/story_new.html", {"form": form}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def story(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The story to read and to write; a save answers the script with JSON."""
    found = story_or_404(request, public_id)
    form = _form(request, found)
    if request.method != "POST":
        return _page(request, found, form)
    if not form.is_valid():
        return _refused(request, found, form, "Not saved: see what is marked.")
    revision = form.cleaned_data["revision"]
    try:
        stored = save_story(
            found, draft=form.draft, revision=revision, by=reader_of(request), now=timezone.now()
        )
    except SavedElsewhere as error:
        return _refused(request, error.stored, form, str(error), status=HTTPStatus.CONFLICT)
    except CannotSaveStory as error:  # deleted meanwhile
        return _gone(request, str(error))
    if _wants_json(request):
        return JsonResponse(_saved(request, stored))
    messages.success(request, "Saved. Nobody but you can see it.")
    return redirect("story", public_id)


@login_required
@require_POST
def story_delete(request: HttpRequest, public_id: UUID) -> HttpResponse:
    delete_story(story_or_404(request, public_id), by=reader_of(request), now=timezone.now())
    messages.success(request, "Deleted. For 15 minutes you can bring it back below.")
    return redirect("stories")


@login_required
@require_POST
def story_restore(request: HttpRequest, public_id: UUID) -> HttpResponse:
    user = reader_of(request)
    found = find_story(public_id, owner=user, is_deleted=True) or find_story(public_id, owner=user)
    if found is None:
        raise Http404("No such story of yours.")
    try:
        restore_story(found, by=user, now=timezone.now())
    except CannotSaveStory as error:
        messages.error(request, str(error))
        return redirect("stories")
    messages.success(request, "The story is back, with everything that belongs to it.")
    return redirect("story", public_id)


def _form(request: HttpRequest, story: Story) -> StoryForm:
    values = values_to_choose(story, owner=reader_of(request))
    return StoryForm(_posted(request), story=story, values=values)


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _page(
    request: HttpRequest,
    stored: Story,
    form: StoryForm,
    *,
    conflict: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    told = told_in(stored)
    context = {
        "story": stored,
        "form": form,
        "conflict": conflict,
        "told": told,
        "questions": questions_for(stored),
        "rounds": RoundsForm(
            legs=rounds_to_link(reader_of(request)), told=[one.leg.pk for one in told]
        ),
        **_check(stored),
    }
    return render(request, "practice/story.html", context, status=status)


def _check(stored: Story) -> dict[str, Any]:
    return {
        "check": check_story(stored.parts),
        "has_many_values": stored.values.count() > MOST_VALUES,
    }


def _saved(request: HttpRequest, stored: Story) -> dict[str, Any]:
    """What the script shows after a save: the time, and the check anew."""
    return {
        "revision": stored.revision,
        "saved_clock": f"{timezone.localtime(stored.saved_at):%H:%M}",
        "check": render_to_string("practice/_check.html", _check(stored), request=request),
    }


def _refused(
    request: HttpRequest,
    stored: Story,
    form: StoryForm,
    words: str,
    *,
    status: HTTPStatus = HTTPStatus.BAD_REQUEST,
) -> HttpResponse:
    if _wants_json(request):
        error = " ".join(_errors(form)) or words
        return JsonResponse({"error": error, "revision": stored.revision}, status=status)
    conflict = words if status == HTTPStatus.CONFLICT else ""
    return _page(request, stored, form, conflict=conflict, status=status)


def _errors(form: StoryForm) -> list[str]:
    return [f"{form[name].label}: {text}" for name, texts in form.errors.items() for text in texts]


def _gone(request: HttpRequest, words: str) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"error": words, "is_final": True}, status=HTTPStatus.CONFLICT)
    messages.error(request, words)
    return redirect("stories")


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")
