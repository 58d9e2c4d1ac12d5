"""Documents: links to what others published. The tracker takes no uploads."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from initiatives.choices import DocumentCategory
from initiatives.models.base import Versioned, language_shape, lengths
from initiatives.models.initiatives import Initiative, OfPublicInitiative
from initiatives.models.organisations import web_address


class Document(Versioned):
    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="documents")
    title = models.CharField(_("title"), max_length=300)
    url = models.URLField(_("web address"), max_length=500, validators=[web_address])
    archived_url = models.URLField(_("archived copy"), max_length=500, blank=True, validators=[web_address])
    category = models.CharField(_("category"), max_length=3, choices=DocumentCategory.choices)
    language = models.CharField(_("language"), max_length=3, default="en", validators=[language_shape])
    published_on = models.DateField(_("published on"), null=True, blank=True)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)

    objects = OfPublicInitiative.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-published_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["initiative", "url"], name="document_linked_once"),
            lengths("document", title=300, url=500, archived_url=500, publisher=200),
        ]

    def __str__(self) -> str:
        return self.title
