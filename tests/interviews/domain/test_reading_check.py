"""Three questions that only somebody who has read the packet answers at once."""

import pytest

from interviews.bank.files import CATALOGUE_DIR, read_files
from interviews.domain.catalogue_check import read_catalogue
from interviews.domain.reading_check import ReadPacket, are_right, check_questions

PACKET = ReadPacket(
    clarifications=[{"name": f"Question {n}?", "text": f"Answer {n}."} for n in range(5)],
    hints=[{"name": f"H{n}", "text": f"Hint **{n}**.\n\nMore of `it`."} for n in range(4)],
    rubric_notes={"code": {str(n): f"Behaviour {n}." for n in (1, 2, 3, 4)}},
    criteria={"code": "Code"},
)


def right_texts(seed: str) -> list[str]:
    return [one.options[one.answer] for one in check_questions(PACKET, seed=seed)]


def test_the_right_answers_are_the_packets_own():
    for seed in map(str, range(50)):
        on_clarifications, on_hints, on_levels = check_questions(PACKET, seed=seed)
        asked = on_clarifications.ask.split("“Question ")[1][0]
        assert right_texts(seed) == [f"Answer {asked}.", "Hint 0.", "Behaviour 4."]
        assert on_levels.ask == "“Code”: which of these would be a 4?"
        assert {len(set(one.options)) for one in (on_clarifications, on_hints, on_levels)} == {3}


def test_questions_stay_the_same_for_one_leg_and_differ_between_legs():
    assert check_questions(PACKET, seed="a") == check_questions(PACKET, seed="a")
    places = {tuple(one.answer for one in check_questions(PACKET, seed=str(n))) for n in range(40)}
    assert len(places) > 10  # of 27: the right answer is not always in the same place


def test_answers_are_judged_one_by_one_and_none_is_wrong():
    questions = check_questions(PACKET, seed="a")
    right: list[int | None] = [one.answer for one in questions]
    assert are_right(questions, right) == [True, True, True]
    assert are_right(questions, [None, right[1], (right[2] or 0) + 1]) == [False, True, False]


@pytest.fixture(scope="module")
def bank():
    return read_catalogue(read_files(CATALOGUE_DIR).texts).entries["packets"]


def test_every_packet_of_the_bank_gives_three_questions_that_can_be_told_apart(bank):
    for slug, entry in bank.items():
        fields = {name: entry.fields[name] for name in ("clarifications", "hints", "rubric_notes")}
        for seed in "abc":
            questions = check_questions(ReadPacket(criteria={}, **fields), seed=seed)
            assert [len(set(one.options)) for one in questions] == [3, 3, 3], slug
            assert max(len(option) for one in questions for option in one.options) < 400, slug
