"""Says which public initiatives wait for news, and reminds those who work on them; made for cron."""

import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import translation
from django.utils.translation import gettext as _

from initiatives.management import progress
from initiatives.models import Crisis, ImportBatch
from initiatives.reports.stale import Digest, Group, by_organisation, digests, stale

SOME_ARE_LATE = 3
LONGEST_NOTICE = 365


class Command(BaseCommand):
    help = (
        "Print the public initiatives whose news is due, late or silent; --email reminds their editors. "
        "Ends with 0 when none is late, with 3 when some are, with 1 on an error and 2 on wrong use."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", action="store_true", help="send each assigned editor one message")
        parser.add_argument("--crisis", metavar="SLUG", help="only initiatives of this crisis")
        parser.add_argument(
            "--days-before", type=_days, default=0, metavar="N", help="also those that fall due within N days"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(settings.LANGUAGE_CODE):
            try:
                ImportBatch.forget_expired()  # what runs every day sweeps up as well
                crisis = self.crisis(options["crisis"])
                rows = stale(crisis=crisis, days_before=options["days_before"])
                groups = by_organisation(rows)
                messages = digests(groups) if options["email"] else []
            except DatabaseError as error:
                raise CommandError(f"The database does not answer: {' '.join(str(error).split())}") from None
            for line in lines(groups):
                self.stdout.write(line)
            if options["email"]:
                self.send(messages)
        if any(row.is_late for row in rows):
            sys.exit(SOME_ARE_LATE)

    def crisis(self, slug: str | None) -> Crisis | None:
        if slug is None:
            return None
        found = Crisis.objects.filter(slug=slug).first()
        if found is None:
            known = ", ".join(Crisis.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"There is no crisis {slug!r}; there are: {known}.", returncode=2)
        return found

    def send(self, messages: Sequence[Digest]) -> None:
        """Each on its own: one address that is refused keeps nobody else from theirs."""
        failed = 0
        connection = get_connection()
        for one in progress.shown(messages, label="Messages", total=len(messages)):
            mail = EmailMessage(one.subject, one.body, to=[one.to.email], connection=connection)
            try:
                mail.send()
            # A mail server fails in many ways: refused, unreachable, out of time, an address that it cannot write.
            except (OSError, ValueError) as error:
                failed += 1
                self.stderr.write(f"{one.to.get_username()}: {' '.join(str(error).split())}")
        if failed:
            raise CommandError(f"{failed} of {len(messages)} messages could not be sent.")
        self.stdout.write(f"Messages sent: {len(messages)}.")


def lines(groups: Sequence[Group]) -> Iterator[str]:
    if not groups:
        yield _("No initiative waits for news.")
    for group in groups:
        if group.organisation is None:
            yield _("Nobody is assigned")
        else:
            names = ", ".join(person.get_username() for person in group.editors) or _("no editor yet")
            yield f"{group.organisation} ({names})"
        for row in group.rows:
            yield f"  {row.initiative.reference} {row.initiative.title}"
            yield f"    {row.words}"
            yield f"    {row.address}"


def _days(value: str) -> int:
    if not (value.isascii() and value.isdecimal() and int(value[:9]) <= LONGEST_NOTICE):
        raise ArgumentTypeError(f"{value!r} is not a number of days from 0 to {LONGEST_NOTICE}.")
    return int(value)
