from interviews.domain.packets.levels import Level, Notes, levels_of
from interviews.models import Criterion, Rubric, RubricVersion


class NoRubric(Exception):
    """The catalogue has no rubric for this kind of round."""


def current_rubric(kind: str) -> RubricVersion:
    """The rubric version that new legs of `kind` (a Kind value) are rated by; NoRubric if none."""
    rubric = (
        Rubric.objects.filter(kind=kind, current__isnull=False)
        .select_related("current")
        .order_by("slug")
        .first()
    )
    if rubric is None or rubric.current is None:
        raise NoRubric(f"There is no rubric for {kind} rounds yet.")
    return rubric.current


def criteria_slugs(kind: str) -> list[str]:
    """The criteria of the kind's current rubric, in their order; none without a rubric."""
    try:
        rubric = current_rubric(kind)
    except NoRubric:
        return []
    return list(rubric.criteria.order_by("position").values_list("slug", flat=True))


def criteria_with_levels(
    rubric_version_id: int, *, notes: Notes
) -> list[tuple[Criterion, list[Level]]]:
    """The criteria of a rubric with their anchors and what a packet's `notes` say of each."""
    criteria = Criterion.objects.filter(rubric_version_id=rubric_version_id).order_by("position")
    return [
        (criterion, levels_of(notes, slug=criterion.slug, anchors=criterion.anchors))
        for criterion in criteria
    ]
