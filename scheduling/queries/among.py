from collections.abc import Collection

from django.db.models import Q


def among(field: str, ids: Collection[int]) -> Q:
    """`field` is one of `ids`; a range of them is two comparisons instead of a list."""
    if isinstance(ids, range) and ids.step == 1:
        return Q(**{f"{field}__gte": ids.start, f"{field}__lt": ids.stop})
    return Q(**{f"{field}__in": ids})
