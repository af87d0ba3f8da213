"""Code of drafts: through the configured command, or not at all.

Where bubblewrap is installed and may isolate, it is the sandbox of these tests; elsewhere a named
stand-in is, a script that isolates nothing and only writes down what it was asked to start.
"""

import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from interviews.actions.draft_review import (
    CannotReview,
    approve_draft,
    submit_draft,
    withdraw_draft,
)
from interviews.actions.drafts import begin_draft, save_draft
from interviews.bank.submitted import NoSandbox, run_submitted
from interviews.domain.packets.files import MAIN_FILE
from interviews.models import DraftReview, Packet, PacketDraft
from interviews.queries.drafts import check_draft
from interviews.tasks import run_draft_code
from jobs.models import Job
from tests.interviews.drafts.worlds import make_editor, signed_in
from tests.interviews.small_catalogue import PACKETS, load_small_catalogue

pytestmark = pytest.mark.django_db


def _bubblewrap() -> str | None:
    """Its path, if the machine lets it make namespaces (containers often do not)."""
    path = shutil.which("bwrap")
    trial = [path or "false", "--unshare-all", "--ro-bind", "/", "/", "true"]
    return path if subprocess.run(trial, check=False, capture_output=True).returncode == 0 else None


BUBBLEWRAP = _bubblewrap()
REAL = (
    *("--unshare-all", "--die-with-parent", "--ro-bind", "/", "/", "--dev", "/dev"),
    *("--proc", "/proc", "--ro-bind", "{packet}", "{packet}", "--bind", "{scratch}", "{scratch}"),
)


@pytest.fixture
def started(tmp_path: Path) -> Path:
    """Where the sandbox writes down what it was asked to start."""
    return tmp_path / "started.log"


@pytest.fixture
def sandbox(tmp_path: Path, started: Path) -> tuple[str, ...]:
    writing = script(tmp_path / "sandbox", f'echo "$@" >> {started}\nexec "$@"')
    return (writing, BUBBLEWRAP, *REAL) if BUBBLEWRAP else (writing, "env", "IN={packet}")


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    return tmp_path / "the-code-has-run"


@pytest.fixture
def writer() -> User:
    return make_editor()


@pytest.fixture
def packet(settings) -> Packet:
    settings.JOBS_EXECUTOR = "threads"  # nothing executes the jobs here
    return load_small_catalogue()["coding"]


def script(path: Path, body: str) -> str:
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(stat.S_IRWXU)
    return str(path)


def changed(packet: Packet, **files: str) -> dict[str, str]:
    text = packet.current.files[MAIN_FILE]
    text = text.replace("## Red flags\n", "## Red flags\n- Writes no test, and is content.\n")
    return {**packet.current.files, MAIN_FILE: text, **files}


def a_draft(packet: Packet, writer: User, *, solution: str = "") -> PacketDraft:
    files = changed(packet)
    if solution:
        files["solution.py"] = files["solution.py"] + f"\n{solution}\n"
    return begin_draft(
        **{"slug": packet.slug, "files": files, "base": packet.current, "packet": packet},
        by=writer,
        now=timezone.now(),
    )


def submit(draft: PacketDraft, writer: User) -> PacketDraft:
    revision = draft.revision
    now = timezone.now()
    submit_draft(draft, revision=revision, change_note="Clearer.", by=writer, now=now)
    draft.refresh_from_db()
    return draft


def run(draft: PacketDraft) -> PacketDraft:
    run_draft_code(now=timezone.now(), draft_id=draft.pk, revision=draft.revision)
    draft.refresh_from_db()
    return draft


def leaves(marker: Path) -> str:
    return f"open({str(marker)!r}, 'w').close()"


def test_without_a_runner_nothing_of_a_draft_is_ever_executed(packet, writer, marker) -> None:
    draft = a_draft(packet, writer, solution=leaves(marker))
    client, reviewer = signed_in(writer), signed_in(make_editor())
    address = reverse("draft", args=[draft.public_id])
    assert "has not been run on this site" in client.get(address).text
    client.post(reverse("draft_run", args=[draft.public_id]))
    submit(draft, writer)
    run(draft)
    review = reverse("draft_review", args=[draft.public_id])
    assert "has not been run on this site" in reviewer.get(review).text
    decision = {"approve": "1", "revision": draft.revision, "has_run_code": "on"}
    assert reviewer.post(review, decision).status_code == 302
    assert DraftReview.objects.get().has_run_code
    assert not Job.objects.filter(kind="interviews.run_draft_code").exists()
    assert not marker.exists()
    assert (draft.code_revision, draft.code_problems) == (None, [])


def test_without_a_sandbox_the_runner_itself_refuses(packet, writer, marker) -> None:
    draft = a_draft(packet, writer, solution=leaves(marker))
    entry, _ = check_draft(draft)
    with pytest.raises(NoSandbox):
        run_submitted(draft.files, kind="coding", slug=draft.slug, trial=entry.trial, sandbox=())
    assert not marker.exists()


