import math
import random
from fractions import Fraction

from packet_tools import catches


class ByFractions:
    """The stock as the brief tells it: a number of permits, exact, at an exact moment."""

    def __init__(self, per_s, burst, max_wait_ms):
        self.per_ms, self.burst, self.max_wait_ms = Fraction(per_s, 1000), burst, max_wait_ms
        self.permits, self.as_of = Fraction(burst), Fraction(0)

    def book(self, now_ms):
        moment = max(self.as_of, Fraction(now_ms))
        permits = min(self.burst, self.permits + (moment - self.as_of) * self.per_ms)
        if permits < 1:
            moment += (1 - permits) / self.per_ms
            permits = Fraction(1)
        if math.ceil(moment) - now_ms > self.max_wait_ms:
            return None
        self.permits, self.as_of = permits - 1, moment
        return math.ceil(moment)


@catches("adds-up-floats", "rounds-what-it-keeps", "refused-and-still-counted")
def hidden_agrees_with_exact_fractions(code):
    """Random evenings are booked as exact fractions would book them"""
    source = random.Random(17)
    for _ in range(200):
        settings = (
            source.choice((1, 3, 7, 10, 11, 250, 999, 1700)),
            source.randint(1, 5),
            source.choice((0, 1, 90, 400, 3000)),
        )
        carrier, expected, now = code.Carrier(*settings), ByFractions(*settings), 0
        for _ in range(60):
            now += source.choice((0, 0, 0, 1, 13, 90, 333, 2000))
            assert carrier.book(now) == expected.book(now), (settings, now)


@catches("interval-cut-short", "quiet-nights-are-saved-up")
def hidden_the_carrier_never_counts_too_many(code):
    """In any whole second the carrier sees at most a burst and a second's worth"""
    source = random.Random(23)
    for per_s, burst in ((3, 1), (7, 4), (130, 20), (1100, 3)):
        carrier, now, sent = code.Carrier(per_s, burst, 2000), 0, []
        for _ in range(4000):
            now += source.choice((0, 0, 0, 0, 1, 1, 2, 1500 if source.random() < 0.01 else 0))
            answer = carrier.book(now)
            if answer is not None:
                sent.append(answer)
        for first, last in zip(sent, sent[burst + per_s :], strict=False):
            assert last - first >= 1000, (per_s, burst, first, last)


@catches("adds-up-floats", "looks-through-all-bookings")
def hidden_a_long_queue_is_booked_quickly_and_without_drift(code):
    """Message 70,000 of a long queue goes out in its very millisecond, ten thousand seconds on"""
    carrier = code.Carrier(per_s=7, burst=1, max_wait_ms=10**9)
    answers = [carrier.book(0) for _ in range(70_001)]
    assert (answers[70], answers[7_000], answers[70_000]) == (10_000, 1_000_000, 10_000_000)
