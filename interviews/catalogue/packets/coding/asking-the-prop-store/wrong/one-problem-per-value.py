# Mistake: Walks through the values and not through the names, so one name is told several times.
import solution
from solution import BadQuery, Listing


def parse_listing(query):
    try:
        return solution.parse_listing(query)
    except BadQuery as bad:
        found = solution.values_by_name(query)
        raise BadQuery(
            [
                (name, reason)
                for name, reason in bad.problems
                for _ in (found[name] if reason in ("unknown", "choice") else [""])
            ]
        ) from None
