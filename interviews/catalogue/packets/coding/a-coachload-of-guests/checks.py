import random

from packet_tools import catches


class Office:
    """The office of the brief: all or nothing, at most a hundred; `silent` are calls unanswered.

    A silent call is carried out if its number is even, and is lost on the way if it is odd.
    """

    def __init__(self, code, bad=(), inside=(), silent=()):
        self.code, self.bad = code, set(bad)
        self.inside, self.silent = set(inside), set(silent)
        self.calls, self.sizes = 0, []

    def _is_silent(self):
        self.calls += 1
        return self.calls in self.silent

    def register(self, passes):
        is_silent = self._is_silent()
        numbers = [one.number for one in passes]
        assert 1 <= len(numbers) <= 100, len(numbers)
        self.sizes.append(len(numbers))
        taken = len(set(numbers)) < len(numbers) or self.inside & set(numbers)
        is_fit = not taken and not self.bad & set(numbers)
        if is_fit and not (is_silent and self.calls % 2):
            self.inside |= set(numbers)
        if is_silent:
            raise self.code.NoAnswer
        if not is_fit:
            raise self.code.Refused

    def registered(self, numbers):
        assert 1 <= len(numbers) <= 100, len(numbers)
        if self._is_silent():
            raise self.code.NoAnswer
        return self.inside & set(numbers)

    def run(self, passes, max_calls):
        return self.code.register_all(passes, self.register, self.registered, max_calls)


def made(code, count):
    return [code.Pass(f"p{n}", "Ana", "N") for n in range(count)]


@catches("one-by-one", "refuses-them-all")
def hidden_one_bad_pass_among_a_hundred(code):
    """One unfit pass among a hundred is found with sixteen calls, wherever it stands"""
    for bad in (0, 1, 37, 50, 98, 99):
        office = Office(code, bad=[f"p{bad}"])
        results = office.run(made(code, 100), max_calls=17)
        assert results == ["refused" if n == bad else "done" for n in range(100)], results
        assert office.calls <= 16, office.calls


@catches("deep-first")
def hidden_a_bad_hundred_does_not_starve_the_others(code):
    """A hundred unfit passes do not use up the calls that would register the next four hundred"""
    for bad_hundred in range(5):
        bad = {f"p{n}" for n in range(bad_hundred * 100, bad_hundred * 100 + 100)}
        office = Office(code, bad=bad)
        results = office.run(made(code, 500), max_calls=30)
        assert results.count("done") == 400, (bad_hundred, results.count("done"))
        assert "unknown" not in results


@catches("one-by-one")
def hidden_a_good_thousand_costs_two_calls_a_hundred(code):
    """A thousand fit passes are registered with twenty calls, and one is kept back"""
    office = Office(code)
    assert set(office.run(made(code, 1000), max_calls=21)) == {"done"}
    assert office.calls == 20, office.calls


@catches("no-answer-is-no", "sends-again-in-doubt", "counts-only-sending", "sends-twins")
def hidden_every_result_is_true(code):
    """With faults of all kinds, each result agrees with what the office really has"""
    source = random.Random(11)
    for _ in range(400):
        passes = made(code, source.choice((1, 2, 5, 30, 130)))
        numbers = [one.number for one in passes]
        inside = set(source.sample(numbers, source.choice((0, 0, len(numbers) // 3))))
        bad = set(source.sample(numbers, min(len(numbers), source.choice((0, 1, 4))))) - inside
        silent = set(source.sample(range(1, 60), source.choice((0, 2, 20))))
        office = Office(code, bad, inside, silent)
        batch = [*passes, *source.sample(passes, len(passes) // 4)]
        source.shuffle(batch)
        max_calls = source.choice((0, 1, 2, 3, 6, 20, 80))
        results = office.run(batch, max_calls)
        assert office.calls <= max_calls, (office.calls, max_calls)
        assert len(results) == len(batch)
        for one, result in zip(batch, results, strict=True):
            there = one.number in office.inside
            assert result in ("done", "refused", "not_done", "unknown"), result
            assert result != "done" or there, one
            assert result != "refused" or one.number in bad, one
            assert result != "not_done" or not there or one.number in inside, one
            assert result != "unknown" or silent, one


@catches("spends-the-last-call")
def hidden_unknown_only_if_a_look_up_failed(code):
    """One silent call alone never leaves anything unknown, however few the calls are"""
    for silent in range(1, 25):
        for max_calls in range(1, 25):
            office = Office(code, bad=["p3"], silent=[silent])
            results = office.run(made(code, 8), max_calls)
            assert "unknown" not in results, (silent, max_calls, results)
