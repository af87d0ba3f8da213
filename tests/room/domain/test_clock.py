from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from room.domain.clock import (
    Moment,
    NoRoomToExtend,
    Plan,
    advanced,
    caught_up,
    ended,
    extended,
    resumed,
)

START = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
SWAP = Plan(leg_minutes=(25, 25), debrief_minutes=10, latest_end_at=START + timedelta(minutes=75))
ONE_WAY = Plan(leg_minutes=(45,), debrief_minutes=15, latest_end_at=START + timedelta(minutes=75))
LOBBY = Moment("lobby", START - timedelta(minutes=15), None, 0)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def run(plan: Plan, *, at: datetime) -> list[tuple[str, float | None]]:
    """Every phase with its length in minutes, begun at `at` and never touched."""
    moment, phases = advanced(LOBBY, at=at, plan=plan), []
    while moment.ends_at is not None:
        phases.append((moment.phase, (moment.ends_at - moment.started_at) / minutes(1)))
        moment = advanced(moment, at=moment.ends_at, plan=plan)
    return [*phases, (moment.phase, None)]


def test_swap_runs_two_legs_and_a_debrief():
    assert run(SWAP, at=START) == [("leg_1", 25), ("leg_2", 25), ("debrief", 10), ("ended", None)]


def test_one_way_session_runs_one_leg_and_a_debrief():
    assert run(ONE_WAY, at=START) == [("leg_1", 45), ("debrief", 15), ("ended", None)]


def test_a_late_start_within_the_grace_shortens_nothing():
    assert run(SWAP, at=START + minutes(15))[:3] == [("leg_1", 25), ("leg_2", 25), ("debrief", 10)]


def test_a_very_late_start_shares_what_is_left_and_keeps_the_debrief_whole():
    assert run(SWAP, at=START + minutes(35))[:3] == [("leg_1", 15), ("leg_2", 15), ("debrief", 10)]


def test_legs_of_different_length_share_in_proportion():
    plan = replace(SWAP, leg_minutes=(32, 16))
    assert run(plan, at=START + minutes(35))[:2] == [("leg_1", 20), ("leg_2", 10)]


def test_nothing_is_left_at_the_latest_end():
    assert run(SWAP, at=SWAP.latest_end_at)[:3] == [("leg_1", 0), ("leg_2", 0), ("debrief", 0)]


def test_each_step_raises_the_revision_by_one():
    assert advanced(LOBBY, at=START, plan=SWAP) == Moment("leg_1", START, START + minutes(25), 1)


def test_a_phase_lasts_until_its_end_and_not_a_second_longer():
    leg = advanced(LOBBY, at=START, plan=SWAP)
    just_before = START + minutes(25) - timedelta(seconds=1)
    assert caught_up(leg, now=just_before, plan=SWAP) == leg
    assert caught_up(leg, now=START + minutes(25), plan=SWAP).phase == "leg_2"


def test_catching_up_late_begins_each_phase_when_the_last_one_ended():
    leg = advanced(LOBBY, at=START, plan=SWAP)
    late = caught_up(leg, now=START + minutes(52), plan=SWAP)
    assert late == Moment("debrief", START + minutes(50), START + minutes(60), 3)
    assert caught_up(leg, now=START + timedelta(days=3), plan=SWAP) == Moment(
        "ended", START + minutes(60), None, 4
    )


def test_the_lobby_and_the_end_last_for_ever():
    assert caught_up(LOBBY, now=START + timedelta(days=9), plan=SWAP) == LOBBY


def test_extending_adds_five_minutes_three_times_within_the_grace():
    leg = advanced(LOBBY, at=START, plan=SWAP)
    for times in (1, 2, 3):
        leg = extended(leg, plan=SWAP)
        assert leg.ends_at == START + minutes(25 + 5 * times)
    assert leg.revision == 4
    with pytest.raises(NoRoomToExtend):
        extended(leg, plan=SWAP)


def test_extending_the_debrief_ends_at_the_latest_end():
    debrief = Moment("debrief", START + minutes(55), START + minutes(70), 3)
    longer = extended(debrief, plan=SWAP)
    assert longer.ends_at == SWAP.latest_end_at
    with pytest.raises(NoRoomToExtend):
        extended(longer, plan=SWAP)


def test_nothing_to_extend_in_the_lobby():
    with pytest.raises(NoRoomToExtend):
        extended(LOBBY, plan=SWAP)


def test_undoing_the_end_gives_back_the_minutes_that_were_left():
    leg = Moment("leg_1", START, START + minutes(25), 1)
    over = ended(leg, at=START + minutes(10))
    back = resumed(
        leg, ended_at=over.started_at, revision=over.revision, now=START + minutes(13), plan=SWAP
    )
    assert back == Moment("leg_1", START + minutes(3), START + minutes(28), 3)


def test_undoing_the_end_does_not_run_past_the_latest_end():
    debrief = Moment("debrief", START + minutes(62), START + minutes(72), 3)
    back = resumed(
        debrief, ended_at=START + minutes(68), revision=4, now=START + minutes(72), plan=SWAP
    )
    assert back.ends_at == SWAP.latest_end_at
