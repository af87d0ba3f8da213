import random
from collections import Counter

from packet_tools import catches


def assert_promises(loudest, counters, truth):
    total = truth.total()
    assert loudest.total == total
    assert len(loudest) <= counters
    for key in "abcdefghz":
        least, most = loudest.at_least(key), loudest.at_most(key)
        assert 0 <= least <= truth[key] <= most, (key, least, truth[key], most)
        assert (most - least) * (counters + 1) <= total, (key, least, most, total)
    fine = -(-100 // (counters + 1))
    for percent in range(fine, 100, 7):
        told = loudest.louder_than(percent)
        louder = {key for key, count in truth.items() if count * 100 > percent * total}
        assert louder <= set(told), (percent, told)
        for key in told:
            assert truth[key] * 100 > percent * total - 100 * total / (counters + 1)


def filled(code, source, counters):
    loudest, truth = code.Loudest(counters), Counter()
    keys = source.choice(("ab", "abcdefgh", "aaaabcdefgh", "aabbbbbcdefgh"))
    for _ in range(source.randint(0, 40)):
        key = source.choice(keys)
        loudest.add(key)
        truth[key] += 1
    return loudest, truth


@catches("newcomers-are-ignored", "the-newcomer-pushes-out-the-last", "takes-the-smallest-count")
def hidden_bounds_hold_for_random_logs(code):
    """Random logs: every key lies within its bounds, and these are as narrow as promised"""
    source = random.Random(12)
    for _ in range(400):
        counters = source.randint(1, 6)
        loudest, truth = filled(code, source, counters)
        assert_promises(loudest, counters, truth)


@catches("merge-cuts-the-small-ones-off", "merge-forgets-the-errors", "merge-strikes-too-much")
def hidden_bounds_hold_after_merging_in_any_order(code):
    """Many machines, merged in a random tree: the same promise for the whole"""
    source = random.Random(13)
    for _ in range(250):
        counters = source.randint(1, 5)
        parts = [filled(code, source, counters) for _ in range(source.randint(2, 7))]
        while len(parts) > 1:
            source.shuffle(parts)
            other, other_truth = parts.pop()
            parts[0][0].merge(other)
            parts[0][1].update(other_truth)
            parts[0][0].add("z")
            parts[0][1]["z"] += 1
        assert_promises(parts[0][0], counters, parts[0][1])


@catches("takes-the-smallest-count")
def hidden_a_flood_of_different_keys(code):
    """A hundred thousand different keys and a thousand counters do not cost a search for each"""
    loudest = code.Loudest(counters=1_000)
    for n in range(100_000):
        loudest.add(str(n))
    assert loudest.at_least("x") == 0
