from interviews.models import Rubric, RubricVersion


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
