# The targets people use; everything else is `matokeo --help`.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup dev demo test lint bench lock clean-local

# Compiled modules are kept, whatever the shell says: a run of the tests starts some hundred processes, and each of them would
# compile two thousand modules anew.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
# The first interpreter that is new enough; PYTHON=... chooses another.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v $$p; break; }; done)
JS_TESTS = $(shell find tests/js -name '*.test.js' -o -name '*.test.mjs' 2>/dev/null)

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' Makefile

.PHONY: python venv services
python:
	@test -n "$(PYTHON)" || { echo "Matokeo needs Python 3.11 or newer; this machine has $$(python3 --version 2>/dev/null || echo none)." >&2; \
	echo "Install it (Debian 12: apt-get install python3 python3-venv), or run: docker compose -f deploy/compose.yaml up" >&2; exit 1; }

venv: python
	@"$(PYTHON)" -I dashboard/services/environment.py

services: venv
	@$(BIN)/matokeo services prepare

setup: services ## virtual environment, system packages, private services, schema; quick when nothing changed
	@echo "Ready: make demo, make test, or $(BIN)/matokeo --help"

dev: services
	@"$(PYTHON)" -I dashboard/services/environment.py dev
	@$(BIN)/matokeo services install --for-tests

demo: services ## a fictional country's election, counted live at http://127.0.0.1:8050
	@exec $(BIN)/matokeo demo

test: dev ## lint, types, unit, integration, JavaScript and browser tests
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@if [ -n "$(JS_TESTS)" ]; then node --test $(JS_TESTS); fi
	@# Types beside the tests, which wait for services now and then; both must pass.
	@$(BIN)/mypy & types=$$!; failed=0; \
	$(BIN)/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS) || failed=1; \
	wait $$types || failed=1; exit $$failed

lint: ## ruff and mypy --strict (after make test or make dev)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

bench: dev ## benchmarks; results go to docs/benchmarks.md
	@$(BIN)/python -m benchmarks --write

lock: dev ## make both locks anew from pyproject.toml
	@$(BIN)/pip-compile -q $(LOCK_FLAGS) --output-file=requirements.lock pyproject.toml
	@$(BIN)/pip-compile -q $(LOCK_FLAGS) --extra=dev --constraint=requirements.lock --output-file=requirements-dev.lock pyproject.toml

LOCK_FLAGS := --allow-unsafe --generate-hashes --strip-extras --no-emit-find-links --no-emit-index-url \
	--no-emit-options --no-emit-trusted-host
