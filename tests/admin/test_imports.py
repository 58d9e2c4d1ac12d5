"""The import page: upload, look, confirm exactly that, undo."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from initiatives.choices import UserRole
from initiatives.models import ImportBatch, Initiative
from initiatives.models.imports import Progress
from tests.admin.pages import add, as_, change, messages, verb
from tests.factories import make_crisis, make_initiative, make_publisher, make_user
from tests.sheets import as_csv

pytestmark = pytest.mark.django_db

HEADER = ["reference", "title", "kind_code", "crisis"]


def upload(client: Client, *rows: list[str], name: str = "rows.csv") -> HttpResponse:
    file = SimpleUploadedFile(name, as_csv([HEADER, *rows]))
    response: Any = client.post(add("importbatch"), {"file": file}, follow=True)
    return response  # type: ignore[no-any-return]


def digest(response: Any) -> str:
    found: str = response.context["plan"].digest
    return found


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_an_editor_imports_drafts_and_undoes_them() -> None:
    make_crisis(name="Gaza")
    client = as_(make_user("editor"))
    assert "Import a spreadsheet" in text_of(client.get(reverse("admin:index")))
    shown = upload(client, ["", "جسر جديد", "corridor", "GZA"], name="../ملف 1.csv")
    batch = ImportBatch.objects.get()
    page = text_of(shown)
    assert (batch.progress, batch.file_name, Initiative.objects.count()) == (Progress.WAITING, "ملف 1.csv", 0)
    assert "جسر جديد" in page
    assert "Import exactly this" in page

    done: Any = client.post(change("importbatch", batch.pk), {"digest": digest(shown)}, follow=True)
    assert messages(done) == ["Imported: 1 new draft, 0 changed, 0 the same."]
    assert [row.title for row in Initiative.objects.all()] == ["جسر جديد"]
    again: Any = client.post(change("importbatch", batch.pk), {"digest": digest(shown)}, follow=True)
    assert (messages(again), Initiative.objects.count()) == ([], 1)

    page = text_of(client.get(change("importbatch", batch.pk)))
    assert "Undo" in page
    assert '<bdi>جسر جديد</bdi></a> <span class="quiet">new draft</span>' in page
    undone: Any = client.post(verb("importbatch", batch.pk, "undo"), follow=True)
    assert messages(undone) == ["Undone. Drafts deleted: 1. Initiatives put back: 0."]
    assert Initiative.objects.count() == 0
    assert "Past imports" in text_of(client.get(add("importbatch")))


def test_errors_are_shown_by_row_and_column_and_nothing_is_kept() -> None:
    page = text_of(upload(as_(make_user()), ["GZA-COR-001", "<b>Corridor</b>", "", ""]))
    assert "Nothing was imported" in page
    assert "“GZA-COR-001” is not known. Leave it empty to begin a new draft." in page
    assert "<b>Corridor" not in page
    assert "Import exactly this" not in page
    assert ImportBatch.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The submitted file is empty."),
        (b"title\r\n\xff", "The file is not UTF-8: line 2 holds another encoding. Save it as “CSV UTF-8”."),
        (b"a" * 5_242_881, "The file is larger than 5 MB. Divide it into several."),
        (b"PK\x03\x04", "The workbook is damaged or protected. Save it again as .xlsx, or as CSV."),
    ],
    ids=["empty", "encoding", "size", "workbook"],
)
def test_a_file_that_cannot_be_read_says_why(content: bytes, said: str) -> None:
    response = as_(make_user()).post(add("importbatch"), {"file": SimpleUploadedFile("a.csv", content)})
    assert response.context["form"].errors == {"file": [said]}
    assert as_(make_user()).post(add("importbatch")).context["form"].errors == {"file": ["This field is required."]}


def test_what_changed_since_it_was_shown_is_refused_and_shown_anew() -> None:
    initiative = make_initiative("Corridor")
    client = as_(make_publisher())
    shown = upload(client, [initiative.reference or "", "From the file", "corridor", "Crisis GZA"])
    batch = ImportBatch.objects.get()
    assert '<del class="cell" dir="auto">Corridor</del>' in text_of(shown)
    stored = Initiative.objects.get(pk=initiative.pk)
    stored.title = "By somebody else"
    stored.save()
    refused = client.post(change("importbatch", batch.pk), {"digest": digest(shown)})
    assert refused.context["refused"] == [
        "Somebody saved since this was shown. Nothing was imported; look at it again."
    ]
    assert '<del class="cell" dir="auto">By somebody else</del>' in text_of(refused)
    assert Initiative.objects.get(pk=initiative.pk).title == "By somebody else"
    done: Any = client.post(change("importbatch", batch.pk), {"digest": digest(refused)}, follow=True)
    assert messages(done) == ["Imported: 0 new drafts, 1 changed, 0 the same."]
    assert Initiative.objects.get(pk=initiative.pk).title == "From the file"


def test_a_file_without_a_change_says_so() -> None:
    initiative = make_initiative("Corridor")
    page = text_of(upload(as_(make_user()), [initiative.reference or "", "Corridor", "corridor", "Crisis GZA"]))
    assert "Every row is as it is stored." in page
    assert ImportBatch.objects.count() == 0


def test_nobody_sees_another_editors_import_and_an_administrator_alone_cannot_import() -> None:
    make_crisis(name="Gaza")
    shown = upload(as_(make_user()), ["", "New", "corridor", "GZA"])
    batch = ImportBatch.objects.get()
    stranger, publisher = as_(make_user()), as_(make_publisher())
    for address in (change("importbatch", batch.pk), verb("importbatch", batch.pk, "undo")):
        assert stranger.get(address).status_code == 404
        assert stranger.post(address, {"digest": digest(shown)}).status_code == 404
    assert publisher.get(change("importbatch", batch.pk)).status_code == 403
    assert publisher.post(change("importbatch", batch.pk), {"digest": digest(shown)}).status_code == 403
    administrator = as_(make_user("a", UserRole.ADMINISTRATOR))
    assert administrator.get(add("importbatch")).status_code == 403
    assert "Import a spreadsheet" not in text_of(administrator.get(reverse("admin:index")))
    assert administrator.get(reverse("admin:initiatives_importbatch_changelist")).status_code == 200
    assert Initiative.objects.count() == 0
    for page in ("delete", "history"):
        assert publisher.get(reverse(f"admin:initiatives_importbatch_{page}", args=[batch.pk])).status_code == 403
