"""The plan of an import: what is the same, what changes, what is new, and each error with its row and column."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from initiatives import spreadsheets
from initiatives.choices import May, Role, UserRole
from initiatives.exports.formats import TABLES, Format
from initiatives.models import Assignment, Initiative, OrganisationName, Participation, Relation, Sector, User
from initiatives.reports import imports as planning
from tests.exports.worlds import NOW, a_world
from tests.factories import (
    make_crisis,
    make_initiative,
    make_location,
    make_organisation,
    make_place_of,
    make_publisher,
    make_update,
    make_user,
)
from tests.sheets import NAMES, as_csv, changes, exported, grid, outcomes, plan, problems

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("file_format", TABLES, ids=lambda file_format: file_format.suffix)
@pytest.mark.parametrize("hxl", [False, True])
def test_an_export_that_nobody_touched_plans_nothing(hxl: bool, file_format: Format) -> None:
    with time_machine.travel(NOW, tick=False):
        a_world()
        by = make_publisher()
        made = planning.plan(spreadsheets.read(exported(hxl=hxl, file_format=file_format)), by)
    assert (problems(made), outcomes(made), made.is_empty) == ([], ["same"] * 3, True)


@pytest.mark.once
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_saved_by_another_program_it_plans_nothing_either(delimiter: str, end: str) -> None:
    with time_machine.travel(NOW, tick=False):
        a_world()
        by = make_publisher()
        rows = [
            [cell.upper() if cell in ("true", "false") else cell.replace("\n", end) for cell in row]
            for row in grid(exported())
        ]
        made = planning.plan(spreadsheets.read(as_csv(rows, delimiter=delimiter, end=end)), by)
    assert (problems(made), outcomes(made)) == ([], ["same"] * 3)


def test_each_changed_cell_is_named_with_before_and_after() -> None:
    un, crescent = make_organisation("United Nations", acronym="UN"), make_organisation("الهلال الأحمر")
    jordan = make_organisation("Jordan", country="JO")
    initiative = make_initiative("Corridor", leads=[un], anticipated_results="-5% waiting", summary="Old")
    Participation.objects.create(initiative=initiative, organisation=jordan, role=Role.FUNDING)
    initiative.sectors.set(Sector.objects.filter(code="LOG"))
    make_place_of(initiative, make_location("Gaza Strip"))
    make_location("Rafah", slug="rafah")
    whole = make_initiative("Whole")
    made = plan(
        make_publisher(),
        {
            "reference": initiative.reference or "",
            "title": "'=Corridor",
            "summary": 'First, "quoted"\nשנייה',
            "anticipated_results": "'-6% waiting",
            "planned_start": "2026-11-02",
            "lead_organisations": "الهلال الأحمر | UN",
            "other_organisations": "",
            "sector_codes": "HEA | LOG",
            "sectors": "Logistics",
            "locations": "rafah | Gaza Strip",
            "part_of": whole.reference or "",
        },
    )
    assert problems(made) == []
    assert changes(made) == [
        (2, "title", "Corridor", "=Corridor"),
        (2, "summary", "Old", 'First, "quoted"\nשנייה'),
        (2, "anticipated_results", "-5% waiting", "-6% waiting"),
        (2, "planned_start", "", "2026-11-02"),
        (2, "lead_organisations", "United Nations", "الهلال الأحمر | United Nations"),
        (2, "other_organisations", "Jordan", ""),
        (2, "sector_codes", "LOG", "HEA | LOG"),
        (2, "locations", "Gaza Strip", "Gaza Strip | Rafah"),
        (2, "part_of", "", whole.reference),
    ]
    assert crescent.pk == made.changed[0].writes.leads[0].organisation  # type: ignore[index]


def test_a_row_without_a_reference_is_a_new_draft() -> None:
    crisis = make_crisis(name="Gaza", is_sample=True)
    make_initiative("Known")
    known = make_initiative("Known", slug="new-bridge")
    made = plan(
        make_user(),
        {"title": "New bridge", "kind": "Humanitarian corridor", "crisis": "GZA", "country": "PS", "is_sample": "TRUE"},
        {"title": "شاحنات", "kind_code": "other", "crisis": "gaza"},
        {},
        {"title": "Known", "kind_code": "other", "crisis": crisis.slug},
    )
    assert problems(made) == []
    assert [(row.number, dict(row.writes.fields), row.note) for row in made.new] == [
        (2, {"title": "New bridge", "kind": "corridor", "crisis_id": crisis.pk, "slug": "new-bridge-2"}, ""),
        (3, {"title": "شاحنات", "kind": "other", "crisis_id": crisis.pk, "slug": "other"}, ""),
        (
            5,
            {"title": "Known", "kind": "other", "crisis_id": crisis.pk, "slug": "known"},
            f"There is an initiative of this title already: {known.reference}.",
        ),
    ]


def test_what_is_worked_out_is_not_imported_and_says_where_it_is_changed() -> None:
    initiative = make_initiative("Corridor")
    make_update(initiative, status="2", rating="on_track")
    from_updates = "It follows from the status updates: post an update on the initiative instead."
    from_crisis = "It belongs to the crisis, where an Administrator changes it."
    on_the_day = (
        "It is worked out on the day, from the last update and the rhythm, which is set on the initiative's page. "
        "Take the column out of an older file."
    )
    said = {
        **dict.fromkeys(
            ["status_code", "status", "status_since", "rating_code", "rating", "last_update_as_of"], from_updates
        ),
        **dict.fromkeys(
            ["last_update_headline", "last_update_said_by", "last_update_source_url", "last_update_published_at"],
            from_updates,
        ),
        "last_confirmed_on": from_updates,
        "freshness_code": on_the_day,
        "freshness": on_the_day,
        "country": from_crisis,
        "is_sample": from_crisis,
        "url": "It follows from the reference.",
    }
    made = plan(
        make_publisher(), {"reference": initiative.reference or "", "title": "Corridor", **dict.fromkeys(said, "x")}
    )
    assert problems(made) == [f"row 2, {name}: {words}" for name, words in said.items()]
    assert set(said) | set(planning.WRITABLE) == set(NAMES)


def test_the_header_is_told_its_unknown_double_and_missing_columns() -> None:
    content = as_csv([["refrence", "title", "title", "hue"], ["", "A", "B", "red"]])
    assert problems(planning.plan(spreadsheets.read(content), make_user())) == [
        "row 1, refrence: There is no such column. Did you mean reference?",
        "row 1, title: This column stands in the file twice.",
        "row 1, hue: There is no such column. The columns are those of the export.",
        "row 1, reference: This column is missing. Is it refrence?",
    ]


def test_every_error_of_a_cell_is_said_with_its_row_and_column() -> None:
    make_crisis("SDN", slug="sudan", name="Sudan", country="SD")
    make_crisis("GZA", slug="gaza", name="Gaza")
    initiative = make_initiative("Corridor", leads=[make_organisation("United Nations")])
    make_location("Secret clinic", is_sensitive=True)
    reference = initiative.reference or ""
    by = make_publisher()
    known = plan(
        by,
        {"reference": "GZA-COR-0O1", "title": "Corridor"},
        {"reference": reference, "title": "", "planned_start": "22/11/2026", "planned_end": "2026-02-30"},
        {"reference": reference, "title": "Corridor"},
    )
    new = {"kind_code": "other", "crisis": "Gaza"}
    made = plan(
        by,
        {"title": "No kind"},
        {"title": "x" * 201, "kind_code": "coridor", "kind": "Ceasefire talks", "crisis": "Gasa"},
        {"title": "Dates", "actual_start": "2026-02-02", "actual_end": "2026-02-01", **new},
        {"title": "Pair", "kind": "Ceasefire talks", "country": "SD", **new},
        {"title": "Names", "lead_organisations": "Untied Nations", "sectors": "Helth", **new},
        {"title": "Places", "locations": "Secret clinic", "part_of": "GZA-COR-999", **new},
        {"title": "Twice", "lead_organisations": "United Nations", "other_organisations": "united nations", **new},
        {"title": "Long", "summary": "x" * 2001, **new},
    )
    assert problems(known) == [
        f"row 2, reference: “GZA-COR-0O1” is not known. Did you mean {reference}?",
        "row 3, title: It cannot be empty.",
        "row 3, planned_start: “22/11/2026” is no date. Write it as 2026-11-22.",
        "row 3, planned_end: “2026-02-30” is no date. Write it as 2026-11-22.",
        "row 4, reference: The same initiative stands in row 3 already.",
    ]
    assert problems(made) == [
        "row 2, kind_code: A new initiative needs it. Only an empty reference begins one.",
        "row 2, crisis: A new initiative needs it. Only an empty reference begins one.",
        "row 3, title: It has 201 characters; 200 fit.",
        "row 3, kind_code: “coridor” is no kind. The kinds are: corridor, ceasefire, reconstruction, other.",
        "row 3, crisis: “Gasa” is not known. The nearest: Gaza (GZA).",
        "row 4, actual_end: The actual end is before the actual start.",
        "row 5, kind: It does not say the same as kind_code. Change one of the two, or both alike.",
        "row 5, country: The crisis Gaza says PS. It belongs to the crisis, where an Administrator changes it.",
        "row 6, lead_organisations: “Untied Nations” is not known. The nearest: United Nations (united-nations).",
        "row 6, sectors: “Helth” is not known. The nearest: Health (HEA).",
        "row 7, locations: “Secret clinic” is sensitive: add it on the initiative's page, not through a file.",
        f"row 7, part_of: “GZA-COR-999” is no public initiative. Did you mean {reference}?",
        "row 8, other_organisations: United Nations leads already: name it in one of the two columns.",
        "row 9, summary: It has 2,001 characters; 2,000 fit.",
    ]
    assert {*outcomes(known), *outcomes(made)} == {"error"}
    assert {row.writes for row in (*known.rows, *made.rows)} == {planning.Writes()}


def test_what_would_publish_a_danger_stops_as_it_does_on_the_page() -> None:
    make_location("Secret clinic", is_sensitive=True)
    initiative = make_initiative("Corridor")
    Initiative.objects.filter(pk=initiative.pk).update(summary="Write to known@example.org")
    draft = make_initiative("Draft", slug="draft", public=False)
    summary = "Write to known@example.org or new@example.org, at the Secret clinic"
    made = plan(
        make_publisher(),
        {"reference": initiative.reference or "", "title": "Corridor", "summary": summary},
        {"reference": draft.slug, "title": "Draft", "summary": summary},
    )
    instead = "Change it on the initiative's page, with a reason."
    assert sorted(problems(made)) == [
        f"row 2, summary: It would publish a sensitive place: “Secret clinic”. {instead}",
        f"row 2, summary: It would publish an e-mail address: “new@example.org”. {instead}",
    ]


def test_the_reference_holds_kind_and_crisis() -> None:
    make_crisis("SDN", slug="sudan", name="Sudan", country="SD")
    reference = make_initiative("Corridor").reference or ""
    made = plan(
        make_publisher(), {"reference": reference, "title": "Corridor", "kind_code": "other", "crisis": "Sudan"}
    )
    assert problems(made) == [
        "row 2, kind_code: The reference holds the kind, so it stays. Begin a new initiative.",
        "row 2, crisis: The reference holds the crisis, so it stays. Begin a new initiative.",
    ]


def test_an_ambiguous_name_is_shown_with_its_candidates_and_never_guessed() -> None:
    make_organisation("Red Crescent", slug="prcs", country="PS")
    make_organisation("Red Crescent", slug="erc", country="EG")
    hosts = make_organisation("Host Nations", acronym="HN", slug="hosts")
    other = make_organisation("Helping Neighbours", acronym="HN", slug="helping")
    OrganisationName.objects.create(organisation=hosts, name="The Hosts")
    OrganisationName.objects.create(organisation=other, name="The hosts")
    initiative = make_initiative("Corridor")
    reference = {"reference": initiative.reference or "", "title": "Corridor"}
    by = make_publisher()
    said = [plan(by, {**reference, "other_organisations": name}) for name in ("Red Crescent", "hn", "THE HOSTS")]
    assert [problems(made) for made in said] == [
        [
            "row 2, other_organisations: “Red Crescent” may be any of: Red Crescent (erc, EG); "
            "Red Crescent (prcs, PS). Write the short name in brackets instead."
        ],
        [
            "row 2, other_organisations: “hn” may be any of: Helping Neighbours (helping); Host Nations (hosts). "
            "Write the short name in brackets instead."
        ],
        [
            "row 2, other_organisations: “THE HOSTS” may be any of: Helping Neighbours (helping); "
            "Host Nations (hosts). Write the short name in brackets instead."
        ],
    ]
    assert changes(plan(by, {**reference, "other_organisations": "erc"})) == [
        (2, "other_organisations", "", "Red Crescent")
    ]


def test_a_name_that_stands_in_the_cell_already_is_not_ambiguous_there() -> None:
    there = make_organisation("Red Crescent", slug="prcs", country="PS")
    make_organisation("Red Crescent", slug="erc", country="EG")
    make_organisation("Jordan")
    initiative = make_initiative("Corridor", leads=[there])
    made = plan(
        make_publisher(),
        {"reference": initiative.reference or "", "title": "Corridor", "lead_organisations": "Red Crescent | Jordan"},
    )
    assert changes(made) == [(2, "lead_organisations", "Red Crescent", "Red Crescent | Jordan")]


def test_an_initiative_is_never_a_part_of_itself() -> None:
    first, second = make_initiative("First"), make_initiative("Second")
    Relation.objects.create(from_initiative=first, to_initiative=second, kind="part_of")
    made = plan(
        make_publisher(), {"reference": second.reference or "", "title": "Second", "part_of": first.reference or ""}
    )
    assert problems(made) == ["row 2, part_of: That would make an initiative a part of itself."]


def test_editors_change_their_own_drafts_and_a_foreign_one_is_answered_as_one_that_never_was() -> None:
    theirs, ours = make_organisation("Theirs"), make_organisation("Ours")
    editor = make_user("e", organisation=ours)
    public = make_initiative("Public")
    make_initiative("Foreign", public=False, slug="foreign", created_by=make_user("f", organisation=theirs))
    make_initiative("Own", public=False, slug="own", created_by=editor)
    contributed = make_initiative("Contributed", public=False, slug="contributed")
    Assignment.objects.create(initiative=contributed, organisation=ours, may=May.CONTRIBUTE)
    rows = [
        {"reference": public.reference or "", "title": "Public!"},
        {"reference": "foreign", "title": "Foreign!"},
        {"reference": "never-was", "title": "x"},
        {"reference": "own", "title": "Own!"},
        {"reference": "contributed", "title": "Contributed!"},
    ]
    made = plan(editor, *rows)
    assert problems(made) == [
        "row 2: It is public: only a Publisher changes it. Ask one, or post an update.",
        "row 3, reference: “foreign” is not known. Leave it empty to begin a new draft.",
        "row 4, reference: “never-was” is not known. Leave it empty to begin a new draft.",
        "row 6: You may read this draft, not change it.",
    ]
    assert changes(made) == [(5, "title", "Own", "Own!")]
    assert outcomes(plan(make_publisher(), rows[0], rows[1], rows[3], rows[4])) == ["changed"] * 4
    assert outcomes(plan(editor, {"reference": public.reference or "", "title": "Public"})) == ["same"]
    administrator = make_user("a", UserRole.ADMINISTRATOR)
    new = {"title": "New", "kind_code": "other", "crisis": "GZA"}
    assert [problems(plan(administrator, row)) for row in (rows[0], new)] == [
        ["row 2: It is public: only a Publisher changes it. Ask one, or post an update."],
        ["row 2: You may not begin initiatives."],
    ]


def test_the_digest_names_file_database_and_person() -> None:
    initiative = make_initiative("Corridor")
    by, row = make_publisher(), {"reference": initiative.reference or "", "title": "Changed"}
    first = plan(by, row).digest
    assert plan(by, row).digest == first
    others = [plan(make_publisher(), row).digest, plan(by, {**row, "title": "Other"}).digest]
    initiative.save()
    others.append(plan(by, row).digest)
    assert first not in others
    assert len(set(others)) == 3


def test_queries_grow_neither_with_rows_nor_with_cells() -> None:
    def count(number: int) -> int:
        rows = []
        for _each in range(number):
            leads = [make_organisation(), make_organisation()]
            initiative = make_initiative(leads=leads)
            make_place_of(initiative, make_location())
            names = " | ".join(lead.name for lead in reversed(leads))
            rows.append(
                {
                    "reference": initiative.reference or "",
                    "title": "Changed",
                    "lead_organisations": names,
                    "locations": "",
                    "sectors": "Health",
                    "part_of": "",
                    "kind_code": "corridor",
                    "crisis": "Crisis GZA",
                }
            )
            rows.append({"title": "New", "kind_code": "other", "crisis": "GZA", "lead_organisations": names})
        with CaptureQueriesContext(connection) as queries:
            made = plan(by, *rows)
        assert problems(made) == []
        return len(queries)

    by = make_publisher()
    count(1)  # reads the roles of the person, once
    assert count(1) == count(7) <= 20


class TestRandomCells(TestCase):
    """Whatever cells are changed, the plan names exactly those."""

    WORDS = st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn"]), min_size=1, max_size=12
    )

    header: list[str]
    stored: list[list[str]]
    by: User

    @classmethod
    def setUpTestData(cls) -> None:
        with time_machine.travel(NOW, tick=False):
            a_world()
            cls.by = make_publisher()
            cls.header, *cls.stored = grid(exported())

    @hypothesis_settings(max_examples=40)
    @given(st.data())
    def test_the_plan_names_exactly_the_cells_that_were_changed(self, data: st.DataObject) -> None:
        rows = [list(row) for row in self.stored]
        expected = []
        for number, row in enumerate(rows, start=2):
            chosen = data.draw(st.sets(st.sampled_from(["title", "summary", "anticipated_results", "planned_end"])))
            for name in sorted(chosen, key=self.header.index):
                if name == "planned_end":
                    new = dt.date(2028, 1, data.draw(st.integers(1, 28))).isoformat()
                else:
                    new = f"{data.draw(self.WORDS)} new"
                row[self.header.index(name)] = new
                expected.append((number, name))
        with time_machine.travel(NOW, tick=False):
            made = planning.plan(spreadsheets.read(as_csv([self.header, *rows])), self.by)
        assert problems(made) == []
        assert [cell[:2] for cell in changes(made)] == expected