def test_submitting_puts_the_run_into_the_queue(packet, writer, settings) -> None:
    settings.PACKET_RUNNER = ("/bin/false",)
    draft = submit(a_draft(packet, writer), writer)
    job = Job.objects.get(kind="interviews.run_draft_code")
    assert job.arguments == {"draft_id": draft.pk, "revision": 1}


def test_every_process_is_started_through_the_command(
    packet, writer, settings, sandbox, started
) -> None:
    settings.PACKET_RUNNER = sandbox
    draft = run(submit(a_draft(packet, writer), writer))
    assert (draft.code_revision, draft.code_problems) == (1, [])
    lines = started.read_text().splitlines()
    wrong = [path for path in draft.files if path.startswith("wrong/")]
    assert len(lines) >= 1 + len(wrong)
    for line in lines:
        assert "interviews/bank/child.py" in line
        assert f"/packets/coding/{draft.slug}" in line
        assert "{packet}" not in line
    folder = next(word for word in lines[0].split() if draft.slug in word).removeprefix("IN=")
    assert not Path(folder).exists()  # it was made for the run


@pytest.mark.parametrize("command", ["/bin/true", "/bin/false", "/nowhere/no-such-program"])
def test_a_command_that_starts_nothing_means_that_nothing_runs(
    packet, writer, settings, marker, command
) -> None:
    settings.PACKET_RUNNER = (command,)
    draft = run(submit(a_draft(packet, writer, solution=leaves(marker)), writer))
    assert not marker.exists()
    assert draft.code_revision == 1
    assert draft.code_problems != []
    with pytest.raises(CannotReview, match="did not do what it should"):
        approve_draft(draft, revision=1, by=make_editor(), now=timezone.now(), has_run_code=True)


def test_only_a_clean_run_of_the_very_revision_can_be_published(
    packet, writer, settings, sandbox
) -> None:
    settings.PACKET_RUNNER = sandbox
    reviewer = make_editor()
    draft = submit(a_draft(packet, writer, solution="Allowances.ask = None"), writer)
    with pytest.raises(CannotReview, match="has not been run yet"):
        approve_draft(draft, revision=1, by=reviewer, now=timezone.now(), has_run_code=True)
    run(draft)
    assert draft.code_problems[0]["file"] == "cases.yaml"
    with pytest.raises(CannotReview, match="did not do what it should"):
        approve_draft(draft, revision=1, by=reviewer, now=timezone.now(), has_run_code=True)
    html = signed_in(reviewer).get(reverse("draft_review", args=[draft.public_id])).text
    assert "did not do what it should" in html
    assert "has_run_code" not in html  # a tick stands for no run here
    withdraw_draft(draft, by=writer, now=timezone.now())
    mended = save_draft(draft, files=changed(packet), revision=1, by=writer, now=timezone.now())
    submit(mended, writer)
    with pytest.raises(CannotReview, match="has not been run yet"):
        approve_draft(mended, revision=2, by=reviewer, now=timezone.now())
    run(mended)
    version = approve_draft(mended, revision=2, by=reviewer, now=timezone.now())
    assert version.number == packet.current.number + 1


def test_a_run_of_an_old_revision_says_nothing_of_the_new(
    packet, writer, settings, sandbox, started
) -> None:
    settings.PACKET_RUNNER = sandbox
    draft = a_draft(packet, writer)
    PacketDraft.objects.filter(pk=draft.pk).update(revision=5)
    run_draft_code(now=timezone.now(), draft_id=draft.pk, revision=1)
    draft.refresh_from_db()
    assert draft.code_revision is None
    assert not started.exists()


def test_a_reviews_code_runs_in_the_sandbox_too(writer, settings, sandbox, started) -> None:
    settings.JOBS_EXECUTOR = "threads"
    settings.PACKET_RUNNER = sandbox
    packet = load_small_catalogue()["take_home_review"]
    assert PACKETS["take_home_review"].endswith(f"{packet.slug}/")
    draft = run(submit(a_draft(packet, writer), writer))
    assert (draft.code_revision, draft.code_problems) == (1, [])
    assert started.exists()


def test_code_that_floods_or_forges_its_results_is_no_clean_run(
    packet, writer, settings, sandbox
) -> None:
    settings.PACKET_RUNNER = sandbox
    flood = "import os\nfor _ in range(400): os.write(2, b'x' * 100_000)"
    draft = run(submit(a_draft(packet, writer, solution=flood), writer))
    assert draft.code_problems != []
    forged = (
        "import os\nfor fd in range(3, 12):\n"
        '    try: os.write(fd, b\'{"ok": true, "surprise": 1}\\n\')\n    except OSError: pass'
    )
    withdraw_draft(draft, by=writer, now=timezone.now())
    files = {**draft.files, "solution.py": f"{packet.current.files['solution.py']}\n{forged}\n"}
    draft = save_draft(draft, files=files, revision=1, by=writer, now=timezone.now())
    draft = run(submit(draft, writer))
    assert "no result" in draft.code_problems[0]["reason"]
