import random
from fractions import Fraction

from packet_tools import catches


@catches("balances-as-floats", "rounds-the-wait-down")
def hidden_agrees_with_exact_fractions(code):
    """Random requests are answered as exact fractions would answer them, to the millisecond"""
    source = random.Random(3)
    for _ in range(60):
        limits = [
            code.Limit(source.randint(5, 60), source.choice((1, 3, 7, 11, 59))) for _ in range(2)
        ]
        farm = code.Allowances(*limits)
        balances, now = {}, 0
        for _ in range(60):
            now += source.choice((0, 1, 17, 333, 4_001, 60_000))
            studio, project = source.choice("xy"), source.choice("pq")
            cost = source.randint(1, min(limits[0].cap, limits[1].cap))
            keys = (((studio,), limits[0]), ((studio, project), limits[1]))
            waits = []
            for key, limit in keys:
                left, at = balances.get(key, (Fraction(limit.cap), now))
                gained = Fraction((now - at) * limit.per_minute, 60_000)
                left = min(Fraction(limit.cap), left + gained)
                balances[key] = (left, now)
                missing = max(Fraction(0), cost - left)
                waits.append(-(-missing * 60_000 // limit.per_minute))
            decision = farm.ask(now, studio, project, cost)
            if max(waits) == 0:
                for key, _ in keys:
                    balances[key] = (balances[key][0] - cost, now)
                assert decision.admitted, (now, waits)
            else:
                assert (decision.admitted, decision.retry_after_ms) == (False, max(waits))
