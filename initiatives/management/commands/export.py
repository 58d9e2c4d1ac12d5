"""Writes a dataset to a file, or all of them to a folder: the same bytes as on the site."""

import os
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.http import QueryDict

from initiatives.datasets import BY_NAME
from initiatives.exports import bundle, dictionary
from initiatives.exports.formats import CSV, FORMATS
from initiatives.management import progress
from initiatives.parameters import BadParameters


class Command(BaseCommand):
    help = (
        "Write a dataset to a file or to standard output: the same bytes as its address on the site."
        " With --all, write into a folder what /data.zip holds."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dataset", nargs="?", choices=sorted(BY_NAME), help="which dataset")
        parser.add_argument("--format", default=CSV.suffix, choices=sorted(FORMATS), help="the form of the file")
        parser.add_argument("--output", help="the file to write; without it, standard output")
        parser.add_argument("--query", default="", help='the parameters of the page, such as "kind=corridor&status=2"')
        parser.add_argument("--hxl", action="store_true", help="add the row of HXL tags under the header")
        parser.add_argument("--all", metavar="DIRECTORY", help="write every dataset as CSV, with datapackage.json")
        parser.add_argument("--dictionary", action="store_true", help="write docs/exports.md instead of a dataset")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["all"] is not None:
            self.write_all(options)
            return
        if options["dictionary"]:
            content: Iterable[bytes] = [dictionary.markdown().encode()]
        elif options["dataset"] is None:
            raise CommandError(f"Name a dataset: {', '.join(BY_NAME)}; or give --all a folder.")
        else:
            content = self.chunks(options)
        with refusals(options["output"] or "standard output"):
            write(content, Path(options["output"]) if options["output"] else None)

    def write_all(self, options: dict[str, Any]) -> None:
        given = [name for name in ("output", "query", "hxl", "dictionary") if options[name]]
        if options["dataset"] or given or options["format"] != CSV.suffix:
            raise CommandError("--all writes every dataset whole, as CSV: it takes nothing else.")
        folder = Path(options["all"])
        with refusals(str(folder)):
            folder.mkdir(parents=True, exist_ok=True)
            for member in bundle.members():
                write(progress.shown(member, label=f"Parts of {member.name}"), folder / member.name)

    def chunks(self, options: dict[str, Any]) -> Iterator[bytes]:
        dataset, file_format = BY_NAME[options["dataset"]], FORMATS[options["format"]]
        if why := file_format.off():
            raise CommandError(why)
        if file_format not in dataset.formats:
            offered = ", ".join(each.suffix for each in dataset.formats)
            raise CommandError(f"{dataset.name} is not written as {file_format.suffix}, but as {offered}.")
        try:
            with refusals(dataset.name):
                selection = dataset.select(QueryDict(options["query"].removeprefix("?")), as_file=True)
                total = 1 + -(-selection.count // file_format.piece)
                content = selection.file(file_format, hxl=options["hxl"])
        except BadParameters as refused:
            raise CommandError(" ".join(str(refused).split())) from None
        if not file_format.is_streamed:
            return content
        return progress.shown(content, label=f"Parts of {dataset.name}", total=total)


@contextmanager
def refusals(where: str) -> Iterator[None]:
    """Turns what the database or the disk refuses into one line."""
    try:
        yield
    except DatabaseError as error:
        raise CommandError(f"The database does not answer: {' '.join(str(error).split())}") from None
    except OSError as error:
        raise CommandError(f"{where}: {error.strerror or error}.") from None


def write(content: Iterable[bytes], output: Path | None) -> None:
    """To standard output, or to a file that appears only once it is whole."""
    if output is None:
        for piece in content:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return
    handle, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            for piece in content:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp lets only its owner read; the file is public data.
        unfinished.chmod(0o644)
        unfinished.replace(output)
    finally:
        unfinished.unlink(missing_ok=True)
