from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from practice.domain.specificity import Parts, StoryCheck, check_story
from tests.practice.builders import SPECIFIC, VAGUE

PASSAGES = {
    label: [Parts(**row) for row in rows]
    for label, rows in yaml.safe_load(
        (Path(__file__).parent / "passages.yaml").read_text(encoding="utf-8")
    ).items()
}


def right(label: str, *, is_mine: Callable[[int], bool] = lambda _: True) -> tuple[int, int]:
    """How many stories of that label the check calls what their writer did, of how many."""
    checks = [check_story(parts) for n, parts in enumerate(PASSAGES[label]) if is_mine(n)]
    expected = label.endswith("specific")
    return sum(check.is_passed == expected for check in checks), len(checks)


def test_half_that_the_check_was_written_with() -> None:
    assert right("specific", is_mine=lambda n: n % 2 == 0) == (12, 12)
    assert right("vague", is_mine=lambda n: n % 2 == 0) == (12, 12)


def test_half_that_was_held_out() -> None:
    assert right("specific", is_mine=lambda n: n % 2 == 1) == (12, 12)
    assert right("vague", is_mine=lambda n: n % 2 == 1) == (12, 12)


def test_hard_ones_show_where_counting_words_ends() -> None:
    assert (right("hard_specific"), right("hard_vague")) == ((2, 4), (3, 4))
    assert (right("fresh_specific"), right("fresh_vague")) == ((2, 3), (2, 3))


def without(**parts: str) -> StoryCheck:
    return check_story(Parts(**{**SPECIFIC.__dict__, **parts}))


def test_specific_story_passes_without_advice() -> None:
    check = check_story(SPECIFIC)
    assert (check.is_passed, check.advice, check.is_english) == (True, (), True)


def test_advice_quotes_the_vague_phrase_and_asks_for_the_fact() -> None:
    check = without(result="It was done for a lot of customers by 3 May, said Dana, as planned.")
    assert [(advice.part, advice.quote, advice.words) for advice in check.advice] == [
        ("Result", "a lot of", "How many, or how much?")
    ]


def test_vague_story_is_told_what_lacks_first() -> None:
    check = check_story(VAGUE)
    assert (check.is_passed, check.score) == (False, 0)
    assert [advice.part for advice in check.advice[:3]] == ["Action", "Result", "Action"]
    assert len(check.advice) == 6


@pytest.mark.parametrize("part", ["action", "result"])
def test_story_without_that_part_does_not_pass(part: str) -> None:
    assert without(**{part: ""}).is_passed is False


def test_story_of_we_does_not_pass() -> None:
    ours = SPECIFIC.action.replace("I ", "we ") + " I read. I wrote. We, we, our, us, we, we, we."
    check = without(action=ours)
    assert check.i_share is not None
    assert (check.i_share < 0.4, check.is_passed) == (True, False)


def test_deeds_are_what_one_did_and_not_what_one_is_like() -> None:
    seen = without(action="I rang her, asked for the log and read it. I supported them.")
    (deeds,) = (m for m in seen.measures if m.name.startswith("What you did"))
    assert deeds.found == ("I rang", "I asked", "I read")


def test_years_and_times_of_day_are_moments_and_not_figures() -> None:
    words = "It was on 3 May 2021, at 18:00 and for ten days, that it was so for me."
    figures, _, moments, *_ = check_story(Parts(words)).measures
    assert figures.found == ("ten",)
    assert moments.found == ("May", "2021", "18:00", "ten days")


@pytest.mark.parametrize(
    "text",
    [
        "Im Mai 2023 war unser Dienst an jedem Freitag langsam, und ich habe die Protokolle"
        " gelesen und den Bericht verschoben, damit es bis zum Verkauf wieder schnell war.",
        "En mai 2023 notre service était lent chaque vendredi, et j'ai lu les journaux avant de"
        " déplacer le rapport pour que la vente se passe bien avec les clients de la boutique.",
        "En mayo de 2023 nuestro servicio iba lento cada viernes y yo leí los registros antes de"
        " mover el informe para que la venta saliera bien con todos los clientes de la tienda.",
        "In mei 2023 was onze dienst elke vrijdag traag, en ik heb de logboeken gelezen en het"
        " rapport verplaatst zodat de verkoop goed ging voor alle klanten van onze winkel.",
        "В мае 2023 года наш сервис был медленным каждую пятницу, и я прочитал журналы и перенёс"
        " отчёт, чтобы продажа прошла хорошо для всех наших покупателей магазина.",
    ],
)
def test_other_languages_get_no_score(text: str) -> None:
    check = check_story(Parts(action=text))
    assert (check.is_english, check.score, check.is_passed, check.advice) == (
        False,
        None,
        False,
        (),
    )


def test_few_words_get_no_score() -> None:
    check = check_story(Parts(action="I rang Dana."))
    assert (check.is_english, check.score) == (None, None)


def test_told_length_is_said() -> None:
    check = check_story(Parts(action="I rang Dana and she said that it was one. " * 42))
    assert (check.words, check.seconds, check.minutes) == (420, 180, 3)


@given(st.text(max_size=400), st.text(max_size=400))
def test_any_text_has_a_score_in_its_bounds(action: str, result: str) -> None:
    check = check_story(Parts(SPECIFIC.situation, "", action, result))
    assert check.score is None or 0 <= check.score <= 100
    assert check == check_story(Parts(SPECIFIC.situation, "", action, result))
