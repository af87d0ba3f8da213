import random

from packet_tools import catches


@catches("minute-by-minute", "window-a-second-too-long", "dropped-ones-count", "all-or-nothing")
def hidden_agrees_with_counting_by_hand(code):
    """Random devices are answered as by somebody who counts the kept reports each time"""
    source = random.Random(5)
    for _ in range(300):
        limit, window_s = source.randint(1, 4), source.randint(1, 9)
        reports = code.ReportFilter(limit, window_s)
        kept, dropped, now = {"a": [], "b": []}, {"a": 0, "b": 0}, source.randint(0, 50)
        for _ in range(40):
            now += source.choice((0, 0, 1, 1, 2, 6))
            device = source.choice("aab")
            inside = [ts for ts in kept[device] if now - window_s < ts]
            if len(inside) >= limit:
                expected = None
                dropped[device] += 1
            else:
                expected = dropped[device]
                dropped[device] = 0
                kept[device].append(now)
            assert reports.report(now, device) == expected, (limit, window_s, now, kept)


@catches("counts-them-again")
def hidden_a_device_in_a_loop_is_cheap(code):
    """A laboratory device with a limit of 5,000 sends 200,000 reports without a long wait"""
    reports = code.ReportFilter(limit=5000, window_s=3600)
    answers = [reports.report(n // 100, "lab-1") for n in range(200_000)]
    assert answers.count(None) == 195_000
