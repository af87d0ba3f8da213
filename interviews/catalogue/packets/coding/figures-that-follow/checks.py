import random

from packet_tools import catches


class Circle(Exception):
    pass


class Plan:
    """A random sheet as plain data, with a slow way to work everything out anew."""

    def __init__(self, source):
        self.source = source
        self.facts = {f"f{n}": source.randint(0, 3) for n in range(4)}
        self.rules = {f"g{n}": self.random_rule(n) for n in range(6)}

    def random_rule(self, number):
        lower = [f"f{n}" for n in range(4)] + [f"g{n}" for n in range(number)]
        if self.source.random() < 0.25:
            lower += [f"g{n}" for n in range(6)]
        choices = [self.source.sample(lower, 3) for _ in range(self.source.randint(1, 3))]
        return choices, self.source.randint(2, 3)

    def run(self, rule, read):
        """Which name is read next depends on the sum so far."""
        choices, modulus = rule
        total = 0
        for names in choices:
            total += read(names[total % 3])
        return total % modulus

    def anew(self, name, above=()):
        """The true value, with every name that is asked for on the way."""
        if name in self.facts:
            return self.facts[name], {name}
        if name in above:
            raise Circle
        asked = {name}

        def read(other):
            value, more = self.anew(other, (*above, name))
            asked.update(more)
            return value

        return self.run(self.rules[name], read), asked


def names_a_circle(plan, names):
    """Whether each named figure can read the next: follows from its choices."""
    pairs = zip(names, [*names[1:], names[0]], strict=True)
    return all(any(to in among for among in plan.rules[one][0]) for one, to in pairs)


@catches(
    "always-anew",
    "marks-everything-above",
    "checks-all-reads",
    "checks-the-last-read-first",
    "counts-changes-not-values",
    "remembers-all-it-ever-read",
    "keeps-its-first-reads",
    "half-a-result-is-kept",
    "fault-counts-as-checked",
)
def hidden_random_sheets(code):
    """Random sheets: every value is right, and each piece of work was asked for and had a cause"""
    source = random.Random(71)
    for _ in range(250):
        plan, sheet = Plan(source), code.Sheet()
        last_reads, asked = {}, set()

        def define(name, plan=plan, sheet=sheet, last_reads=last_reads, asked=asked):
            rule = plan.rules[name]
            last_reads.pop(name, None)

            def compute(read):
                assert name in asked, f"{name} was worked out, and nobody asks for it"
                if name in last_reads:
                    differs = [
                        one for one, value in last_reads[name].items() if true_value(one) != value
                    ]
                    assert differs, f"{name} was worked out, and all that it read is the same"
                reads = {}

                def noted(other):
                    reads[other] = read(other)
                    return reads[other]

                value = plan.run(rule, noted)
                last_reads[name] = reads
                return value

            sheet.rule(name, compute)

        def true_value(name, plan=plan):
            try:
                return plan.anew(name)[0]
            except Circle:
                return Circle  # equal to no value that was ever read

        for name, value in plan.facts.items():
            sheet.set(name, value)
        for name in plan.rules:
            define(name)
        for _ in range(25):
            what = source.random()
            if what < 0.5:
                name = source.choice(sorted(plan.facts))
                plan.facts[name] = source.randint(0, 3)
                sheet.set(name, plan.facts[name])
            elif what < 0.55:
                number = source.randrange(6)
                plan.rules[f"g{number}"] = plan.random_rule(number)
                define(f"g{number}")
            else:
                name = source.choice(sorted(plan.rules))
                asked.clear()
                try:
                    value, names = plan.anew(name)
                except Circle:
                    asked.update(plan.rules)
                    try:
                        got = sheet.get(name)
                    except code.CircleError as error:
                        assert names_a_circle(plan, error.names), error.names
                    else:
                        raise AssertionError(f"a circle gave {got}")
                    continue
                asked.update(names)
                assert sheet.get(name) == value


@catches("checks-again-and-again")
def hidden_many_ways_to_the_same_figure(code):
    """Forty storeys, each read twice by the next: a change is followed once, not by every way"""
    sheet, log = code.Sheet(), []
    sheet.set("base", 0)
    below = "base"
    for storey in range(40):
        left, right, top = f"left{storey}", f"right{storey}", f"top{storey}"
        sheet.rule(left, lambda read, below=below: read(below) + 1)
        sheet.rule(right, lambda read, below=below: read(below) - 1)
        sheet.rule(top, lambda read, a=left, b=right: log.append(1) or (read(a) + read(b)) // 2)
        below = top
    for value in (0, 5, 5, 9):
        sheet.set("base", value)
        assert sheet.get(below) == value
    assert len(log) == 120


@catches("checks-again-and-again")
def hidden_asking_twice_is_cheap(code):
    """While nothing is set, asking again looks at nothing, however much a figure reads"""
    sheet = code.Sheet()
    for n in range(3_000):
        sheet.set(f"f{n}", n)
    sheet.rule("sum", lambda read: sum(read(f"f{n}") for n in range(3_000)))
    for _ in range(6_000):
        assert sheet.get("sum") == 4_498_500
