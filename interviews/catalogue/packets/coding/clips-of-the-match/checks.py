import random

from packet_tools import catches


@catches("looks-through-at-each-watch")
def hidden_a_clip_on_the_shelf_costs_no_pass_over_the_shelf(code):
    """A hundred thousand watches of clips on a shelf of two thousand take no pass each"""
    shelf = code.ClipShelf(2000, 50_000, str.encode)
    names = [f"clip {number}" for number in range(2000)]
    for turn in range(50):
        for name in names:
            assert shelf.watch(name), turn


@catches("never-fades", "oldest-arrival-goes", "fades-before-counting")
def hidden_agrees_with_a_list_of_all_watches(code):
    """Random evenings leave the same clips as counting everything slowly by hand"""
    source = random.Random(11)
    for _ in range(300):
        places, fade_every = source.randint(1, 4), source.randint(1, 9)
        shelf = code.ClipShelf(places, fade_every, str.encode)
        rows = []  # [name, score, number of its last watch]
        for number in range(1, 40):
            name = source.choice("abcdefg"[: source.randint(2, 7)])
            if all(row[0] != name for row in rows):
                if len(rows) == places:
                    rows.remove(min(rows, key=lambda row: row[1:]))
                rows.append([name, 0, number])
            for row in rows:
                if row[0] == name:
                    row[1:] = [row[1] + 1, number]
                if number % fade_every == 0:
                    row[1] //= 2
            assert shelf.watch(name) == name.encode()
            assert shelf.kept() == {row[0] for row in rows}, (number, rows)
