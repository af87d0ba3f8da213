"""A round's process is killed with SIGKILL: nothing is half made, and the next round takes over."""

import time

import pytest
from django.utils import timezone

from jobs.models import Job
from scheduling.actions.rounds import RoundBusy, run_round
from scheduling.models import MatchOutcome, MatchPair, MatchRound, Proposal, RoundRules
from tests.processes import python, wait_until
from tests.scheduling.rounds import seeker
from tests.scheduling.worlds import fill_catalogue

pytestmark = pytest.mark.django_db(transaction=True)


def run() -> MatchRound | None:
    now = timezone.now()
    return run_round("site", due_at=now, now=now, clock=time.monotonic, time_limit=10)


@pytest.mark.parametrize("where", ["planned", "proposed"])
def test_a_killed_round_leaves_nothing_and_the_next_takes_over(where, tmp_path):
    fill_catalogue(kinds=["coding"])
    RoundRules.objects.update_or_create(scope="site", defaults={"is_on": True})
    people = [seeker(sessions=1, per_week=1) for _ in range(4)]
    (tmp_path / "var").mkdir()
    killed = python(
        *("-m", "tests.concurrency.round_worker", str(tmp_path), where),
        folder=tmp_path,
        REDIS_URL="",
        PREP_VAR_DIR=str(tmp_path / "var"),
    )
    with killed as process:
        wait_until((tmp_path / "reached").exists, seconds=60, what=f"the round to be {where}")
        process.kill()
    for table in (Proposal, MatchPair, MatchOutcome, Job):
        assert table.objects.count() == 0
    assert MatchRound.objects.get().state == "running"

    with pytest.raises(RoundBusy):
        run()
    RoundRules.objects.update(lease_until=timezone.now())  # five minutes later, as the row sees it
    run()
    assert sorted(MatchRound.objects.values_list("state", flat=True)) == ["died", "done"]
    assert Proposal.objects.filter(origin="round", state="open").count() == len(people) // 2
    assert MatchPair.objects.exclude(fell_out="").count() == 0
