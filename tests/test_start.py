"""What a start does not load: packages that are heavy, and that most workers never use."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_settings import good_environment
from tracker.environment import BASE_DIR

HEAVY = ("calamine", "drf_spectacular", "jsonschema", "psycopg", "python_calamine", "segno", "xlsxwriter")
STARTS = {
    "a command": "from django.core.management import execute_from_command_line as run; run(['manage.py', 'check'])",
    "a worker": "import tracker.wsgi; from django.urls import get_resolver; get_resolver().url_patterns",
}


@pytest.mark.parametrize("start", STARTS)
def test_a_start_on_sqlite_loads_nothing_heavy_and_rare(tmp_path: Path, start: str) -> None:
    code = f"{STARTS[start]}\nimport sys; print([name for name in {HEAVY} if sys.modules.get(name)])"
    environment = good_environment(tmp_path) | {"DJANGO_SETTINGS_MODULE": "tracker.settings"}
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=True
    )
    assert ran.stdout.splitlines()[-1] == "[]"
