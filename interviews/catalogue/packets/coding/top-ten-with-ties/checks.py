import random

from packet_tools import catches


@catches("orders-by-exact-hours", "level-by-exact-hours", "next-place-not-skipped")
def hidden_agrees_with_counting_those_ahead(code):
    """Random weeks: each place is one more than the number of titles that show more"""
    source = random.Random(8)
    for _ in range(400):
        titles = [f"t{n}" for n in range(source.randint(0, 9))]
        source.shuffle(titles)
        hours = {title: source.randint(-60_000, 620_000) for title in titles}
        last_week = {title: source.randint(1, 10) for title in titles if source.random() < 0.5}
        places = source.randint(1, 6)
        shown = {}
        for title, exact in hours.items():
            steps, rest = divmod(exact, 100_000)
            if steps + (rest >= 50_000) > 0:
                shown[title] = (steps + (rest >= 50_000)) * 100_000
        expected = []
        for title in sorted(shown):
            place = 1 + sum(other > shown[title] for other in shown.values())
            if place <= places:
                gained = last_week[title] - place if title in last_week else None
                expected.append((place, title, shown[title], gained))
        expected.sort(key=lambda row: row[0])  # stable: the names stay in order
        assert code.chart(hours, last_week, places) == expected, (hours, last_week, places)


@catches("counts-those-ahead")
def hidden_a_whole_catalogue(code):
    """Fifteen thousand titles are ranked without comparing each with every other"""
    source = random.Random(9)
    hours = {f"t{n}": source.randint(100_000, 9_000_000_000) for n in range(15_000)}
    rows = code.chart(hours, {}, 15_000)
    assert len(rows) == 15_000
    assert [row[2] for row in rows] == sorted((row[2] for row in rows), reverse=True)
