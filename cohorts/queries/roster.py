"""The dry run of a list of people: who can be invited, and what is wrong with the others."""

from collections.abc import Callable
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models.functions import Lower

from cohorts.domain.roster import Problem, Roster, RosterRow
from cohorts.models import Cohort, Membership


@dataclass(frozen=True)
class RosterCheck:
    ready: tuple[RosterRow, ...]
    problems: tuple[Problem, ...]  # by line
    ignored_columns: tuple[str, ...]


def check_roster(cohort: Cohort, *, roster: Roster) -> RosterCheck:
    """Sort the rows into those that can be invited now and those that cannot, with the reason.

    Three queries, whatever the number of rows.
    """
    wrong_with = _problem_finder(cohort, emails={row.email for row in roster.rows})
    ready: list[RosterRow] = []
    problems = list(roster.problems)
    for row in roster.rows:
        message = wrong_with(row)
        if message:
            problems.append(Problem(row.line, row.email, message))
        else:
            ready.append(row)
    problems.sort(key=lambda problem: problem.line)
    return RosterCheck(tuple(ready), tuple(problems), roster.ignored_columns)


def _problem_finder(cohort: Cohort, *, emails: set[str]) -> Callable[[RosterRow], str]:
    members = verified_addresses_in(cohort, emails=emails)
    invited = set(
        cohort.invitations.pending()
        .annotate(address=Lower("email"))
        .filter(address__in=emails)
        .values_list("address", flat=True)
    )
    first_line: dict[str, int] = {}

    def wrong_with(row: RosterRow) -> str:
        if not row.email:
            return "has no e-mail address."
        if not _is_address(row.email):
            return "has an address that is not valid."
        if row.email in first_line:
            return f"has the same address as line {first_line[row.email]}."
        first_line[row.email] = row.line
        if row.email in members:
            return "is in this cohort already."
        if row.email in invited:
            return "is invited already. Send that invitation again from the cohort's page."
        return ""

    return wrong_with


def verified_addresses_in(cohort: Cohort, *, emails: set[str]) -> set[str]:
    """Those of `emails` (lower case) that are a verified address of somebody in the cohort."""
    people = Membership.objects.current().filter(cohort=cohort).values("user")
    return set(
        EmailAddress.objects.filter(verified=True, user__in=people)
        .annotate(address=Lower("email"))
        .filter(address__in=emails)
        .values_list("address", flat=True)
    )


def _is_address(email: str) -> bool:
    if len(email) > 254:
        return False
    try:
        validate_email(email)
    except ValidationError:
        return False
    return True
