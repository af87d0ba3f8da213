import random

from packet_tools import catches


@catches("reads-to-the-end")
def hidden_stops_reading_after_the_end(code):
    """A feed that goes on for ever is read no further than the first reading after the last mark"""
    taken = []

    def feed():
        for ts in range(0, 100_000, 10):
            taken.append(ts)
            yield ts, 20.0

    code.chart(feed(), start=0, end=120, step_s=60, stale_s=60)
    assert taken[-1] == 70, taken[-1]


@catches("searches-from-the-beginning")
def hidden_a_whole_year_in_one_pass(code):
    """Forty thousand readings and as many marks are gone through once"""
    readings = [(second * 10, float(second)) for second in range(40_000)]
    points = code.chart(readings, start=0, end=400_000, step_s=10, stale_s=60)
    assert points[-1] == (399_990, 39_999.0)


@catches("the-mark-itself-is-too-late", "stale-a-second-early", "first-of-the-minute")
def hidden_agrees_with_looking_at_all(code):
    """Random feeds give what looking through all readings for each mark gives"""
    source = random.Random(3)
    for _ in range(300):
        ts, readings = source.randint(-10, 10), []
        for _ in range(source.randint(0, 12)):
            readings.append((ts, source.choice((None, 0.0, float(ts)))))
            ts += source.choice((0, 1, 3, 20))
        start, step_s, stale_s = source.randint(-5, 20), source.randint(1, 9), source.randint(0, 15)
        end = start + source.randint(0, 60)
        expected = []
        for mark in range(start, end, step_s):
            known = [one for one in readings if one[0] <= mark]
            is_good = known and mark - known[-1][0] <= stale_s
            expected.append((mark, known[-1][1] if is_good else None))
        assert code.chart(readings, start, end, step_s, stale_s) == expected
