"""Editors, drafts and forms for the tests of the editor."""

from typing import Any

from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from accounts.models import User
from interviews.actions.draft_review import submit_draft
from interviews.actions.drafts import begin_draft
from interviews.forms.drafts import DraftForm, draft_form
from interviews.models import Packet, PacketDraft
from tests.factories import UserFactory


def make_editor(**fields: Any) -> User:
    user = UserFactory(**fields)
    user.user_permissions.add(Permission.objects.get(codename="edit_packets"))
    return User.objects.get(pk=user.pk)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def draft_of(packet: Packet, *, by: User, change: tuple[str, str] | None = None) -> PacketDraft:
    """A draft of the packet's next version, with one piece of packet.md replaced."""
    assert packet.current is not None
    files = dict(packet.current.files)
    if change:
        assert change[0] in files["packet.md"], "the test no longer fits the file"
        files["packet.md"] = files["packet.md"].replace(*change, 1)
    return begin_draft(
        **{"slug": packet.slug, "files": files, "base": packet.current, "packet": packet},
        by=by,
        now=timezone.now(),
    )


def submitted(draft: PacketDraft, *, by: User) -> PacketDraft:
    now = timezone.now()
    submit_draft(draft, revision=draft.revision, change_note="Clearer.", by=by, now=now)
    draft.refresh_from_db()
    return draft


def form_data(draft: PacketDraft, **changes: Any) -> dict[str, Any]:
    """What a browser posts of the draft's page, with `changes` to its controls."""
    return data_of(draft_form(draft.files)) | {"revision": draft.revision} | changes


def data_of(form: DraftForm) -> dict[str, Any]:
    data: dict[str, Any] = {}
    if form.properties:
        for bound in form.properties:
            value = bound.value()
            data[bound.html_name] = value if isinstance(value, list) else str(value or "")
    else:
        data["raw"] = browser_text(form.raw)
    for table in form.beats:
        for n, row in enumerate(table.rows):
            for key, value in row.items():
                data[f"beats-{table.length}-{n}-{key}"] = browser_text(str(value))
    for section in form.sections:
        data[f"section-{section.number}-key"] = section.key
        data[f"section-{section.number}"] = browser_text(section.text)
    for file in form.file_fields:
        data[f"file-{file.number}-was"] = data[f"file-{file.number}-path"] = file.path
        data[f"file-{file.number}"] = browser_text(file.text)
    return data


def browser_text(text: str) -> str:
    """Browsers end the lines of a textarea with CRLF."""
    return text.replace("\n", "\r\n")


def control_of(draft: PacketDraft, *, section: str = "", file: str = "") -> str:
    """The name of the control that a section or a file is written in."""
    form = draft_form(draft.files)
    if section:
        return next(f"section-{one.number}" for one in form.sections if one.key == section)
    return next(f"file-{one.number}" for one in form.file_fields if one.path == file)
