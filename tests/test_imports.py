"""Importing and undoing: all of what was shown or nothing, in the edit history, counted once."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from initiatives import actions, editions, imports, spreadsheets
from initiatives.choices import Role, Visibility
from initiatives.models import (
    ImportBatch,
    Initiative,
    InitiativeLocation,
    Participation,
    Relation,
    Sector,
    StatusUpdate,
    User,
)
from initiatives.models.imports import Progress
from initiatives.reports import imports as planning
from tests.exports.worlds import NOW, a_world
from tests.factories import (
    make_crisis,
    make_draft,
    make_initiative,
    make_location,
    make_organisation,
    make_place_of,
    make_publisher,
    make_user,
)
from tests.sheets import exported, grid, outcomes, plan, problems, table

pytestmark = pytest.mark.django_db

Row = dict[str, str]


def waiting(by: User, *rows: Row) -> tuple[ImportBatch, str]:
    read = table(*rows)
    made = planning.plan(read, by)
    assert problems(made) == []
    return imports.begin(table=read, plan=made, file_name="rows.csv", by=by), made.digest


def imported(by: User, *rows: Row) -> ImportBatch:
    batch, digest = waiting(by, *rows)
    return imports.import_rows(batch=batch, by=by, digest=digest)


def refusal(error: pytest.ExceptionInfo[ValidationError]) -> list[str]:
    return error.value.messages


def parts(initiative: Initiative) -> list[tuple[str, str, bool, int]]:
    rows = initiative.participations.order_by("-is_lead", "order", "pk")
    return [(row.organisation.name, row.role, row.is_lead, row.order) for row in rows]


def everything() -> list[Any]:
    models = (Initiative, Participation, InitiativeLocation, Relation)
    return [list(model._default_manager.order_by("pk").values()) for model in models]


def a_changed_initiative(by: User) -> tuple[Initiative, Row]:
    """One that every writable cell of a file would change, and that file's row."""
    un, hosts = make_organisation("United Nations"), make_organisation("Host Nations")
    initiative = make_initiative("Corridor", leads=[un, hosts], planned_end=dt.date(2027, 1, 1))
    for name, role in (("Donors", Role.FUNDING), ("Israel", Role.PARTY), ("Monitors", Role.MONITOR)):
        Participation.objects.create(initiative=initiative, organisation=make_organisation(name), role=role)
    make_organisation("Jordan")
    initiative.sectors.set(Sector.objects.filter(code="LOG"))
    make_place_of(initiative, make_location("Gaza Strip"))
    make_place_of(initiative, make_location("Clinic", is_sensitive=True, parent=make_location("Khan Yunis")))
    make_location("Rafah")
    first, second = make_initiative("First"), make_initiative("Second")
    Relation.objects.create(from_initiative=initiative, to_initiative=first, kind="part_of")
    row = {
        "reference": initiative.reference or "",
        "title": "New title",
        "summary": "One\nשתיים",
        "anticipated_results": "'=More",
        "planned_start": "2026-01-02",
        "planned_end": "",
        "lead_organisations": "Jordan | United Nations",
        "other_organisations": "Host Nations | Monitors",
        "conflict_parties": "",
        "sectors": "Health",
        "locations": "Khan Yunis | Rafah",
        "part_of": second.reference or "",
    }
    return initiative, row


def test_what_was_shown_is_written_with_history_version_and_one_edition() -> None:
    by = make_publisher("publisher")
    initiative, row = a_changed_initiative(by)
    edition, version = editions.number(), initiative.version
    batch = imported(by, row)
    initiative.refresh_from_db()
    assert (initiative.title, initiative.summary, initiative.anticipated_results) == (
        "New title",
        "One\nשתיים",
        "=More",
    )
    assert (initiative.planned_start, initiative.planned_end) == (dt.date(2026, 1, 2), None)
    assert parts(initiative) == [
        ("Jordan", "2", True, 0),
        ("United Nations", "2", True, 1),
        ("Host Nations", "2", False, 0),
        ("Monitors", "monitor", False, 1),
    ]
    assert sorted(initiative.sectors.values_list("code", flat=True)) == ["HEA"]
    assert sorted(initiative.places.values_list("location__name", flat=True)) == ["Clinic", "Rafah"]
    assert [relation.to_initiative.title for relation in initiative.relations.all()] == ["Second"]
    assert (editions.number(), initiative.version, initiative.changed_by) == (edition + 1, version + 1, by)
    last = initiative.history.latest("history_id")
    assert (last.history_user, last.history_change_reason) == (by, f"import {batch.pk}")
    assert (batch.progress, batch.held, batch.new_count, batch.changed_count) == (Progress.DONE, None, 0, 1)
    assert outcomes(plan(by, row)) == ["same"]


