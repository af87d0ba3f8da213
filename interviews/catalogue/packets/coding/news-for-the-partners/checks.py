import json
import random
import threading

from packet_tools import Clock, Gate, Started, catches, preempt_everywhere, together


class Partner:
    """Takes what is sent. Events in `held` stand at the gate; `answers` are statuses to give."""

    def __init__(self, held=(), answers=()):
        self.held, self.answers, self.gate = held, list(answers), Gate()
        self.taken, self.busy, self.overlaps = [], set(), 0
        self._lock = threading.Lock()

    def __call__(self, body, headers):
        event = json.loads(body)
        with self._lock:
            self.overlaps += event["key"] in self.busy
            self.busy.add(event["key"])
        if event["n"] in self.held:
            self.gate.pass_through()
        with self._lock:
            self.busy.discard(event["key"])
            status = self.answers.pop(0) if self.answers else 200
            if status == 200:
                self.taken.append((event["key"], event["n"]))
        return status

    def numbers(self, key):
        return [number for of, number in self.taken if of == key]


def made(code, partner, delays_s=(10,), clock=None):
    return code.Webhooks(partner, b"s", list(delays_s), clock or Clock(0))


def publish(hooks, key, *numbers):
    for number in numbers:
        hooks.publish(key, {"key": key, "n": number})


def drain(hooks):
    while hooks.work() == 0:
        pass


@catches("locked-while-sending")
def hidden_a_slow_partner_holds_up_nobody_else(code):
    """While one event is on its way, others are published, delivered, and the state is shown"""
    partner = Partner(held=(1,))
    hooks = made(code, partner)
    publish(hooks, "mei", 1)
    slow = Started(hooks.work)
    partner.gate.wait_for(1)
    Started(lambda: publish(hooks, "tom", 2)).result()
    assert Started(hooks.work).result() == 0
    assert Started(hooks.parked).result() == {}
    assert partner.taken == [("tom", 2)]
    partner.gate.open()
    assert slow.result() == 0


@catches("two-on-the-way")
def hidden_one_event_of_a_key_on_its_way(code):
    """While an event is on its way, the next one of its key is not begun by another worker"""
    partner = Partner(held=(1,))
    hooks = made(code, partner)
    publish(hooks, "mei", 1, 2)
    first = Started(hooks.work)
    partner.gate.wait_for(1)
    publish(hooks, "mei", 3)
    assert Started(hooks.work).result() is None
    partner.gate.open()
    first.result()
    drain(hooks)
    assert partner.numbers("mei") == [1, 2, 3], partner.taken


@catches("two-on-the-way")
def hidden_two_workers_at_every_point(code):
    """Wherever one worker is interrupted by another, the events of a key come once and in order"""

    def scenario():
        partner = Partner()
        hooks = made(code, partner)
        publish(hooks, "mei", 1, 2)

        def verify(first, second):
            assert first in (0, None) and second in (0, None), (first, second)
            drain(hooks)
            assert partner.numbers("mei") == [1, 2], partner.taken
            assert partner.overlaps == 0

        return hooks.work, hooks.work, verify

    assert preempt_everywhere(scenario) > 10


@catches("takes-without-the-lock")
def hidden_two_workers_for_one_event_at_every_point(code):
    """Wherever one worker is interrupted, the only event there is goes to one of the two"""

    def scenario():
        partner = Partner()
        hooks = made(code, partner)
        publish(hooks, "mei", 1)

        def verify(first, second):
            assert first in (0, None) and second in (0, None), (first, second)
            drain(hooks)
            assert partner.taken == [("mei", 1)], partner.taken
            assert hooks.parked() == {}

        return hooks.work, hooks.work, verify

    assert preempt_everywhere(scenario) > 10


@catches("misses-the-latecomer")
def hidden_published_at_every_point_of_a_delivery(code):
    """Wherever in a delivery the next event of the key is published, it is delivered after it"""

    def scenario():
        partner = Partner()
        hooks = made(code, partner)
        publish(hooks, "mei", 1)

        def verify(worked, published):
            assert worked == 0 and not isinstance(published, Exception), (worked, published)
            drain(hooks)
            assert partner.numbers("mei") == [1, 2], partner.taken

        return hooks.work, lambda: publish(hooks, "mei", 2), verify

    assert preempt_everywhere(scenario) > 10


def hidden_delivered_at_every_point_of_a_publication(code):
    """Wherever in a publication a worker looks, what is published is delivered once"""

    def scenario():
        partner = Partner()
        hooks = made(code, partner)

        def verify(published, worked):
            assert not isinstance(published, Exception) and worked in (0, None), worked
            drain(hooks)
            assert partner.taken == [("mei", 1)], partner.taken

        return lambda: publish(hooks, "mei", 1), hooks.work, verify

    assert preempt_everywhere(scenario) > 3


@catches("goes-to-the-back", "skips-the-dead")
def hidden_order_whatever_the_partner_answers(code):
    """With answers of all kinds each key hears its events in order, without a gap"""
    source = random.Random(5)
    for _ in range(150):
        clock = Clock(0)
        partner = Partner(answers=[source.choice((200, 200, 500, 429, 404)) for _ in range(60)])
        hooks = made(code, partner, (5, 20), clock)
        said = dict.fromkeys("abc", 0)
        for _ in range(120):
            key = source.choice("abc")
            if source.random() < 0.2 and said[key] < 8:
                said[key] += 1
                publish(hooks, key, said[key])
            elif source.random() < 0.1:
                for parked in hooks.parked():
                    hooks.release(parked)
            else:
                waiting = hooks.work()
                if waiting:
                    clock.advance(source.choice((waiting, waiting / 2)))
            for key in "abc":
                met = partner.numbers(key)
                assert met == list(range(1, len(met) + 1)), partner.taken
        partner.answers.clear()
        while True:
            waiting = hooks.work()
            if waiting is None and not hooks.parked():
                break
            clock.advance(waiting or 0)
            for parked in hooks.parked():
                hooks.release(parked)
        assert {key: len(partner.numbers(key)) for key in "abc"} == said


@catches("one-line-for-all")
def hidden_a_failing_key_delays_no_other(code):
    """Nine hundred keys are delivered while a hundred others wait for their next attempt"""
    partner = Partner(answers=[503] * 100)
    hooks = made(code, partner, [3600])
    for number in range(1000):
        publish(hooks, f"k{number}", number)
    drain(hooks)
    assert len(partner.taken) == 900, len(partner.taken)


@catches("looks-at-all-keys")
def hidden_many_waiting_keys_cost_nothing(code):
    """With four thousand keys waiting, five hundred others are delivered without a pass each"""
    partner = Partner(answers=[503] * 4_000)
    hooks = made(code, partner, [3600])
    for number in range(4_000):
        publish(hooks, f"w{number}", number)
    drain(hooks)
    for number in range(500):
        publish(hooks, f"k{number}", number)
        assert hooks.work() == 0
    assert len(partner.taken) == 500


def hidden_a_crowd_of_publishers_and_workers(code):
    """Four publishers and four workers at once: every key hears everything once, in order"""
    partner = Partner()
    hooks = made(code, partner)

    def publisher(name):
        for number in range(60):
            publish(hooks, f"{name}{number % 3}", number)

    def worker():
        for _ in range(120):
            hooks.work()

    together(*[lambda name=name: publisher(name) for name in "abcd"], *[worker] * 4)
    drain(hooks)
    for name in "abcd":
        for rest in range(3):
            assert partner.numbers(f"{name}{rest}") == list(range(rest, 60, 3))
    assert partner.overlaps == 0
