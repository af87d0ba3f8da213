from interviews.bank.files import CATALOGUE_DIR, read_files
from interviews.domain.catalogue_check import read_catalogue
from interviews.domain.packets.coverage import coverage


def test_a_packet_counts_under_its_first_topic_and_value() -> None:
    entries = read_catalogue(read_files(CATALOGUE_DIR).texts).entries["packets"]
    chosen = [
        entries[slug]
        for slug in ("premiere-at-eight", "telling-somebody-senior-no", "launch-waves")
    ]
    found = {goal.what: goal.found for goal in coverage(chosen) if goal.found}
    assert found == {
        "coding": 1,
        "coding, graph-and-ordering": 1,
        "coding, graph-and-ordering, gentle": 1,
        "system design": 1,
        "system design, video-streaming": 1,
        "behavioural": 1,
        "behavioural, courage": 1,
    }
    goals = {goal.what: goal for goal in coverage([])}
    assert sum(goal.least for what, goal in goals.items() if "," not in what) == 96
    assert goals["behavioural, courage"].missing == 3
