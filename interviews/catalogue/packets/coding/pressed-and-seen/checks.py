import random

from packet_tools import catches


def settled(events, wait_s):
    """All results with the moment that decides each, from the complete streams."""
    order = sorted(events, key=lambda event: (event[0], event[1] == "picture"))
    found, open_at = [], {}
    for ts, kind, device in order:
        if kind == "press":
            if device in open_at:
                first = open_at[device]
                moment = min(ts, first + wait_s)
                found.append((moment, (device, first, None)))
            open_at[device] = ts
        elif device in open_at and ts <= open_at[device] + wait_s:
            first = open_at.pop(device)
            found.append((ts, (device, first, ts - first)))
    found += [(first + wait_s, (device, first, None)) for device, first in open_at.items()]
    return found


@catches("settles-one-second-early", "keeps-its-old-place", "waits-a-second-longer")
def hidden_each_press_once_and_as_soon_as_both_streams_are_past(code):
    """Random streams, one ahead of the other: right results, at the first call that allows them"""
    source = random.Random(8)
    for _ in range(250):
        wait_s = source.randint(0, 8)
        streams = {"press": [], "picture": []}
        for kind, events in streams.items():
            now = source.randint(0, 5)
            for _ in range(source.randint(1, 15)):
                now += source.choice((0, 1, 1, 3, 9))
                events.append((now, kind, source.choice("abc")))
        truth = settled(streams["press"] + streams["picture"], wait_s)
        starts, reached, told = code.Starts(wait_s), {}, []
        while streams["press"] or streams["picture"]:
            kind = source.choice([kind for kind, events in streams.items() if events])
            ts, _, device = streams[kind].pop(0)
            told += getattr(starts, kind)(device, ts)
            reached[kind] = ts
            until = min(reached.values()) if len(reached) == 2 else -1
            assert sorted(told, key=str) == sorted(
                (result for moment, result in truth if moment < until), key=str
            )
        told += starts.finish()
        assert sorted(told, key=str) == sorted((result for _, result in truth), key=str)


@catches("looks-at-all-that-are-open")
def hidden_many_open_presses(code):
    """Five thousand open presses: an event does not look at every one of them"""
    starts = code.Starts(wait_s=1_000)
    for n in range(30_000):
        starts.press(str(n), n // 5)
        if n % 2:
            starts.picture(str(n), n // 5)
