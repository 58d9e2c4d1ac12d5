"""A way back in without e-mail, for whoever runs the server: a one-time password, or a forgotten second factor."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from initiatives import logins
from initiatives.models import User


class Command(BaseCommand):
    help = "Give a user a one-time password, or forget a lost second factor. Every session of theirs ends."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="the name that the person logs in with")
        parser.add_argument("--password", action="store_true", help="make a one-time password and print it")
        parser.add_argument("--totp", action="store_true", help="forget the telephone and the recovery codes")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (options["password"] or options["totp"]):
            raise CommandError("Nothing to reset. Give --password, --totp or both.")
        try:
            user = User.objects.filter(username=options["username"]).first()
        except DatabaseError:
            raise CommandError("The database is not ready. Run `manage.py migrate` first.") from None
        if user is None:
            raise CommandError(f"There is no user {options['username']!r}.")
        if not user.is_active:
            raise CommandError(
                f"{user.get_username()} is deactivated. An Administrator can activate them in the admin."
            )
        if options["totp"]:
            logins.reset_second_factor(user, None)
            self.stdout.write(f"The second factor of {user.get_username()} is forgotten.")
        if options["password"]:
            password = logins.reset_password(user, None)
            days = logins.ONE_TIME_PASSWORD_LASTS.days
            self.stdout.write(f"One-time password of {user.get_username()}, good for {days} days: {password}")
