"""Keep the list of changes short."""

from django.db import connection as default_connection
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Max

from scheduling.models import EVERYBODY, PartnerChange, PartnerChangesPruned


@transaction.atomic
def prune_changes() -> int:
    """Delete what was there at the last pruning already; returns how many rows.

    Each row stays for at least the time between two prunings: whoever looks more often than
    that misses nothing, and whoever does not reads everybody anew.
    """
    state, _ = PartnerChangesPruned.objects.select_for_update().get_or_create(pk=1)
    old = PartnerChange.objects.filter(pk__lte=state.next_id)
    if default_connection.vendor == "postgresql":  # not what somebody may not have seen yet
        old = old.filter(transaction_number__lt=_lowest_open_transaction(default_connection))
    gone = old.aggregate(id=Max("pk"), transaction=Max("transaction_number"))
    number, _ = old.delete()
    if number:
        state.pruned_id = max(state.pruned_id, gone["id"])
        state.pruned_transaction_number = max(state.pruned_transaction_number, gone["transaction"])
    state.next_id = PartnerChange.objects.aggregate(id=Max("pk"))["id"] or state.next_id
    state.save()
    return number


def forget_changes(connection: BaseDatabaseWrapper) -> None:
    """Let everybody who searches read all people anew: changes went unnoticed."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()::text::bigint")
            reached = {"pruned_transaction_number": cursor.fetchone()[0]}
    else:
        row = PartnerChange.objects.using(connection.alias).create(person=EVERYBODY)
        reached = {"pruned_id": row.pk}
        row.delete()
    states = PartnerChangesPruned.objects.using(connection.alias)
    states.update_or_create(pk=1, defaults=reached)


def _lowest_open_transaction(connection: BaseDatabaseWrapper) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])
