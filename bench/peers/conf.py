"""gunicorn for the peers as it runs for us, but for the application."""

wsgi_app = "bench.peers.site:application"
worker_class = "gthread"
threads = 8
timeout = 600
keepalive = 5
loglevel = "warning"
