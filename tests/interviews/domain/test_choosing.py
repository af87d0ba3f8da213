"""Which of several questions suits a leg best."""

from dataclasses import replace

from interviews.domain.choosing import Need, Question, best_question, penalty

PLAIN = Question(pk=1, slug="plain", level=3, focus="rate-limiting", loops=frozenset({1}))
OTHER = replace(PLAIN, pk=2, slug="other")
NEED = Need(level=3, interviewer_level=3, loop=1)


def best(*questions: Question, need: Need = NEED) -> str:
    chosen = best_question(questions, need)
    assert chosen is not None
    return chosen.slug


def test_nothing_to_choose_from_gives_nothing():
    assert best_question([], NEED) is None


def test_of_equal_questions_the_first_by_slug_is_chosen_whatever_the_order():
    assert best(PLAIN, OTHER) == best(OTHER, PLAIN) == "other"


def test_the_candidates_level_wins_over_the_neighbouring_ones():
    easier, harder = replace(OTHER, level=2), replace(OTHER, level=4)
    assert best(easier, PLAIN) == best(harder, PLAIN) == "plain"
    assert best(replace(harder, slug="harder"), easier) == "other"


def test_the_loop_that_the_candidate_prepares_for_wins_over_another():
    elsewhere = replace(OTHER, loops=frozenset({2}))
    assert best(elsewhere, PLAIN) == "plain"
    assert best(elsewhere, PLAIN, need=replace(NEED, loop=None)) == "other"


def test_the_topic_that_needs_practice_wins_over_one_that_does_not():
    weak = replace(PLAIN, focus="data-streaming")
    need = replace(NEED, practice={"data-streaming": 0.9, "rate-limiting": 0.2})
    assert best(OTHER, weak, need=need) == "plain"


def test_a_competency_that_needs_practice_counts_half_as_much_as_a_topic():
    tests_it = replace(PLAIN, competencies=frozenset({"verification"}))
    need = replace(NEED, practice={"verification": 1.0})
    assert best(OTHER, tests_it, need=need) == "plain"
    both = replace(NEED, practice={"verification": 1.0, "data-streaming": 0.6})
    assert best(replace(OTHER, focus="data-streaming"), tests_it, need=both) == "other"


def test_what_the_candidate_was_asked_lately_comes_after_something_else():
    fresh = replace(PLAIN, focus="api-design")
    assert best(OTHER, fresh, need=replace(NEED, recent=["rate-limiting"])) == "plain"
    long_ago = ["api-design", "graph", "graph", "rate-limiting"]
    assert best(OTHER, fresh, need=replace(NEED, recent=long_ago)) == "other"


def test_the_topic_of_a_drill_wins_over_a_new_one_although_it_was_just_asked():
    drilled, new = PLAIN, replace(OTHER, focus="api-design")
    need = replace(NEED, recent=["rate-limiting"], practice={"api-design": 0.6})
    assert best(drilled, new, need=need) == "other"
    assert best(drilled, new, need=replace(need, drill="rate-limiting")) == "plain"


def test_what_tests_the_ability_of_a_drill_wins_and_topics_still_change():
    drilled = replace(PLAIN, competencies=frozenset({"verification"}))
    new = replace(OTHER, focus="api-design")
    need = replace(NEED, drill="verification", practice={"api-design": 0.6})
    assert best(drilled, new, need=need) == "plain"
    fresh = replace(drilled, slug="fresh", focus="graphs")
    assert best(drilled, fresh, need=replace(need, recent=["rate-limiting"])) == "fresh"


def test_a_drill_costs_no_level_beside_a_new_topic():
    drilled, new = replace(PLAIN, level=4), replace(OTHER, focus="api-design")
    need = replace(NEED, drill="rate-limiting", practice={"api-design": 0.6})
    assert best(drilled, new, need=need) == "other"


def test_interviewer_gets_what_they_know():
    assert best(OTHER, replace(PLAIN, is_known=True)) == "plain"


def test_interviewer_gets_nothing_above_what_they_can_judge_unless_they_know_it():
    need = Need(level=5, interviewer_level=3)
    hard, middle = replace(PLAIN, level=5), replace(OTHER, level=4)
    known = replace(hard, is_known=True)
    assert [penalty(one, need) for one in (hard, middle, known)] == [6, 4 + 3, -4]


def test_questions_wear_out_evenly():
    assert best(replace(OTHER, times_used=1), PLAIN) == "plain"
    worn = replace(OTHER, times_used=10_000)
    assert best(worn, replace(PLAIN, level=4)) == "other"  # and never at the cost of a level
