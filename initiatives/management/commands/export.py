"""Writes a dataset to a file: the same bytes as its address on the site."""

import os
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.http import QueryDict

from initiatives.datasets import BY_NAME
from initiatives.exports import dictionary
from initiatives.exports.formats import CSV, FORMATS
from initiatives.exports.rows import CHUNK
from initiatives.management import progress
from initiatives.parameters import BadParameters


class Command(BaseCommand):
    help = "Write a dataset to a file or to standard output: the same bytes as its address on the site."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dataset", nargs="?", choices=sorted(BY_NAME), help="which dataset")
        parser.add_argument("--format", default=CSV.suffix, choices=sorted(FORMATS), help="the form of the file")
        parser.add_argument("--output", help="the file to write; without it, standard output")
        parser.add_argument("--query", default="", help='the parameters of the page, such as "kind=corridor&status=2"')
        parser.add_argument("--hxl", action="store_true", help="add the row of HXL tags under the header")
        parser.add_argument("--dictionary", action="store_true", help="write docs/exports.md instead of a dataset")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dictionary"]:
            content: Iterable[bytes] = [dictionary.markdown().encode()]
        elif options["dataset"] is None:
            raise CommandError(f"Name a dataset: {', '.join(BY_NAME)}.")
        else:
            content = self.chunks(options)
        try:
            write(content, Path(options["output"]) if options["output"] else None)
        except DatabaseError as error:
            raise CommandError(f"The database does not answer: {' '.join(str(error).split())}") from None
        except OSError as error:
            raise CommandError(f"{options['output'] or 'standard output'}: {error.strerror or error}.") from None

    def chunks(self, options: dict[str, Any]) -> Iterator[bytes]:
        dataset, file_format = BY_NAME[options["dataset"]], FORMATS[options["format"]]
        if file_format not in dataset.formats:
            offered = ", ".join(each.suffix for each in dataset.formats)
            raise CommandError(f"{dataset.name} is not written as {file_format.suffix}, but as {offered}.")
        try:
            selection = dataset.select(QueryDict(options["query"].removeprefix("?")), as_file=True)
            total = 1 + -(-selection.count // CHUNK)
            content = selection.file(file_format, hxl=options["hxl"])
        except BadParameters as refused:
            raise CommandError(" ".join(str(refused).split())) from None
        except DatabaseError as error:
            raise CommandError(f"The database does not answer: {' '.join(str(error).split())}") from None
        if not file_format.is_streamed:
            return content
        return progress.shown(content, label=f"Parts of {dataset.name}", total=total)


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
