from packet_tools import Clock, catches


@catches("forgets-the-deadline")
def hidden_the_budget_is_kept(code):
    """With a provider that never answers it is back within the budget, and says unknown"""
    for budget_ms, attempts in ((3_000, 2), (10_000, 4)):
        clock, timeouts = Clock(), []

        def send(key, cents, timeout_ms, clock=clock, timeouts=timeouts):
            assert 0 < timeout_ms <= 2_000
            timeouts.append(timeout_ms)
            clock.advance(timeout_ms)
            raise code.NoAnswer

        pay = code.Payments(
            send, budget_ms=budget_ms, clock_ms=clock, sleep_ms=clock.sleep, jitter=lambda: 1.0
        )
        assert pay.charge("o1", 999) is code.Outcome.UNKNOWN
        assert clock.now <= budget_ms, f"{clock.now} ms"
        assert len(timeouts) == attempts, timeouts


@catches("pauses-that-never-grow")
def hidden_pauses_grow(code):
    """Pauses grow from attempt to attempt, and two clients do not pause alike"""
    slept = []
    for jitter in (0.0, 1.0):
        clock = Clock()
        pay = code.Payments(
            lambda *_: code.Answer(503),
            clock_ms=clock,
            sleep_ms=clock.sleep,
            jitter=lambda jitter=jitter: jitter,
        )
        assert pay.charge("o1", 999) is code.Outcome.NOT_TAKEN
        slept.append(clock.slept)
    assert all(len(pauses) == 3 for pauses in slept), slept
    assert all(pauses == sorted(set(pauses)) for pauses in slept), slept
    assert slept[0] != slept[1]


def hidden_doubt_is_told_with_our_fault(code):
    """The doubt is told even if the last answer is a fault of ours"""
    clock = Clock()
    answers = [code.NoAnswer(), code.Answer(422)]

    def send(key, cents, timeout_ms):
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    pay = code.Payments(send, clock_ms=clock, sleep_ms=clock.sleep)
    try:
        pay.charge("o1", 999)
    except Exception as error:
        assert getattr(error, "in_doubt", False) or "doubt" in str(error)
    else:
        raise AssertionError("nothing was raised")
