"""Makes the first administrator. There is no default account and no default password."""

import getpass
import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, transaction
from django.db.models import Q

from initiatives.choices import UserRole
from initiatives.models import User

PASSWORD_VARIABLE = "TRACKER_ADMIN_PASSWORD"  # noqa: S105
ROLES = (UserRole.ADMINISTRATOR, UserRole.PUBLISHER)


class Command(BaseCommand):
    help = "Make the first administrator; write a secret key into .env when there is none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--username", help="the name to log in with")
        parser.add_argument("--email", help="where this person can be reached")
        parser.add_argument(
            "--another", action="store_true", help="make one more administrator when there is one already"
        )
        parser.epilog = f"In scripts, the password comes from the environment variable {PASSWORD_VARIABLE}."

    def handle(self, *args: Any, **options: Any) -> None:
        groups = self.groups()
        administrators = Q(groups__name=UserRole.ADMINISTRATOR) | Q(is_superuser=True)
        existing = User.objects.filter(administrators, is_active=True).first()
        if existing is not None and not options["another"]:
            raise CommandError(
                f"There is an administrator already: {existing.get_username()}. Give --another to add one."
            )
        user = User(
            username=self.answer("User name", options["username"], "--username"),
            email=self.answer("E-mail", options["email"], "--email"),
            is_staff=True,
        )
        user.username = User.normalize_username(user.username)
        try:
            user.clean_fields(exclude=["password"])
            user.validate_unique()
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        user.set_password(self.password(user))
        with transaction.atomic():
            user.save()
            user.groups.set(groups)
        self.stdout.write(
            f"{user.get_username()} can now log in, as {' and '.join(str(role.label) for role in ROLES)}."
        )

    def groups(self) -> list[Group]:
        try:
            groups = list(Group.objects.filter(name__in=ROLES))
        except DatabaseError:
            groups = []
        if len(groups) != len(ROLES):
            raise CommandError("The database is not ready. Run `manage.py migrate` first.")
        return groups

    def answer(self, question: str, given: str | None, option: str) -> str:
        if given is None:
            if not sys.stdin.isatty():
                raise CommandError(f"{question} is missing. Give it with {option}.")
            given = self.ask(input, question)
        if not given.strip():
            raise CommandError(f"{question} is empty. Give it with {option}.")
        return given.strip()

    def password(self, user: User) -> str:
        given = os.environ.get(PASSWORD_VARIABLE)
        if given is not None:
            self.refuse_weak(given, user)
            return given
        if not sys.stdin.isatty():
            raise CommandError(f"The password is missing. Give it in the environment variable {PASSWORD_VARIABLE}.")
        for rule in password_validators_help_texts():
            self.stdout.write(f"  {rule}")
        while True:
            typed = self.ask(getpass.getpass, "Password")
            try:
                self.refuse_weak(typed, user)
            except CommandError as refusal:
                self.stderr.write(str(refusal))
                continue
            if self.ask(getpass.getpass, "Password again") == typed:
                return typed
            self.stderr.write("The two passwords differ.")

    def refuse_weak(self, password: str, user: User) -> None:
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None

    def ask(self, how: Any, question: str) -> str:
        try:
            return str(how(f"{question}: "))
        except (EOFError, KeyboardInterrupt):
            raise CommandError("Stopped; nothing was made.") from None
