import random

from packet_tools import Clock, catches, preempt_everywhere, together

JUST = 0.001  # "just before" the end of a lease; these clocks move by whole seconds


@catches("counted-from-the-claim", "free-when-the-lease-ends", "used-ones-are-free-too")
def hidden_the_worst_servers_within_the_rules(code):
    """Servers that use their permits at the worst allowed moments never exceed the limit"""
    source = random.Random(41)
    for _ in range(120):
        limit, window_s, lease_s = source.randint(1, 6), source.randint(2, 9), source.randint(1, 9)
        clock = Clock()
        desk = code.SliceDesk(limit, window_s, lease_s, clock)
        held, uses = [], []
        for _ in range(60):
            clock.advance(source.choice((0, 0, 1, 1, 2, window_s)))
            granted = desk.claim(source.randint(1, limit))
            if granted is not None:
                held.append((clock.now, granted))
            if held and source.random() < 0.5:
                begun, one = held.pop(source.randrange(len(held)))
                used = source.randint(0, one.size)
                if clock.now < one.use_before:
                    assert desk.give_back(one.number, one.size - used) is True
                    uses += [source.choice((begun, clock.now)) for _ in range(used)]
                else:
                    uses += [source.choice((begun, one.use_before - JUST))] * one.size
        for begun, one in held:
            uses += [source.choice((begun, one.use_before - JUST))] * one.size
        uses.sort()
        for first, one_too_many in zip(uses, uses[limit:], strict=False):
            assert one_too_many - first >= window_s, (limit, window_s, lease_s, first)


@catches("blocked-to-the-end-all-the-same", "unused-ones-wait-too", "calendar-windows")
def hidden_nothing_is_held_without_reason(code):
    """A claim gets all that no server could turn into one use too many"""
    source = random.Random(43)
    for _ in range(150):
        limit, window_s, lease_s = source.randint(1, 9), source.randint(1, 9), source.randint(1, 9)
        clock = Clock()
        desk = code.SliceDesk(limit, window_s, lease_s, clock)
        slices = {}  # number -> [how many may have been used, when at the latest, open until]
        for _ in range(60):
            clock.advance(source.choice((0, 0, 1, 1, 3)))
            now = clock.now
            if source.random() < 0.6 or not slices:
                want = source.randint(1, limit + 2)
                taken = sum(n for n, latest, _ in slices.values() if now < latest + window_s)
                granted = desk.claim(want)
                size = 0 if granted is None else granted.size
                assert size == min(want, limit - taken), (now, want, size, taken)
                if granted is not None:
                    assert granted.use_before == now + lease_s
                    slices[granted.number] = [size, now + lease_s, now + lease_s]
            else:
                number = source.choice(list(slices))
                size, _, open_until = slices[number]
                unused = source.randint(0, size)
                if now < open_until:
                    assert desk.give_back(number, unused) is True
                    slices[number] = [size - unused, now, 0]
                else:
                    assert desk.give_back(number, unused) is False


@catches("sums-up-every-time")
def hidden_eight_thousand_small_slices(code):
    """Eight thousand slices are claimed, half given back, and all free again, without long sums"""
    clock = Clock()
    desk = code.SliceDesk(8_000, 60, 10, clock)
    numbers = [desk.claim(1).number for _ in range(8_000)]
    clock.now = 5
    assert all(desk.give_back(number, 0) for number in numbers[::2])
    assert desk.claim(1) is None
    clock.now = 65
    assert desk.claim(4_001).size == 4_000
    clock.now = 70
    assert desk.claim(4_001).size == 4_000


@catches("looks-then-takes")
def hidden_two_claims_for_the_rest(code):
    """Wherever one claim is interrupted by another, the rest is shared out once and wholly"""

    def scenario():
        desk = code.SliceDesk(10, 60, 10, Clock())
        desk.claim(5)

        def verify(first, second):
            sizes = sorted(0 if one is None else one.size for one in (first, second))
            assert sizes == [1, 4], (first, second)
            assert first.number != second.number

        return lambda: desk.claim(4), lambda: desk.claim(4), verify

    assert preempt_everywhere(scenario) > 4


@catches("twice-is-twice", "gives-back-unlocked")
def hidden_one_slice_given_back_twice_at_one_moment(code):
    """Wherever a return is interrupted by its repetition, exactly one of them counts"""

    def scenario():
        desk = code.SliceDesk(10, 60, 10, Clock())
        mine = desk.claim(6)

        def give_back():
            return desk.give_back(mine.number, 6)

        def verify(first, second):
            assert (first is True) != (second is True), (first, second)
            assert (first is False) != (second is False), (first, second)
            assert desk.claim(100).size == 10

        return give_back, give_back, verify

    assert preempt_everywhere(scenario) > 4


class Ticking:
    """Time goes on by a second whenever it is read, until it is stopped."""

    def __init__(self):
        self.now, self.step = 0, 1

    def __call__(self):
        self.now += self.step
        return self.now


@catches("clock-before-the-lock")
def hidden_two_claims_in_order_of_time(code):
    """However two claims cross, each slice is free when its own time has come"""

    def scenario():
        clock = Ticking()
        desk = code.SliceDesk(10, 60, 10, clock)

        def verify(first, second):
            clock.step = 0
            early, late = sorted((first, second), key=lambda one: one.use_before)
            clock.now = early.use_before + 60
            now_free = 10 if late.use_before == early.use_before else 10 - late.size
            assert desk.claim(10).size == now_free

        return lambda: desk.claim(3), lambda: desk.claim(7), verify

    assert preempt_everywhere(scenario) > 4


def hidden_a_crowd_of_servers(code):
    """Twelve threads that claim and give back lose no permit and invent none"""
    desk = code.SliceDesk(30, 60, 10, Clock())

    def serve():
        for _ in range(100):
            mine = desk.claim(4)
            if mine is not None:
                assert 1 <= mine.size <= 4
                assert desk.give_back(mine.number, mine.size) is True

    together(*[serve] * 12)
    assert desk.claim(100).size == 30
