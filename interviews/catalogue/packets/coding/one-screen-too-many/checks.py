import random

from packet_tools import catches


@catches("in-order-of-start", "replaced-one-lives-on", "late-beat-revives", "one-second-too-long")
def hidden_agrees_with_a_plain_list(code):
    """Random evenings are answered as by a plain list of all streams there ever were"""
    source = random.Random(29)
    for _ in range(250):
        limit, lease_s = source.randint(1, 3), source.randint(1, 6)
        streams, now = code.Streams(limit, lease_s), 0
        rows = []  # [lease, household, device, seen_at, still wanted]

        def live(rows, now, lease_s):
            return [row for row in rows if row[4] and now < row[3] + lease_s]

        for _ in range(50):
            now += source.choice((0, 0, 1, 1, 2, 4))
            action = source.random()
            if action < 0.45:
                household, device = source.choice("fg"), source.choice("tpl")
                home = [row for row in live(rows, now, lease_s) if row[1] == household]
                own = [row for row in home if row[2] == device]
                lease = streams.start(now, household, device)
                assert (lease is None) == (not own and len(home) >= limit), (now, rows)
                if lease is not None:
                    assert lease not in [row[0] for row in rows]
                    for row in own:
                        row[4] = False
                    rows.append([lease, household, device, now, True])
            elif action < 0.8 and rows:
                row = source.choice(rows[-6:])
                expected = row in live(rows, now, lease_s)
                assert streams.beat(now, row[0]) is expected, (now, rows)
                if expected:
                    row[3] = now
            elif rows:
                row = source.choice(rows[-6:])
                streams.stop(now, row[0])
                row[4] = False
            assert streams.watching(now) == len(live(rows, now, lease_s)), (now, rows)


@catches("counts-them-all")
def hidden_the_wall_display_costs_no_pass_over_all_streams(code):
    """Thirty thousand streams can be counted after each of ten thousand beats"""
    streams = code.Streams(4, 90)
    leases = [streams.start(n // 1000, f"home-{n}", "tv") for n in range(30_000)]
    for n in range(10_000):
        assert streams.beat(60, leases[n])
        assert streams.watching(60) == 30_000
    assert streams.watching(115) == 14_000
    assert streams.watching(149) == 10_000
    assert streams.watching(150) == 0
