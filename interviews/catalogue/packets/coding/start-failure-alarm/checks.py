import random

from packet_tools import catches


@catches("recounts-the-window")
def hidden_a_busy_title_does_not_cost_a_pass_over_the_window(code):
    """Two hundred thousand attempts inside one window are handled without a pass over it each"""
    alarm = code.StartAlarm(window_s=3600, min_attempts=10, percent=50)
    for n in range(200_000):
        alarm.record(n // 100, n % 10 == 0)


@catches("window-end-included", "windows-side-by-side", "minimum-only-to-raise")
def hidden_agrees_with_counting_again(code):
    """Random streams change the alarm exactly when counting the window again would"""
    source = random.Random(7)
    for _ in range(300):
        window_s, minimum = source.randint(1, 8), source.randint(1, 5)
        percent = source.choice((1, 29, 50, 100))
        alarm = code.StartAlarm(window_s, minimum, percent)
        attempts, on, now = [], False, 0
        for _ in range(40):
            now += source.choice((0, 0, 1, 1, 2, 9))
            attempts.append((now, source.random() < 0.5))
            counted = [ok for ts, ok in attempts if ts > now - window_s]
            bad = counted.count(False)
            should = len(counted) >= minimum and bad * 100 >= percent * len(counted)
            expected = None if should == on else ("raise" if should else "clear")
            on = should
            assert alarm.record(*attempts[-1]) == expected, attempts