def test_undoing_puts_back_every_cell_of_what_nobody_saved_since() -> None:
    by = make_publisher()
    initiative, row = a_changed_initiative(by)
    before = exported("sort=title")
    batch = imported(by, row)
    edition = editions.number()
    assert imports.undo_import(batch=batch, by=by) == imports.Undone(0, 1, ())
    assert grid(exported("sort=title")) == grid(before)
    assert initiative.places.count() == 2
    assert editions.number() == edition + 1
    with pytest.raises(actions.Conflict) as again:
        imports.undo_import(batch=batch, by=by)
    assert refusal(again) == ["Only a file that was imported can be undone, and only once."]


def test_an_editor_begins_drafts_that_are_theirs_and_undoes_them() -> None:
    make_crisis(name="Gaza")
    make_organisation("الهلال الأحمر")
    editor, edition = make_user("editor"), editions.number()
    new = {"kind_code": "corridor", "crisis": "GZA"}
    batch = imported(
        editor,
        {"title": "Kept: an update hangs on it", **new},
        {"title": "Changed since", **new},
        {"title": "מסדרון", "lead_organisations": "الهلال الأحمر", "sector_codes": "HEA", **new},
        {"title": "Opened since", **new},
        {"title": "Deleted since", **new},
    )
    drafts = {row.title: row for row in Initiative.objects.all()}
    hebrew = drafts["מסדרון"]
    assert (hebrew.created_by, hebrew.changed_by, hebrew.visibility) == (editor, editor, Visibility.DRAFT)
    assert (hebrew.slug, parts(hebrew)) == ("corridor", [("الهلال الأحمر", "2", True, 0)])
    assert editions.number() == edition
    make_draft(drafts["Kept: an update hangs on it"], author=editor)
    drafts["Changed since"].save()
    Initiative.objects.filter(title="Opened since").update(visibility="public", reference="GZA-COR-001", opened_at=NOW)
    drafts["Deleted since"].delete()
    assert imports.undo_import(batch=batch, by=editor) == imports.Undone(
        1,
        0,
        (
            "Row 2: “Kept: an update hangs on it” stays: updates, documents, assignments or other initiatives hang on "
            "it.",
            "Row 3: “Changed since” was changed since.",
            "Row 5: “GZA-COR-001 Opened since” is no longer a draft.",
            "Row 6: it was deleted since.",
        ),
    )
    assert not Initiative.objects.filter(pk=hebrew.pk).exists()
    assert not Initiative.history.filter(id=hebrew.pk).exists()


def test_when_nothing_can_be_undone_the_import_stays_and_says_why() -> None:
    by = make_publisher()
    initiative = make_initiative("Corridor")
    batch = imported(by, {"reference": initiative.reference or "", "title": "Changed"})
    Initiative.objects.get(pk=initiative.pk).save()
    with pytest.raises(actions.Refused) as error:
        imports.undo_import(batch=batch, by=by)
    assert refusal(error) == ["Nothing could be undone.", f"Row 2: “{initiative.reference} Changed” was changed since."]
    batch.refresh_from_db()
    assert batch.progress == Progress.DONE


def test_it_is_all_or_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    by = make_publisher()
    first, second = make_initiative("First"), make_initiative("Second")
    batch, digest = waiting(
        by,
        {"reference": first.reference or "", "title": "First!"},
        {"reference": second.reference or "", "title": "Second!"},
    )
    before, edition = everything(), editions.number()
    clean = Initiative.full_clean

    def refuse_the_second(row: Initiative, **kwargs: Any) -> None:
        if row.pk == second.pk:
            raise ValidationError("The disk says no.")
        clean(row, **kwargs)

    monkeypatch.setattr(Initiative, "full_clean", refuse_the_second)
    with pytest.raises(actions.Refused) as error:
        imports.import_rows(batch=batch, by=by, digest=digest)
    assert refusal(error) == ["Row 3: The disk says no."]
    assert (everything(), editions.number()) == (before, edition)
    batch.refresh_from_db()
    assert batch.progress == Progress.WAITING


