import random

from packet_tools import catches


@catches("looks-at-all-each-time")
def hidden_a_full_memory_does_not_slow_it_down(code):
    """With ten thousand keys remembered, a message does not cost a pass over them"""
    once = code.Once(window_s=10_000, capacity=20_000)
    for n in range(60_000):
        once.is_new(str(n), n)


@catches("a-repeat-prolongs", "window-end-included")
def hidden_agrees_with_a_plain_list(code):
    """Random streams give what a list of everything let through gives"""
    source = random.Random(11)
    for _ in range(300):
        window_s, capacity = source.randint(1, 12), source.randint(1, 4)
        once = code.Once(window_s, capacity)
        kept, early, now = [], 0, 0
        for _ in range(40):
            now += source.choice((0, 0, 1, 2, 7))
            key = source.choice("abcdef")
            kept = [(k, ts) for k, ts in kept if ts > now - window_s]
            expected = key not in [k for k, _ in kept]
            if expected:
                kept.append((key, now))
                if len(kept) > capacity:
                    kept.pop(0)
                    early += 1
            assert once.is_new(key, now) is expected
            assert (len(once), once.forgotten_early) == (len(kept), early)
