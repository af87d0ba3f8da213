import pytest

from scheduling.domain.likelihood import Chance, acceptance_share, chance_of_session


def test_without_answers_the_share_is_a_half():
    assert acceptance_share(accepted=0, answered=0) == 0.5


def test_a_few_answers_do_not_swing_the_share():
    assert acceptance_share(accepted=2, answered=2) == pytest.approx(4 / 6)
    assert acceptance_share(accepted=96, answered=96) == pytest.approx(0.98)


@pytest.mark.parametrize(
    ("people", "share", "chance"),
    [
        (0, 0.9, Chance.UNLIKELY),
        (1, 0.5, Chance.POSSIBLE),
        (2, 0.5, Chance.LIKELY),  # exactly 0.75
        (1, 0.39, Chance.UNLIKELY),
        (3, 0.3, Chance.POSSIBLE),  # 0.657
        (90, 0.3, Chance.POSSIBLE),  # nobody asks more than three for one time
        (3, 0.38, Chance.LIKELY),
    ],
)
def test_chance_is_that_one_of_at_most_three_says_yes(people, share, chance):
    assert chance_of_session(people, share=share) is chance
