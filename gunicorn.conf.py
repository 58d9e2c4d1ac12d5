"""How the site is served: `make run` and production alike. Flags and GUNICORN_CMD_ARGS win over this file."""

import gc
import os
from pathlib import Path

from tracker.environment import load_settings_or_exit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
# Here rather than in the workers, where gunicorn would start them again and again and bury the reason.
load_settings_or_exit()

wsgi_app = "tracker.wsgi:application"
bind = "127.0.0.1:8000"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 8
timeout = 60
graceful_timeout = 10
keepalive = 5
# A filter may be repeated many times; the default of 4,094 cuts such an address off.
limit_request_line = 8190
# A heartbeat file on a disk that stalls gets healthy workers killed.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
control_socket_disable = True
loglevel = "warning"


def post_worker_init(worker: object) -> None:
    """What starting has made stays as long as the worker. Left to the collector, it would be walked again and again,
    and every walk stops all threads for as long as several pages take.
    """
    gc.collect()
    gc.freeze()
