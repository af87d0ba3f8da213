import random

from packet_tools import catches


@catches("closed-one-second-early", "gap-not-included", "joined-and-told-twice")
def hidden_agrees_with_sorting_afterwards(code):
    """Random streams give what sorting the accepted beats and cutting at the gaps gives"""
    source = random.Random(2)
    for _ in range(300):
        gap_s, late_s = source.randint(1, 8), source.choice((0, 3, 10, 25))
        sessions = code.Sessions(gap_s, late_s)
        told, accepted, latest, now = [], {}, None, 0
        for _ in range(40):
            now += source.choice((0, 1, 2, 5, 12))
            ts, profile = max(0, now - source.randint(0, late_s + 2)), source.choice("ab")
            if latest is None or ts >= latest - late_s:
                accepted.setdefault(profile, []).append(ts)
                latest = ts if latest is None else max(latest, ts)
            closed = sessions.beat(profile, ts)
            assert [one[2] for one in closed] == sorted(one[2] for one in closed)
            told += closed
        told += sessions.finish()
        expected = []
        for profile, beats in accepted.items():
            beats.sort()
            start = beats[0]
            for before, after in zip(beats, [*beats[1:], float("inf")], strict=True):
                if after - before > gap_s:
                    expected.append((profile, start, before))
                    start = after
        assert sorted(told) == sorted(expected)


@catches("waits-for-the-profile", "closes-only-at-the-end")
def hidden_told_as_soon_as_possible(code):
    """A sitting is returned by the first beat, of any profile, after which nothing can change it"""
    sessions = code.Sessions(gap_s=30, late_s=60)
    assert sessions.beat("ana", 100) == []
    assert sessions.beat("bo", 190) == []
    assert sessions.beat("bo", 191) == [("ana", 100, 100)]


@catches("asks-every-open-profile")
def hidden_many_open_profiles(code):
    """Fifteen thousand open profiles: a beat does not ask every one of them"""
    sessions = code.Sessions(gap_s=100, late_s=100)
    for n in range(30_000):
        sessions.beat(str(n % 15_000), n // 1_000)
