# make setup demo test lint fmt bench: all you need from a fresh clone with Python >= 3.11 and git.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
NPM    := $(shell command -v npm 2>/dev/null)
READY  := $(VENV)/.ready
NODE   := $(if $(wildcard package.json),$(if $(NPM),node_modules/.ready))
JOBS   ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint fmt bench clean

help:  ## what can be made
	@sed -n 's/^\([a-z]*\):.*## /\1|/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "  make %-7s %s\n", $$1, $$2}'

setup: $(READY) $(NODE)  ## a virtual environment in .venv with bylaw and all tools

$(READY): pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "bylaw needs Python 3.11 or newer: make setup PYTHON=python3.12" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

# The SARIF validator. Without npm the tests that need it are skipped, except in CI.
node_modules/.ready: package.json $(wildcard package-lock.json)
	npm ci --silent --no-audit --no-fund
	@touch $@

demo: setup  ## judge a change that an AI agent might have made
	@bash examples/demo.sh "$(CURDIR)/$(BIN)/bylaw"

test: setup lint  ## every check there is: lint, types, all tests
	$(BIN)/python -m pytest -n $(JOBS)

lint: $(READY)  ## ruff and mypy --strict
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

fmt: $(READY)  ## format, and mend what ruff can mend
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(READY)  ## speed, against git in the same run; REPO=path RANGE=a..b measures another repository
	@$(BIN)/python -m bench $(if $(REPO),--repo '$(REPO)') $(if $(RANGE),--range '$(RANGE)') $(ARGS)

clean:  ## drop everything that setup made
	rm -rf $(VENV) node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis
