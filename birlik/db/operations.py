"""Steps of migrations that each database makes in its own way: the order of texts, spans that may not overlap."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from zlib import crc32

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class VendorOperation(Operation, ABC):
    """A migration step over one table, written per database, of which the model's state knows nothing."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        pass

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, _from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self._run(schema_editor, self.forwards, app_label, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, _to_state: ProjectState
    ) -> None:
        self._run(schema_editor, self.backwards, app_label, from_state)

    def _run(
        self,
        schema_editor: BaseDatabaseSchemaEditor,
        statements: Callable[[str, str], list[str]],
        app_label: str,
        state: ProjectState,
    ) -> None:
        model = state.apps.get_model(app_label, self.model_name)
        table = str(model._meta.db_table)  # noqa: SLF001 - Django's documented way to a model's table
        for statement in statements(schema_editor.connection.vendor, table):
            schema_editor.execute(statement, params=None)

    @abstractmethod
    def forwards(self, vendor: str, table: str) -> list[str]:
        """Return the statements that make the step, for "sqlite" or "postgresql"."""

    @abstractmethod
    def backwards(self, vendor: str, table: str) -> list[str]:
        """Return the statements that undo it."""


class ByteOrder(VendorOperation):
    """Text columns compare by code point on PostgreSQL too, as SQLite does: ranges of prefixes and stored sort keys
    then mean the same on both, whatever collation the cluster was made with."""

    def __init__(self, model_name: str, columns: dict[str, int]) -> None:
        super().__init__(model_name)
        self.columns = columns

    def forwards(self, vendor: str, table: str) -> list[str]:
        return self._alter(vendor, table, ' COLLATE "C"')

    def backwards(self, vendor: str, table: str) -> list[str]:
        return self._alter(vendor, table, ' COLLATE "default"')

    def _alter(self, vendor: str, table: str, collation: str) -> list[str]:
        if vendor != "postgresql":
            return []
        return [
            f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE varchar({length}){collation}'
            for column, length in self.columns.items()
        ]

    def describe(self) -> str:
        return f"Compare {', '.join(self.columns)} of {self.model_name} by code point"


class StoredAsIs(VendorOperation):
    """Bytes that are compressed already are stored without PostgreSQL trying it once more; SQLite never tries."""

    def __init__(self, model_name: str, *columns: str) -> None:
        super().__init__(model_name)
        self.columns = columns

    def forwards(self, vendor: str, table: str) -> list[str]:
        return self._set(vendor, table, "EXTERNAL")

    def backwards(self, vendor: str, table: str) -> list[str]:
        return self._set(vendor, table, "EXTENDED")

    def _set(self, vendor: str, table: str, storage: str) -> list[str]:
        if vendor != "postgresql":
            return []
        return [f'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET STORAGE {storage}' for column in self.columns]

    def describe(self) -> str:
        return f"Store {', '.join(self.columns)} of {self.model_name} as they are"


class NoOverlap(VendorOperation):
    """Migration: rows of one `owner` (an integer column) never have overlapping half-open [since, until).

    PostgreSQL: an exclusion constraint over two ranges, which needs no extension (btree_gist is not in every
    installation). SQLite: two triggers that abort the statement. Both raise IntegrityError naming the constraint.
    """

    def __init__(self, model_name: str, owner: str, name: str) -> None:
        super().__init__(model_name)
        self.owner = owner
        self.name = name

    def forwards(self, vendor: str, table: str) -> list[str]:
        if vendor == "postgresql":
            one_owner = f'int8range("{self.owner}", "{self.owner}", \'[]\') WITH &&'
            one_day = 'daterange("since", "until") WITH &&'
            return [f'ALTER TABLE "{table}" ADD CONSTRAINT "{self.name}" EXCLUDE USING gist ({one_owner}, {one_day})']
        clash = (
            f't."{self.owner}" = NEW."{self.owner}" AND t."id" <> NEW."id" '
            'AND (NEW."until" IS NULL OR t."since" < NEW."until") AND (t."until" IS NULL OR NEW."since" < t."until")'
        )
        abort = f"BEGIN SELECT RAISE(ABORT, '{self.name}') FROM \"{table}\" t WHERE {clash} LIMIT 1; END"  # noqa: S608 - own names
        return [
            f'CREATE TRIGGER "{self.name}_{event}" AFTER {event.upper()} ON "{table}" {abort}'
            for event in ("insert", "update")
        ]

    def backwards(self, vendor: str, table: str) -> list[str]:
        if vendor == "postgresql":
            return [f'ALTER TABLE "{table}" DROP CONSTRAINT "{self.name}"']
        return [f'DROP TRIGGER "{self.name}_{event}"' for event in ("insert", "update")]

    def describe(self) -> str:
        return f"Forbid overlapping spans of one {self.owner} in {self.model_name}"


class NoOverlapInMany(NoOverlap):
    """The same law for a table of hundreds of thousands of rows, where a GiST index takes longer than the load itself.

    PostgreSQL: a trigger per statement compares all new rows with the table at once. It first takes the advisory lock
    of `turn`, so that of two transactions with clashing spans the second sees the first. Needs an index on the owner.
    """

    def __init__(self, model_name: str, owner: str, name: str, turn: str) -> None:
        super().__init__(model_name, owner, name)
        self.turn = turn

    def forwards(self, vendor: str, table: str) -> list[str]:
        if vendor != "postgresql":
            return super().forwards(vendor, table)
        function = f"""
            CREATE FUNCTION "{self.name}"() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM pg_advisory_xact_lock({crc32(self.turn.encode())});
                IF EXISTS (
                    SELECT 1 FROM added a JOIN "{table}" t ON t."{self.owner}" = a."{self.owner}" AND t."id" <> a."id"
                    WHERE (a."until" IS NULL OR t."since" < a."until") AND (t."until" IS NULL OR a."since" < t."until")
                ) THEN
                    RAISE EXCEPTION USING ERRCODE = 'exclusion_violation', MESSAGE = '{self.name}';
                END IF;
                RETURN NULL;
            END $$"""  # noqa: S608 - own names
        return [function, *(self._trigger(event, table) for event in ("INSERT", "UPDATE"))]

    def _trigger(self, event: str, table: str) -> str:
        return (
            f'CREATE TRIGGER "{self.name}_{event.lower()}" AFTER {event} ON "{table}" '
            f'REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION "{self.name}"()'
        )

    def backwards(self, vendor: str, table: str) -> list[str]:
        if vendor != "postgresql":
            return super().backwards(vendor, table)
        drops = [f'DROP TRIGGER "{self.name}_{event}" ON "{table}"' for event in ("insert", "update")]
        return [*drops, f'DROP FUNCTION "{self.name}"()']
