"""What is rehearsed: companies, their values, loops and rounds, and the rubrics.

All of it is read from files in interviews/catalogue/ by `load_catalogue`.
"""

from django.db import models


class Kind(models.TextChoices):
    """The kind of a round."""

    RECRUITER_SCREEN = "recruiter_screen", "Recruiter screen"
    TAKE_HOME_REVIEW = "take_home_review", "Take-home review"
    CODING = "coding", "Coding"
    SYSTEM_DESIGN = "system_design", "System design"
    BEHAVIOURAL = "behavioural", "Behavioural"


class Company(models.Model):
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    summary = models.TextField(blank=True)  # Markdown

    class Meta:
        verbose_name_plural = "companies"

    def __str__(self) -> str:
        return self.name


class Value(models.Model):
    """Something a company says it holds dear, which its interviews look for."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="values")
    slug = models.SlugField()
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()
    meaning = models.TextField()  # Markdown

    class Meta:
        ordering = ("company", "position")
        constraints = (
            models.UniqueConstraint(fields=["company", "slug"], name="value_slug_per_company"),
        )

    def __str__(self) -> str:
        return self.name


class Topic(models.Model):
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=Kind)
    focus = models.CharField(max_length=200)
    description = models.TextField(blank=True)  # Markdown

    class Meta:
        ordering = ("kind", "name")

    def __str__(self) -> str:
        return self.name


class Competency(models.Model):
    """An ability that criteria of several rubrics observe."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()
    description = models.TextField(blank=True)  # Markdown

    class Meta:
        ordering = ("position",)
        verbose_name_plural = "competencies"

    def __str__(self) -> str:
        return self.name


class Rubric(models.Model):
    slug = models.SlugField(unique=True)
    kind = models.CharField(max_length=20, choices=Kind)
    current = models.ForeignKey(
        "RubricVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return self.slug


class RubricVersion(models.Model):
    """One published wording of a rubric. Never changes: legs and reviews point at it."""

    rubric = models.ForeignKey(Rubric, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    guidance = models.TextField(blank=True)  # Markdown
    beats = models.JSONField(default=list)  # [{"slug", "name"}], ticked as observed
    red_flags = models.JSONField(default=list)  # [{"slug", "name"}]
    content_sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["rubric", "number"], name="rubric_version_number"),
        )

    def __str__(self) -> str:
        return f"{self.name} v{self.number}"


class Criterion(models.Model):
    """One thing a rubric rates, on four anchored levels."""

    rubric_version = models.ForeignKey(
        RubricVersion, on_delete=models.CASCADE, related_name="criteria"
    )
    slug = models.SlugField()
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="criteria")
    ask = models.CharField(max_length=200)
    anchor_1 = models.TextField()
    anchor_2 = models.TextField()
    anchor_3 = models.TextField()
    anchor_4 = models.TextField()

    class Meta:
        ordering = ("rubric_version", "position")
        verbose_name_plural = "criteria"
        constraints = (
            models.UniqueConstraint(
                fields=["rubric_version", "slug"], name="criterion_slug_per_rubric_version"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def anchors(self) -> list[tuple[int, str]]:
        return [(1, self.anchor_1), (2, self.anchor_2), (3, self.anchor_3), (4, self.anchor_4)]


class Loop(models.Model):
    """A company's sequence of rounds, as a candidate meets it."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="loops")
    slug = models.SlugField()
    name = models.CharField(max_length=80)
    summary = models.CharField(max_length=300)
    description = models.TextField(blank=True)  # Markdown
    min_years = models.PositiveSmallIntegerField(default=0)  # years of experience it asks for
    described_on_date = models.DateField(null=True)  # when the description was last checked
    uncertainty = models.TextField(blank=True)  # what is not known of it, or differs by team

    class Meta:
        ordering = ("company", "slug")
        constraints = (
            models.UniqueConstraint(fields=["company", "slug"], name="loop_slug_per_company"),
        )

    def __str__(self) -> str:
        return f"{self.company}: {self.name}"


class Round(models.Model):
    loop = models.ForeignKey(Loop, on_delete=models.CASCADE, related_name="rounds")
    position = models.PositiveSmallIntegerField()
    slug = models.SlugField()
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=Kind)
    minutes = models.PositiveSmallIntegerField()
    tag = models.CharField(max_length=40, blank=True)
    format = models.CharField(max_length=120, blank=True)
    focus = models.CharField(max_length=200)
    weight = models.DecimalField(max_digits=4, decimal_places=2, default=1)
    rubric = models.ForeignKey(Rubric, on_delete=models.PROTECT, related_name="rounds")

    class Meta:
        ordering = ("loop", "position")
        constraints = (
            models.UniqueConstraint(fields=["loop", "slug"], name="round_slug_per_loop"),
        )

    def __str__(self) -> str:
        return self.name
