from dashboards.domain.overall import overall_of
from feedback.domain.standing import Band, Standing


def standing(band: Band) -> Standing:
    return Standing(band, None, None, None, 0, 0, None, "", ())


def test_weakest_judged_round_speaks_for_the_loop():
    found = overall_of([standing(b) for b in (Band.STRONG, Band.NOT_ENOUGH, Band.GETTING_THERE)])
    assert (found.band, found.judged, found.rounds) == (Band.GETTING_THERE, 2, 3)
    assert found.words == "getting there (2 of 3 rounds)"


def test_without_a_judged_round_there_is_not_enough_evidence():
    assert overall_of([standing(Band.NOT_ENOUGH)]).words == "not enough evidence yet"
    assert overall_of([]).words == "not enough evidence yet"
