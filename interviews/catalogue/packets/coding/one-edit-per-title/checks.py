import random
import threading
import time
import tracemalloc

from packet_tools import Gate, Started, catches, preempt_everywhere, together


class Edits:
    """Starts edits that stop at a gate once they hold their titles."""

    def __init__(self, code):
        self.locks = code.TitleLocks()
        self.gates = {}
        self.begun = []

    def start(self, name, *titles):
        gate = self.gates[name] = Gate()

        def edit():
            with self.locks.hold(*titles):
                self.begun.append(name)
                gate.pass_through()

        return Started(edit)

    def start_and_hold(self, name, *titles):
        edit = self.start(name, *titles)
        self.gates[name].wait_for(1)
        return edit

    def start_and_wait(self, name, *titles):
        """Returns once the edit stands in line."""
        before = self.locks.waiting()
        edit = self.start(name, *titles)
        give_up_at = time.monotonic() + 5
        while self.locks.waiting() == before:
            assert time.monotonic() < give_up_at, f"{name} does not wait"
            assert name not in self.begun, f"{name} began at once"
            threading.Event().wait(0.001)
        return edit

    def end(self, name, edit):
        self.gates[name].open()
        edit.result()


@catches("one-lock-for-all")
def hidden_other_titles_do_not_wait(code):
    """Edits of six different titles are all under way at once"""
    edits = Edits(code)
    running = {name: edits.start_and_hold(name, name) for name in "abcdef"}
    assert edits.locks.waiting() == 0
    for name, edit in running.items():
        edits.end(name, edit)


@catches("gone-while-somebody-waits")
def hidden_the_one_who_waited_keeps_others_out(code):
    """When the first editor leaves and the second begins, a third still has to wait"""
    edits = Edits(code)
    first = edits.start_and_hold("first", "moon")
    second = edits.start_and_wait("second", "moon")
    edits.end("first", first)
    edits.gates["second"].wait_for(1)
    third = edits.start_and_wait("third", "moon")
    assert edits.begun == ["first", "second"]
    edits.end("second", second)
    edits.end("third", third)


def hidden_in_the_order_of_asking(code):
    """Eight editors who wait for one title get it in the order in which they asked"""
    edits = Edits(code)
    names = [f"editor {number}" for number in range(8)]
    running = [edits.start_and_hold(names[0], "moon")]
    running += [edits.start_and_wait(name, "moon") for name in names[1:]]
    for name, edit in zip(names, running, strict=True):
        edits.gates[name].wait_for(1)
        edits.end(name, edit)
    assert edits.begun == names


@catches("overtakes")
def hidden_nobody_overtakes_who_waits_for_more(code):
    """Who asks later for one title of a waiting edit comes after it, though that title is free"""
    edits = Edits(code)
    small = edits.start_and_hold("small", "moon")
    merge = edits.start_and_wait("merge", "moon", "sun")
    late = edits.start_and_wait("late", "sun")
    edits.end("small", small)
    edits.gates["merge"].wait_for(1)
    assert edits.begun == ["small", "merge"]
    edits.end("merge", merge)
    edits.end("late", late)


@catches("jumps-in-if-in-a-hurry", "overtakes")
def hidden_not_waiting_is_no_way_past_the_line(code):
    """With wait=False a title that is free but waited for is busy as well"""
    edits = Edits(code)
    small = edits.start_and_hold("small", "moon")
    merge = edits.start_and_wait("merge", "moon", "sun")
    try:
        with edits.locks.hold("sun", wait=False):
            raise AssertionError("jumped in")
    except code.Busy:
        pass
    edits.end("small", small)
    edits.end("merge", merge)


@catches("calls-one-neighbour")
def hidden_all_who_can_begin_are_called(code):
    """When an edit of three titles ends, all three who waited for one of them begin"""
    edits = Edits(code)
    merge = edits.start_and_hold("merge", "moon", "sun", "comet")
    waiting = {name: edits.start_and_wait(name, name) for name in ("moon", "sun", "comet")}
    edits.end("merge", merge)
    for name in waiting:
        edits.gates[name].wait_for(1)
    for name, edit in waiting.items():
        edits.end(name, edit)
    assert edits.locks.waiting() == 0


@catches("begins-with-half-of-it")
def hidden_half_of_the_titles_is_not_enough(code):
    """An edit of two titles that are both in use begins when the second of them is free"""
    edits = Edits(code)
    moon = edits.start_and_hold("moon", "moon")
    sun = edits.start_and_hold("sun", "sun")
    merge = edits.start_and_wait("merge", "moon", "sun")
    edits.end("moon", moon)
    assert merge.is_running()
    assert edits.locks.waiting() == 1
    assert "merge" not in edits.begun
    edits.end("sun", sun)
    edits.end("merge", merge)


@catches("in-the-order-given")
def hidden_two_merges_crosswise_at_every_point(code):
    """Wherever a merge meets one that names the same titles the other way round, both end"""

    def scenario():
        locks = code.TitleLocks()
        inside = []

        def merge(*titles):
            def edit():
                with locks.hold(*titles):
                    inside.append(titles)
                    held = len(inside)
                    inside.remove(titles)
                return held

            return edit

        def verify(first, second):
            assert (first, second) == (1, 1), (first, second)
            assert locks.waiting() == 0

        return merge("moon", "sun"), merge("sun", "moon"), verify

    assert preempt_everywhere(scenario) > 5


@catches("never-cleared-away")
def hidden_a_month_of_titles_leaves_nothing_behind(code):
    """After fifteen hundred different titles as much memory is used as after a hundred"""
    locks = code.TitleLocks()

    def edit(numbers):
        for number in numbers:
            with locks.hold(f"title {number}", f"{number} again"):
                pass

    edit(range(100))
    tracemalloc.start()
    try:
        edit(range(100, 1_500))
        used, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert used < 200_000, f"{used} bytes are left"


def hidden_a_busy_day(code):
    """Eight editors with random sets of five titles never share one, and all get done"""
    locks = code.TitleLocks()
    holders = dict.fromkeys("abcde", 0)

    def editor(seed):
        source = random.Random(seed)

        def edit():
            for _ in range(60):
                titles = source.sample("abcde", source.randint(1, 3))
                with locks.hold(*titles):
                    for title in titles:
                        holders[title] += 1
                    assert all(holders[title] == 1 for title in titles), holders
                    for title in titles:
                        holders[title] -= 1
            return seed

        return edit

    assert together(*[editor(seed) for seed in range(8)]) == list(range(8))
    assert locks.waiting() == 0
