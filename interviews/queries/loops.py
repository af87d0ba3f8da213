from django.db.models import QuerySet

from interviews.models import Loop


def loops_with_rounds() -> QuerySet[Loop]:
    """Every loop with its company and rounds, for a list or one page."""
    return Loop.objects.select_related("company").prefetch_related("rounds__rubric__current")
