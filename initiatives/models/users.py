"""Who works in the admin, and how they come in."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from initiatives.choices import LoginAct, UserRole
from initiatives.models.base import Versioned


class User(AbstractUser):
    """A person who enters, reviews or administers; speaks for one organisation, or for the tracker itself."""

    organisation = models.ForeignKey(
        "initiatives.Organisation",
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="users",
        help_text=_("The organisation this person speaks for. Empty for the tracker's own staff."),
    )
    last_desk_visit_at = models.DateTimeField(null=True, editable=False)
    one_time_password_until = models.DateTimeField(_("one-time password until"), null=True, editable=False)
    """Set while the password is one that somebody else made: it must be changed, and is worth nothing afterwards."""
    sessions_ended = models.PositiveIntegerField(default=0, editable=False)

    def get_session_auth_hash(self) -> str:
        """A session lives while this stays as it is: a new password ends it, and so does counting up."""
        salt = f"initiatives.models.users.session.{self.sessions_ended}"
        return salted_hmac(salt, self.password, algorithm="sha256").hexdigest()


class LoginRule(Versioned):
    """What a role needs to come in."""

    role = models.CharField(_("role"), max_length=20, choices=UserRole, unique=True, editable=False)
    second_factor = models.BooleanField(
        _("second factor required"),
        default=False,
        help_text=_(
            "Everybody with this role then needs a code from an app on their telephone, beside the password. Who has "
            "none yet is led to set one up at the next page they open."
        ),
    )

    class Meta:
        verbose_name = _("login rule")
        verbose_name_plural = _("login rules")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return str(self.get_role_display())


class LoginEvent(models.Model):
    """One act upon somebody's way in. Written once; `by` is empty when it was done on the server."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="login_events")
    act = models.CharField(_("what"), max_length=20, choices=LoginAct)
    note = models.CharField(_("note"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("login event")
        verbose_name_plural = _("login events")
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.note}".strip()
