import random

from packet_tools import catches


@catches("end-of-the-last-one", "exact-length-refused", "gap-beyond-closing")
def hidden_agrees_with_colouring_every_minute(code):
    """Random calendars give what one gets by crossing out every single minute"""
    source = random.Random(23)
    for _ in range(400):
        opens, closes = source.randint(0, 10), source.randint(10, 40)
        minutes = source.randint(1, 6)
        freezes = []
        for _ in range(source.randint(0, 6)):
            start = source.randint(-5, 45)
            freezes.append((start, start + source.choice((0, 1, 2, 3, 8, 20))))
        frozen = {minute for start, end in freezes for minute in range(start, end)}
        expected, run = [], []
        for minute in range(opens, closes + 1):
            if minute < closes and minute not in frozen:
                run.append(minute)
                continue
            if len(run) >= minutes:
                expected.append((run[0], run[-1] + 1))
            run = []
        assert code.gaps(freezes, opens, closes, minutes) == expected, (freezes, opens, closes)


@catches("asks-every-other-freeze")
def hidden_a_calendar_with_many_entries(code):
    """Twenty thousand freezes are not compared each with every other"""
    source = random.Random(5)
    starts = [n * 50 for n in range(20_000)]
    source.shuffle(starts)
    freezes = [(start, start + 20) for start in starts]
    found = code.gaps(freezes, 0, 1_000_000, 30)
    assert found == [(n * 50 + 20, n * 50 + 50) for n in range(20_000)]
