import gc
import random
import sys
from types import FunctionType, ModuleType

from packet_tools import catches


def bytes_held(thing):
    seen, waiting, held = set(), [thing], 0
    while waiting:
        one = waiting.pop()
        if id(one) in seen or isinstance(one, type | ModuleType | FunctionType):
            continue
        seen.add(id(one))
        held += sys.getsizeof(one)
        waiting += gc.get_referents(one)
    return held


@catches("rounds-down", "buckets-of-one-width", "one-too-far")
def hidden_between_the_truth_and_five_per_cent_more(code):
    """Random streams: never below the true value, and at most five per cent above it"""
    source = random.Random(5)
    for _ in range(150):
        slice_s, kept = source.randint(1, 5), source.randint(1, 4)
        times = code.StartTimes(slice_s * kept, slice_s)
        seen, now = [], 0
        for _ in range(40):
            now += source.choice((0, 0, 1, 3, 11))
            if source.random() < 0.7:
                ms = int(10 ** source.uniform(0, 4.77))
                times.record(now, max(1, ms))
                seen.append((now // slice_s, max(1, ms)))
            percent = source.choice((1, 50, 90, 95, 99, 100))
            inside = sorted(ms for number, ms in seen if number > now // slice_s - kept)
            answer = times.percentile(now, percent)
            if not inside:
                assert answer is None
                continue
            truth = inside[-(-len(inside) * percent // 100) - 1]
            assert truth <= answer <= truth * 1.05, (truth, answer)


@catches("keeps-every-value")
def hidden_memory_does_not_grow_with_the_traffic(code):
    """A hundred thousand presses inside one window are held in less than 200 kilobytes"""
    source = random.Random(6)
    times = code.StartTimes(window_s=60, slice_s=10)
    for n in range(100_000):
        times.record(n // 2000, source.randint(200, 9_000))
    assert times.percentile(50, 50) is not None
    assert bytes_held(times) < 200_000


@catches("sorts-when-asked")
def hidden_asking_does_not_cost_a_pass_over_the_presses(code):
    """Asked after every tenth of twenty thousand presses, it does not sort them anew"""
    times = code.StartTimes(window_s=600, slice_s=10)
    for n in range(20_000):
        times.record(n // 100, 300 + n % 700)
        if n % 10 == 0:
            times.percentile(n // 100, 95)
