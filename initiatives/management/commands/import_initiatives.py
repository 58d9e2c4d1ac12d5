"""Imports a spreadsheet of initiatives: shows what it would do, asks, and writes all of it or nothing."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, transaction

from initiatives import imports, policy, spreadsheets
from initiatives.management import progress
from initiatives.models import ImportBatch, Initiative, User
from initiatives.reports import imports as planning
from initiatives.reports.imports import Plan, RowPlan, Table


class Command(BaseCommand):
    help = "Import initiatives from CSV or .xlsx in the columns of the export; a dry run comes first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a CSV file or a workbook, in the columns of `manage.py export initiatives`")
        parser.add_argument("--dry-run", action="store_true", help="show what it would do, and write nothing")
        parser.add_argument("--yes", action="store_true", help="import without asking")
        parser.add_argument("--user", help="the name of the person who imports; needed when several could")

    def handle(self, *args: Any, **options: Any) -> None:
        table = self.table(options["file"])
        try:
            by = self.person(options["user"])
            plan = planning.plan(table, by)
        except DatabaseError as error:
            raise CommandError(f"The database does not answer: {_line(error)}") from None
        self.show(plan)
        if plan.problems:
            raise CommandError(f"Nothing was imported: {_count(len(plan.problems), 'error')}.")
        if options["dry_run"] or plan.is_empty:
            return
        if not options["yes"]:
            self.ask()
        batch = self.run(table, plan, by, Path(options["file"]).name)
        self.stdout.write(f"Imported as number {batch.pk}, by {by}. It can be undone in the admin.")

    def table(self, name: str) -> Table:
        try:
            with Path(name).open("rb") as file:
                content = file.read(spreadsheets.LARGEST + 1)
            return spreadsheets.read(content)
        except OSError as error:
            raise CommandError(f"{name}: {error.strerror or error}.") from None
        except spreadsheets.Unreadable as refusal:
            raise CommandError(f"{name}: {refusal}") from None

    def person(self, name: str | None) -> User:
        if name is not None:
            found = User.objects.filter(username=name).first()
            if found is None or not policy.can(found, "add", Initiative):
                raise CommandError(f"{name} is no active Editor or Publisher.")
            return found
        people = User.objects.filter(is_active=True, is_staff=True).order_by("pk")
        able = [user for user in people if policy.is_publisher(user)]
        if len(able) != 1:
            raise CommandError("Say with --user who imports: the edit history names that person.")
        return able[0]

    def show(self, plan: Plan) -> None:
        for row in plan.changed:
            self.stdout.write(f"row {row.number}: {row.name}")
            for change in row.changes:
                self.stdout.write(f"  {change.column}: {_quoted(change.before)} -> {_quoted(change.after)}")
        for row in plan.new:
            self.stdout.write(f"row {row.number}: new draft {_quoted(row.name)}{' ' if row.note else ''}{row.note}")
            for change in row.changes:
                self.stdout.write(f"  {change.column}: {_quoted(change.after)}")
        for problem in plan.problems:
            self.stderr.write(str(problem))
        self.stdout.write(
            f"new: {len(plan.new)}, changed: {len(plan.changed)}, same: {len(plan.same)}, errors: {len(plan.problems)}"
        )

    def ask(self) -> None:
        if not sys.stdin.isatty():
            raise CommandError("Nothing was imported: give --yes, since nobody can be asked here.")
        try:
            answer = input("Import exactly this? Type yes: ")
        except (EOFError, KeyboardInterrupt):
            answer = ""
        if answer.strip().lower() != "yes":
            raise CommandError("Nothing was imported.")

    def run(self, table: Table, plan: Plan, by: User, file_name: str) -> ImportBatch:
        def shown(rows: Iterable[RowPlan]) -> Iterable[RowPlan]:
            counted = list(rows)
            return progress.shown(counted, label="Rows", total=len(counted))

        try:
            with transaction.atomic():
                batch = imports.begin(table=table, plan=plan, file_name=file_name, by=by)
                return imports.import_rows(batch=batch, by=by, digest=plan.digest, shown=shown)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        except PermissionDenied:
            raise CommandError(f"{by} may not import.") from None
        except DatabaseError as error:
            raise CommandError(f"Nothing was imported; the database said: {_line(error)}") from None


def _quoted(value: str) -> str:
    return '"' + value.replace("\n", "\\n") + '"' if value else "(empty)"


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _line(error: Exception) -> str:
    return " ".join(str(error).split())
