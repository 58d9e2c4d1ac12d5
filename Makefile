# The commands of the project. `make help` lists them; nothing but Python 3.11 with venv, and make, is needed.
PORT ?= 8000
ARGS ?=
VENV := .venv
PY := $(VENV)/bin/python
RUNTIME := $(VENV)/runtime.stamp
DEV := $(VENV)/dev.stamp

.DEFAULT_GOAL := help
.PHONY: help run test torture lint format types docs-check screenshots bench bench-full lock ci clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(RUNTIME) ## serve the site on this machine, with sample data: make run PORT=8123
	@umask 077 && mkdir -p var && \
	$(PY) -m tracker.local $(PORT) && \
	export SITE_URL=http://127.0.0.1:$(PORT) && \
	$(PY) manage.py migrate --no-input --verbosity 0 && \
	$(PY) manage.py collectstatic --no-input --verbosity 0 && \
	$(PY) manage.py load_sample && \
	printf '\n  The site    %s/\n  The admin   %s/admin/\n  As CSV      %s/initiatives.csv\n\n' $$SITE_URL $$SITE_URL $$SITE_URL && \
	printf '  .venv/bin/python manage.py init   makes the administrator\n  Ctrl-C stops the server.\n\n' && \
	exec $(VENV)/bin/gunicorn --bind 127.0.0.1:$(PORT)

# What was tried at length on SQLite is tried again, at less length: ten minutes must do for both.
# What says little of the database is marked `once`, and left out the second time, unless ARGS name what to run.
TWICE := not browser$(if $(ARGS),, and not once)
SHORT := TRACKER_WORLDS=2 TRACKER_PAIRS=1 TRACKER_ROUNDS=1 TRACKER_KILLS=1 TRACKER_NASTY=400

test: $(DEV) ## run all tests on SQLite, then on PostgreSQL: make test ARGS="-k csv"
	@$(PY) -m pytest -n 3 $(ARGS); sqlite=$$?; \
	echo "The same on PostgreSQL, without a browser, and with shorter rows of random tries:"; \
	$(SHORT) $(PY) -m tests.on_postgres -n 3 -m "$(TWICE)" $(ARGS); postgres=$$?; \
	if [ $$postgres -eq 5 ] && [ -n "$(ARGS)" ]; then postgres=0; fi; \
	[ $$sqlite -eq 0 ] && [ $$postgres -eq 0 ]

# The full figures of the promises; each name is read by the tests that it belongs to.
LONG := TRACKER_OFFICE=1 TRACKER_WORLDS=100 TRACKER_PAIRS=60 TRACKER_ROUNDS=50 TRACKER_KILLS=100 TRACKER_NASTY=25000 HYPOTHESIS_PROFILE=torture

torture: $(DEV) ## the long run: the same tests with their full figures, half an hour: make torture ARGS=tests/races
	@$(LONG) $(PY) -m pytest -n 2 -m "not browser" $(ARGS); sqlite=$$?; \
	echo "The races and the addresses on PostgreSQL:"; \
	$(LONG) TRACKER_KILLS=20 $(PY) -m tests.on_postgres -n 2 $(or $(ARGS),tests/races tests/test_addresses.py); postgres=$$?; \
	[ $$sqlite -eq 0 ] && [ $$postgres -eq 0 ]

lint: $(DEV) ## look for mistakes and for unformatted code
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .

format: $(DEV) ## format the code and mend what can be mended
	@$(VENV)/bin/ruff check --fix-only --quiet .
	@$(VENV)/bin/ruff format .

types: $(DEV) ## check the types
	@$(VENV)/bin/mypy .

docs-check: $(DEV) ## check that documents and migrations agree with the code
	@DJANGO_SETTINGS_MODULE=tests.settings $(PY) manage.py makemigrations --check --dry-run --verbosity 1
	@if [ -e tests/test_docs.py ]; then $(PY) -m pytest -q tests/test_docs.py; fi

screenshots: $(DEV) ## write every public page as pictures into var/screenshots
	@$(PY) -m pytest -q -m browser tests/screenshots.py $(ARGS)

# Other programs to measure against; they are no part of the project, and have an environment of their own.
PEERS := var/bench/venv/peers.stamp
OWN := var/bench/own/own.stamp

bench: $(DEV) $(PEERS) $(OWN) ## measure speed against its goals, ten minutes: make bench ARGS="--only pages"
	@$(PY) -m bench --write $(ARGS)

bench-full: $(DEV) $(PEERS) $(OWN) ## the same with a million rows and peers at full size, an hour
	@$(PY) -m bench --full --write $(ARGS)

$(OWN): requirements.txt | $(PY)
	@$(PY) -m venv var/bench/own && \
	var/bench/own/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt && touch $@

$(PEERS): bench/requirements.txt | $(PY)
	@$(PY) -m venv var/bench/venv && \
	var/bench/venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r bench/requirements.txt && touch $@

lock: $(DEV) ## write the locks anew from pyproject.toml: make lock ARGS=--upgrade
	@compile() { $(VENV)/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet $(ARGS) "$$@"; }; \
	compile --extra postgres --output-file requirements.txt && \
	compile --extra postgres --extra dev --constraint requirements.txt --output-file requirements-dev.txt && \
	$(VENV)/bin/uv pip compile bench/requirements.in --universal --python-version 3.11 --generate-hashes --no-header \
		--no-annotate --no-emit-index-url --no-emit-find-links --quiet $(ARGS) --output-file bench/requirements.txt

ci: ## what the CI runs
	@bash .ci/run

clean: ## remove what was built; the database and .env stay
	@rm -rf $(VENV) var/static var/screenshots var/bench .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(PY):
	@for name in $(PYTHON) python3.11 python3; do \
		if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$name; break; fi; \
	done; \
	if [ -z "$$found" ]; then echo "error: Python 3.11 or newer is needed; found none as python3.11 or python3." >&2; exit 1; fi; \
	if ! $$found -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "error: $$found lacks venv; install its package (on Debian and Ubuntu: python3-venv)." >&2; exit 1; fi; \
	echo "Preparing .venv ..."; rm -rf $(VENV); $$found -m venv $(VENV)

# Locked packages only, each with its hash; again only when the lock has changed.
$(RUNTIME): requirements.txt | $(PY)
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(DEV): requirements-dev.txt requirements.txt | $(PY)
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $(RUNTIME) $@
