"""Empties the database after tests that commit.

Django's way is TRUNCATE of all tables and all that follows a migration, which makes permissions
anew: more than a second for each such test on PostgreSQL. Few of them have written to more than a
few tables.
"""

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase

# Migrations, and what follows them, make it; no test changes it.
MADE_BY_MIGRATIONS = (ContentType, Permission, Group, Group.permissions.through)
KEPT = {model._meta.db_table for model in MADE_BY_MIGRATIONS}
ROUNDS = 3  # a row that goes may leave another one: triggers note whom a change concerns


def empty_tables(case: TransactionTestCase) -> None:
    """In place of `TransactionTestCase._fixture_teardown`."""
    for name in case._databases_names(include_mirrors=False):
        connection = connections[name]
        for _ in range(ROUNDS):
            tables = _tables_with_rows(connection)
            if not tables:
                break
            with transaction.atomic(using=name), connection.cursor() as cursor:
                for table in tables:  # foreign keys are checked at the end
                    cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608
        else:
            raise AssertionError(f"rows come back to {', '.join(tables)}")


def _tables_with_rows(connection: BaseDatabaseWrapper) -> list[str]:
    models = apps.get_models(include_auto_created=True)
    tables = sorted({model._meta.db_table for model in models if model._meta.managed} - KEPT)
    with connection.cursor() as cursor:
        found = []
        for table in tables:
            cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")  # noqa: S608
            if cursor.fetchone():
                found.append(table)
    return found
