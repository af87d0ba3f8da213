import random

from packet_tools import catches


def replayed(history, weeks, percent):
    """The last verdict for one hour of the week, from all its counts, the slow way."""
    usual, odd, verdict = [], [], ""
    for count in history:
        recent = sorted(usual[-weeks:])
        middle = recent[(len(recent) - 1) // 2] if len(recent) >= 3 else None
        if middle is None:
            verdict = "learning"
        elif 100 * count < (100 - percent) * middle:
            verdict = "low"
        elif 100 * count > (100 + percent) * middle:
            verdict = "high"
        else:
            verdict = "usual"
        if verdict in ("learning", "usual"):
            usual.append(count)
            odd = []
            continue
        odd = [*(one for one in odd if one[0] == verdict), (verdict, count)]
        if len(odd) == 3:
            usual, odd, verdict = [one[1] for one in odd], [], "moved"
    return verdict


@catches("outages-become-usual", "up-and-down-is-a-row", "one-row-for-all-hours")
def hidden_agrees_with_going_through_it_all_again(code):
    """Random weeks of three hours give what going through their history anew gives"""
    source = random.Random(4)
    for _ in range(200):
        weeks, percent = source.randint(3, 6), source.choice((10, 30, 60))
        watch, history = code.HourWatch(weeks, percent), {}
        for week in range(14):
            for hour in (0, 1, 167):
                if source.random() < 0.15:
                    continue
                count = source.choice((0, 40, 95, 100, 105, 160, 400))
                history.setdefault(hour, []).append(count)
                expected = replayed(history[hour], weeks, percent)
                assert watch.hour(168 * week + hour, count) == expected, history[hour]
