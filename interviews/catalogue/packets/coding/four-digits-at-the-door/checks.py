import random

from packet_tools import catches


def by_rereading(history, ts, profile, right, settings):
    """The answer, found by going through everything that ever happened to the profile."""
    max_wrong, window_s, lock_s = settings
    began, wrong, locked_until = None, 0, None
    answer = ""
    for when, who, was_right in [*history, (ts, profile, right)]:
        if who != profile:
            continue
        if locked_until is not None and when < locked_until:
            answer = "locked"
            continue
        if locked_until is not None or (began is not None and when - began >= window_s):
            began, wrong, locked_until = None, 0, None
        if was_right:
            began, wrong, answer = None, 0, "open"
            continue
        began = when if began is None else began
        wrong += 1
        answer = "wrong"
        if wrong == max_wrong:
            locked_until, answer = when + lock_s, "locked"
    return answer


@catches("minutes-of-the-clock", "window-from-the-latest", "old-count-after-the-lock")
def hidden_agrees_with_reading_the_whole_history(code):
    """Random evenings are answered as somebody would who reads the whole history each time"""
    source = random.Random(11)
    for _ in range(300):
        settings = (source.randint(1, 4), source.randint(1, 9), source.randint(1, 9))
        lock = code.ProfileLock(*settings)
        history, now = [], 0
        for _ in range(30):
            now += source.choice((0, 0, 1, 1, 2, 5))
            attempt = (now, source.choice("ab"), source.random() < 0.2)
            expected = by_rereading(history, *attempt, settings)
            assert lock.attempt(*attempt) == expected, (settings, history, attempt)
            history.append(attempt)
