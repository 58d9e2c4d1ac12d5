"""Who works in the admin."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


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
