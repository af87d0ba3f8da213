"""Deliveries that look again whether their mail is still right; and the code of drafts, run."""

from datetime import datetime

from django.conf import settings

from interviews.bank.submitted import run_submitted
from interviews.domain.packets.files import MAIN_FILE
from interviews.models import PacketDraft
from interviews.notifications import compose_new_question
from interviews.queries.coming_legs import new_question_to_mail
from interviews.queries.drafts import check_draft
from jobs.actions import enqueue
from jobs.registry import delivery_job

RUN_CODE = "interviews.run_draft_code"


@delivery_job("interviews.send_new_question")
def send_new_question(*, now: datetime, key_of_mail: str, leg_id: int, version_id: int) -> None:
    leg = new_question_to_mail(leg_id, version_id=version_id)
    if leg is not None and now < leg.session.ends_at:
        compose_new_question(leg, key=key_of_mail).send()


def is_runner_configured() -> bool:
    return bool(settings.PACKET_RUNNER)


def run_later(draft: PacketDraft, *, now: datetime) -> None:
    """Have the code of the draft's present revision run, once."""
    key = f"draft-code:{draft.pk}:{draft.revision}:{now.timestamp():.0f}"
    enqueue(RUN_CODE, key=key, run_at=now, now=now, draft_id=draft.pk, revision=draft.revision)


@delivery_job(RUN_CODE)
def run_draft_code(*, now: datetime, draft_id: int, revision: int) -> None:
    """Keep what the runner says of this revision, unless it is an old one meanwhile."""
    drafts = PacketDraft.objects.open().filter(pk=draft_id, revision=revision)
    draft = drafts.select_related("packet", "base").first()
    if draft is None or not is_runner_configured():
        return
    entry, found = check_draft(draft)
    if entry is None or entry.trial is None:
        return
    # Where the code or the cases cannot be read, running them would say the same again.
    problems = [problem for problem in found if problem.file != MAIN_FILE] or run_submitted(
        draft.files,
        **{"kind": entry.fields["kind"], "slug": draft.slug, "trial": entry.trial},
        sandbox=settings.PACKET_RUNNER,
    )
    drafts.update(code_revision=revision, code_problems=[vars(problem) for problem in problems])
