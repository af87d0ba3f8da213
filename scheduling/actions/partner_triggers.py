"""The triggers that note every change of what a search for a partner reads.

In the database and not in the actions: no path that changes a person's fit can forget them, be
it an update of a whole table, the admin site, or code that nobody has written yet.
"""

from hashlib import sha256

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from accounts.models import Profile, User
from interviews.models import Exposure, Packet, Preparation
from scheduling.actions.partner_changes import forget_changes
from scheduling.models import (
    EVERYBODY,
    AvailabilityException,
    BookingLimits,
    BusyInterval,
    Claim,
    Decline,
    WeeklyWindow,
)

PREFIX = "partner_change_"
# (model, whose fit it is, fields whose change matters; all of them if none are named)
WATCHED: tuple[tuple[type[Model], str, tuple[str, ...]], ...] = (
    (User, "id", ("is_active",)),
    (
        Profile,
        "user",
        (
            *("user", "timezone", "languages", "extra_time_percent", "paused_until_date"),
            "onboarded_at",
        ),
    ),
    (
        Preparation,
        "user",
        (
            *("user", "level", "interviewer_level", "candidate_kinds", "interviewer_kinds"),
            "volunteers_only",
        ),
    ),
    (WeeklyWindow, "user", ()),
    (AvailabilityException, "user", ()),
    (BookingLimits, "user", ()),
    (BusyInterval, "user", ("user", "starts_at", "ends_at")),
    (Claim, "user", ()),
    (Exposure, "user", ("user", "packet")),
    (Decline, "user", ()),
    (Packet, "", ("kind", "status", "current", "family")),
)


def install_triggers(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers what they should be, if they are not; on SQLite and PostgreSQL alike.

    What changed while they were not there went unnoticed, so everybody is read anew.
    """
    if connection.vendor == "postgresql":
        wanted, installed = _postgresql_triggers(), _postgresql_installed(connection)
    else:
        wanted, installed = _sqlite_triggers(), _sqlite_installed(connection)
    if installed == wanted:
        return
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        drop_triggers(connection)
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_FUNCTION)
        for name, statement in wanted.items():
            cursor.execute(statement)
            if connection.vendor == "postgresql":
                comment = f'COMMENT ON TRIGGER "{name}" ON "{name.removeprefix(PREFIX)}" IS %s'
                cursor.execute(comment, [statement])
        forget_changes(connection)


def drop_triggers(connection: BaseDatabaseWrapper) -> None:
    """SQLite remakes a table in order to alter it, and would stumble over triggers that name it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name in _postgresql_installed(connection):
                cursor.execute(f'DROP TRIGGER "{name}" ON "{name.removeprefix(PREFIX)}"')
        else:
            for name in _sqlite_installed(connection):
                cursor.execute(f'DROP TRIGGER "{name}"')


def _columns(model: type[Model], names: tuple[str, ...]) -> str:
    """ "OF a, b", in the database's names; "" for every column."""
    fields = (model._meta.get_field(name) for name in names)
    columns = ", ".join(f'"{field.column}"' for field in fields)  # type: ignore[union-attr]
    return f"OF {columns}" if columns else ""


def _whose(model: type[Model], whose: str) -> str:
    return str(model._meta.get_field(whose).column) if whose else ""  # type: ignore[union-attr]


# --- SQLite --------------------------------------------------------------------------------------


def _sqlite_triggers() -> dict[str, str]:
    """The statement of each trigger, by its name."""
    into = "INSERT INTO scheduling_partnerchange (person, transaction_number)"
    triggers = {}
    for model, whose, fields in WATCHED:
        table, column = model._meta.db_table, _whose(model, whose)
        new, old = (f'{row}."{column}"' if column else str(EVERYBODY) for row in ("NEW", "OLD"))
        both = f"{new}, 0 UNION SELECT {old}, 0"  # a UNION names who is in both once
        for event, people in (
            ("INSERT", f"{new}, 0"),
            (f"UPDATE {_columns(model, fields)}".strip(), both),
            ("DELETE", f"{old}, 0"),
        ):
            name = f"{PREFIX}{table}_{event.split()[0].lower()}"
            triggers[name] = (
                f'CREATE TRIGGER "{name}" AFTER {event} ON "{table}"'
                f" BEGIN {into} SELECT {people}; END"
            )
    return triggers


def _sqlite_installed(connection: BaseDatabaseWrapper) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master"
            " WHERE type = 'trigger' AND substr(name, 1, %s) = %s",
            [len(PREFIX), PREFIX],
        )
        return dict(cursor.fetchall())


# --- PostgreSQL ----------------------------------------------------------------------------------

# TG_ARGV[0] is the column with the person's number; without it everybody is meant (EVERYBODY, 0).
_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION note_partner_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    this_transaction bigint := pg_current_xact_id()::text::bigint;
    old_person bigint := 0;
    new_person bigint := 0;
BEGIN
    IF TG_NARGS > 0 AND TG_OP <> 'INSERT' THEN
        old_person := (to_jsonb(OLD) ->> TG_ARGV[0])::bigint;
        new_person := old_person;
    END IF;
    IF TG_NARGS > 0 AND TG_OP <> 'DELETE' THEN
        new_person := (to_jsonb(NEW) ->> TG_ARGV[0])::bigint;
        IF TG_OP = 'INSERT' THEN
            old_person := new_person;
        END IF;
    END IF;
    INSERT INTO scheduling_partnerchange (person, transaction_number)
    SELECT DISTINCT changed.person, this_transaction
    FROM unnest(ARRAY[old_person, new_person]) AS changed (person);
    RETURN NULL;
END $$
"""


def _postgresql_triggers() -> dict[str, str]:
    """The statement of each trigger, by its name: one a table."""
    fingerprint = sha256(_POSTGRESQL_FUNCTION.encode()).hexdigest()[:16]
    triggers = {}
    for model, whose, fields in WATCHED:
        table, column = model._meta.db_table, _whose(model, whose)
        argument = f"'{column}'" if column else ""
        update = f"UPDATE {_columns(model, fields)}".strip()
        triggers[f"{PREFIX}{table}"] = (
            f'CREATE TRIGGER "{PREFIX}{table}" AFTER INSERT OR DELETE OR {update} ON "{table}"'
            f" FOR EACH ROW EXECUTE FUNCTION note_partner_change({argument})"
            f" /* {fingerprint} */"  # another text of the function makes other triggers
        )
    return triggers


def _postgresql_installed(connection: BaseDatabaseWrapper) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, coalesce(obj_description(oid, 'pg_trigger'), '') FROM pg_trigger"
            " WHERE NOT tgisinternal AND starts_with(tgname, %s)",
            [PREFIX],
        )
        return dict(cursor.fetchall())
