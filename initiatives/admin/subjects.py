"""What claims are about, edited on the page of its initiative: compact rows that stay while a claim names them."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from django import forms
from django.contrib.admin.utils import NestedObjects
from django.core.exceptions import ValidationError
from django.db import models, router
from django.db.models import ProtectedError
from django.http import HttpRequest

from initiatives.admin.base import PolicyInline, in_words
from initiatives.models import Initiative
from initiatives.models.base import Versioned

T = TypeVar("T", bound=Versioned)


class FoldedInline(PolicyInline[T, Initiative]):
    """Rows of several lines each, folded until somebody works on them."""

    template = "admin/edit_inline/stacked.html"
    classes = ("collapse",)
    long_texts: ClassVar[frozenset[str]] = frozenset()

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)
        # Django's own would name every row that stands in the way, those that the person may not see too.
        formset.form.hand_clean_DELETE = _refuse_if_held
        return formset

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.long_texts:
            kwargs["widget"] = forms.Textarea(attrs={"rows": 2})
        return super().formfield_for_dbfield(db_field, request, **kwargs)


def _refuse_if_held(form: Any) -> None:
    row: models.Model = form.instance
    if row._state.adding or not form.cleaned_data.get("DELETE"):
        return
    collector = NestedObjects(using=router.db_for_write(type(row)))
    collector.collect([row])
    if collector.protected:
        said = in_words(ProtectedError("", set(collector.protected)), type(row))
        raise ValidationError(f"{row}: {said.messages[0]}")
