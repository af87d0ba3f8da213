from feedback.domain.shares import FEWEST_DAYS, MOST_DAYS, PARTS, SLUGS, USUAL, USUAL_DAYS


def test_names_and_other_peoples_words_are_left_out_unless_chosen() -> None:
    assert set(SLUGS) - set(USUAL) == {
        *("recommendation", "quotes", "own", "observed", "readiness", "candidate", "interviewer")
    }


def test_each_part_is_there_once_and_says_what_it_is() -> None:
    assert len(set(SLUGS)) == len(PARTS)
    assert all(part.name and part.help for part in PARTS)


def test_usual_time_is_a_possible_one() -> None:
    assert FEWEST_DAYS <= USUAL_DAYS <= MOST_DAYS
