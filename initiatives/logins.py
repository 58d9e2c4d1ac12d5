"""How somebody comes in: what stands between password and desk, second factors, and ways back without e-mail."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
import secrets
from typing import Literal

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from initiatives import policy
from initiatives.choices import LoginAct
from initiatives.models import LoginEvent, LoginRule, User

Step = Literal["code", "password", "setup"]

ONE_TIME_PASSWORD_LASTS = dt.timedelta(days=7)
RECOVERY_CODES = 10
# Without letters and digits that are taken for one another.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
# The pause after wrong codes doubles each time; at this count it is 8.5 minutes, and grows no more: whoever has stolen
# a password could otherwise shut its owner out for days.
MOST_COUNTED = 10


def step_of(person: User | AnonymousUser) -> Step | None:
    """What the person must do before the desk opens; asked once for each request's user."""
    if not isinstance(person, User):
        return None
    if not hasattr(person, "_login_step"):
        person._login_step = _step_of(person)  # type: ignore[attr-defined]
    step: Step | None = person._login_step  # type: ignore[attr-defined]
    return step


def _step_of(person: User) -> Step | None:
    verified = getattr(person, "otp_device", None) is not None
    has_one = verified or device_of(person) is not None
    if has_one and not verified:
        return "code"
    if person.one_time_password_until is not None:
        return "password"
    if not has_one and is_required(person):
        return "setup"
    return None


def is_required(person: User) -> bool:
    return LoginRule.objects.filter(role__in=policy.roles(person), second_factor=True).exists()


def device_of(person: User) -> TOTPDevice | None:
    """The telephone that makes this person's codes, once it has proved that it does."""
    return TOTPDevice.objects.filter(user=person, confirmed=True).first()


def record(user: User, act: LoginAct, by: User | None, note: str = "") -> None:
    LoginEvent.objects.create(user=user, act=act, by=by, note=note[:200])


# -- the second factor -------------------------------------------------------------------------------------------------


def begin_setup(person: User) -> TOTPDevice:
    """A secret to carry over to the telephone: the same one until it is confirmed."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)
        waiting = TOTPDevice.objects.filter(user=person, confirmed=False).first()
        return waiting or TOTPDevice.objects.create(user=person, name="app", confirmed=False)


def finish_setup(person: User, typed: str) -> tuple[TOTPDevice, list[str]] | None:
    """The device and its recovery codes, when the telephone shows the right code."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)
        device = TOTPDevice.objects.filter(user=person, confirmed=False).first()
        if device is None or device_of(person) is not None:
            return None
        device.throttle_reset(commit=False)  # the page shows the secret, so there is nothing to guess
        if not device.verify_token(compact(typed)):
            return None
        device.confirmed = True
        device.save(update_fields=["confirmed"])
        codes = _new_codes(person)
        record(person, LoginAct.FACTOR_SET_UP, person)
        return device, codes


def verify(person: User, typed: str) -> TOTPDevice | None:
    """Six digits are a code of the telephone, all else a recovery code; either is good once."""
    code = compact(typed)
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user=person, confirmed=True).first()
        if device is None:
            return None
        if len(code) == 6 and code.isdecimal():
            known: bool = device.verify_token(code)
            if device.throttling_failure_count > MOST_COUNTED:
                device.throttling_failure_count = MOST_COUNTED
                device.save(update_fields=["throttling_failure_count"])
        else:
            # They are too long to be guessed, so no pause stands before them: a way in that nobody else can shut.
            known = bool(StaticToken.objects.filter(device__user=person, token=_digest(person, code)).delete()[0])
            if known:
                device.throttle_reset()
                record(person, LoginAct.CODE_USED, person, _("%(n)d left") % {"n": codes_left(person)})
        return device if known else None


def seconds_to_wait(person: User) -> int:
    """How long no code of the telephone is taken, after wrong ones."""
    device = device_of(person)
    allowed, told = device.verify_is_allowed() if device is not None else (True, None)
    if allowed or not told:
        return 0
    until: dt.datetime = told["locked_until"]
    return max(1, round((until - timezone.now()).total_seconds()))


def compact(typed: str) -> str:
    return re.sub(r"[\s-]", "", typed).lower()


def codes_left(person: User) -> int:
    return int(StaticToken.objects.filter(device__user=person).count())


def are_codes_of(person: User, codes: list[str]) -> bool:
    """Whether all of these are unused recovery codes of this person."""
    digests = {_digest(person, compact(code)) for code in codes}
    return bool(digests) and StaticToken.objects.filter(device__user=person, token__in=digests).count() == len(codes)


def new_codes(person: User) -> list[str]:
    with transaction.atomic():
        codes = _new_codes(person)
        record(person, LoginAct.CODES_MADE, person)
        return codes


def _new_codes(person: User) -> list[str]:
    StaticDevice.objects.filter(user=person).delete()
    device = StaticDevice.objects.create(user=person, name="recovery")
    codes = ["-".join(_random(4) for _part in range(3)) for _code in range(RECOVERY_CODES)]
    for code in codes:
        StaticToken.objects.create(device=device, token=_digest(person, compact(code)))
    return codes


def _digest(person: User, code: str) -> str:
    """What is stored of a recovery code: of no use to who reads the database. Codes are long, so a plain hash does."""
    return base64.b32encode(hashlib.sha256(f"{person.pk}:{code}".encode()).digest()).decode()[:16]


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _each in range(length))


def turn_off(person: User) -> None:
    with transaction.atomic():
        _forget(person)
        record(person, LoginAct.FACTOR_TURNED_OFF, person)


def _forget(person: User) -> None:
    TOTPDevice.objects.filter(user=person).delete()
    StaticDevice.objects.filter(user=person).delete()


# -- ways back without e-mail ------------------------------------------------------------------------------------------


def reset_second_factor(person: User, by: User | None) -> None:
    """The telephone and the recovery codes are forgotten, and every session of the person ends."""
    with transaction.atomic():
        user = _allowed(person, by)
        _forget(user)
        _end_sessions(user)
        user.save(update_fields=["sessions_ended"])
        record(user, LoginAct.FACTOR_RESET, by)


def reset_password(person: User, by: User | None) -> str:
    """A one-time password, to be told to the person and changed at the next login. Every session of the person ends."""
    with transaction.atomic():
        user = _allowed(person, by)
        password = "-".join(_random(4) for _part in range(4))
        user.set_password(password)
        user.one_time_password_until = timezone.now() + ONE_TIME_PASSWORD_LASTS
        _end_sessions(user)
        user.save(update_fields=["password", "one_time_password_until", "sessions_ended"])
        record(user, LoginAct.PASSWORD_RESET, by)
        return password


def choose_password(person: User, password: str) -> None:
    """The person's own choice, in place of a one-time password or of an old one."""
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=person.pk)
        user.set_password(password)
        user.one_time_password_until = None
        user.save(update_fields=["password", "one_time_password_until"])
        record(user, LoginAct.PASSWORD_CHOSEN, person)
    person.password, person.one_time_password_until = user.password, None


def _allowed(person: User, by: User | None) -> User:
    if by is not None and not policy.is_administrator(by):
        raise ValidationError(_("Only Administrators do this."))
    if by is not None and by.pk == person.pk:
        raise ValidationError(_("Not for yourself. Change your own password and second factor above, on your desk."))
    return User.objects.select_for_update().get(pk=person.pk)


def _end_sessions(user: User) -> None:
    user.sessions_ended += 1
