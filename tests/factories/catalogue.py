import factory

from interviews.models import Competency, Criterion, Packet, PacketVersion, Rubric, RubricVersion


class RubricVersionFactory(factory.django.DjangoModelFactory):
    """A published rubric of `kind` with two criteria on two competencies."""

    class Meta:
        model = RubricVersion
        skip_postgeneration_save = True

    class Params:
        kind = "coding"

    rubric = factory.LazyAttribute(
        lambda o: Rubric.objects.get_or_create(
            slug=o.kind.replace("_", "-"), defaults={"kind": o.kind}
        )[0]
    )
    number = factory.LazyAttribute(lambda o: o.rubric.versions.count() + 1)
    name = "Rubric"
    beats = [{"slug": "clarify", "name": "Clarifies the problem"}]  # noqa: RUF012
    red_flags = [{"slug": "silence", "name": "Long silence"}]  # noqa: RUF012
    content_sha256 = factory.Sequence(lambda n: f"{n:064x}")

    @factory.post_generation
    def criteria(self, create, extracted, **kwargs):
        for position, slug in enumerate(("approach", "verbal-reasoning"), start=1):
            competency, _ = Competency.objects.get_or_create(
                slug=slug, defaults={"name": slug.title(), "position": position}
            )
            Criterion.objects.create(
                rubric_version=self,
                slug=slug,
                name=slug.replace("-", " ").title(),
                position=position,
                competency=competency,
                ask=f"How was the {slug}?",
                **{f"anchor_{n}": f"{slug} anchor {n}" for n in (1, 2, 3, 4)},
            )
        self.rubric.current = self
        self.rubric.save()


class PacketVersionFactory(factory.django.DjangoModelFactory):
    """A published packet of `kind`. Every interviewer-only field carries SECRET."""

    class Meta:
        model = PacketVersion
        skip_postgeneration_save = True

    class Params:
        kind = "coding"
        level = 3

    packet = factory.LazyAttributeSequence(
        lambda o, n: Packet.objects.create(
            slug=f"{o.kind}-{n}", family=f"{o.kind}-{n}", kind=o.kind, level=o.level
        )
    )
    number = 1
    title = "SECRET title"
    summary = "SECRET summary"
    candidate_brief = "Write a function."
    starter_code = "```python\ndef start(): ...\n```"
    public_cases = [{"name": "An example", "run": ">>> start()\n'begun'"}]  # noqa: RUF012
    material = {  # noqa: RUF012
        "reference": "SECRET reference",
        "hidden_cases": [{"name": "SECRET case", "run": ">>> SECRET()", "catches": ["SECRET"]}],
        "checks": "SECRET checks",
        "wrong": [{"slug": "SECRET", "mistake": "SECRET mistake", "code": "SECRET wrong"}],
        "given": [{"name": "SECRET given", "value": "1"}],
        "estimates": [
            {"name": "SECRET sum", "calculation": "SECRET", "result": "SECRET", "note": "SECRET"}
        ],
        "diagram": "flowchart TD\n a[SECRET node] --> b[B]\n b --> c[C]\n c --> d[D]",
        "trade_offs": [
            {"decision": "SECRET pro", "chosen": "SECRET", "other": "SECRET", "turns": "SECRET"}
        ],
        "faults": [
            {
                **{"fault": "SECRET fault", "severity": "high", "file": "a.py"},
                **{"line": 3, "quote": "SECRET quote", "effect": "SECRET effect"},
            }
        ],
        "improved": [{"name": "a.py", "code": "SECRET improved"}],
    }
    opening_script = "SECRET opening"
    clarifications = [{"name": "How big?", "text": "SECRET clarification"}]  # noqa: RUF012
    hints = [{"name": f"Hint {n}", "text": f"SECRET hint {n}"} for n in (1, 2, 3)]  # noqa: RUF012
    solution = "SECRET solution"
    follow_ups = [{"name": "At scale: more", "text": "SECRET follow-up"}]  # noqa: RUF012
    push_backs = ["SECRET push-back"]  # noqa: RUF012
    red_flags = ["SECRET red flag"]  # noqa: RUF012
    rubric_notes = {"approach": {str(n): f"SECRET note {n}" for n in (1, 2, 3, 4)}}  # noqa: RUF012
    strong_answer = "SECRET strong"
    weak_answer = "SECRET weak"
    beats = {  # noqa: RUF012
        str(m): [{"name": "SECRET beat", "minutes": m, "say": "SECRET say"}] for m in (25, 45, 60)
    }
    licence = "CC-BY-4.0"
    content_sha256 = factory.Sequence(lambda n: f"{n:064x}")

    @factory.post_generation
    def current(self, create, extracted, **kwargs):
        self.packet.current = self
        self.packet.save()