def test_what_was_not_shown_is_not_imported() -> None:
    by, initiative = make_publisher(), make_initiative("Corridor")
    batch, digest = waiting(by, {"reference": initiative.reference or "", "title": "Changed"})
    Initiative.objects.get(pk=initiative.pk).save()
    before = everything()
    for given in (digest, "", "0" * 64):
        with pytest.raises(actions.Conflict) as error:
            imports.import_rows(batch=batch, by=by, digest=given)
        assert refusal(error) == ["Somebody saved since this was shown. Nothing was imported; look at it again."]
    assert everything() == before
    imports.import_rows(batch=batch, by=by, digest=planning.plan(imports.table_of(batch), by).digest)
    with pytest.raises(actions.Conflict) as twice:
        imports.import_rows(batch=batch, by=by, digest=digest)
    assert refusal(twice) == ["This file was imported already."]


def test_a_file_with_an_error_or_without_a_change_is_not_imported() -> None:
    by, initiative = make_publisher(), make_initiative("Corridor")
    for title, said in (
        ("", ["row 2, title: It cannot be empty."]),
        ("Corridor", ["There is nothing to import: every row is as it is stored."]),
    ):
        read = table({"reference": initiative.reference or "", "title": title})
        made = planning.plan(read, by)
        batch = imports.begin(table=read, plan=made, file_name="a.csv", by=by)
        with pytest.raises(actions.Refused) as error:
            imports.import_rows(batch=batch, by=by, digest=made.digest)
        assert refusal(error) == said


def test_only_who_uploaded_it_confirms_it_and_only_with_the_role() -> None:
    by, initiative = make_publisher(), make_initiative("Corridor")
    batch, digest = waiting(by, {"reference": initiative.reference or "", "title": "Changed"})
    with pytest.raises(PermissionDenied):
        imports.import_rows(batch=batch, by=make_publisher(), digest=digest)
    User.objects.filter(pk=by.pk).update(is_active=False)
    with pytest.raises(PermissionDenied):
        imports.import_rows(batch=batch, by=User.objects.get(pk=by.pk), digest=digest)
    editor = make_user()
    drafts = imported(editor, {"title": "New", "kind_code": "corridor", "crisis": "GZA"})
    with pytest.raises(PermissionDenied):
        imports.undo_import(batch=drafts, by=make_user())
    assert imports.undo_import(batch=drafts, by=make_publisher()).deleted_count == 1


def test_what_nobody_confirmed_within_the_hour_is_forgotten() -> None:
    by, initiative = make_publisher(), make_initiative("Corridor")
    row = {"reference": initiative.reference or "", "title": "Changed"}
    with time_machine.travel(NOW, tick=False):
        batch, digest = waiting(by, row)
    with time_machine.travel(NOW + dt.timedelta(minutes=61), tick=False):
        with pytest.raises(actions.Conflict) as error:
            imports.import_rows(batch=batch, by=by, digest=digest)
        assert refusal(error) == ["This file was shown more than an hour ago. Upload it again."]
        waiting(by, row)
    assert ImportBatch.objects.filter(pk=batch.pk).count() == 0


def test_a_whole_export_with_one_cell_changed_changes_that_cell() -> None:
    with time_machine.travel(NOW, tick=False):
        a_world()
        by = make_publisher()
        before = exported()
        read = spreadsheets.read(before.replace(b"'-5% waiting time", "'-7% זמן".encode()))
        made = planning.plan(read, by)
        batch = imports.begin(table=read, plan=made, file_name="a.csv", by=by)
        imports.import_rows(batch=batch, by=by, digest=made.digest)
        assert exported() == before.replace(b"'-5% waiting time", "'-7% זמן".encode())
        assert StatusUpdate.objects.filter(headline="HIDDEN draft").count() == 1
