# The doors of the project. `make help` lists them.
SHELL := /usr/bin/env bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PEERS := .bench-venv
MUTANTS := .mutants-venv
PORT ?= 8000
# A lock is whole, so nothing is resolved: an older pip takes an extra (coverage[toml]) for another, unpinned package.
LOCKED := --require-hashes --no-deps
export PORT

.PHONY: help setup run test lint unit e2e bench mutants findings messages requirements roles clean

help:  ## list the commands
	@grep -E '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /|/' | while IFS='|' read -r name text; do printf '  make %-14s %s\n' "$$name" "$$text"; done

$(VENV)/.base: requirements/base.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Birlik needs Python 3.11 or newer; this is $$($(PYTHON) --version)"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(LOCKED) -r requirements/base.txt
	@$(BIN)/python -m tools.entry_point $(BIN)/birlik
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.base
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(LOCKED) -r requirements/dev.txt
	@touch $@

$(VENV)/.messages: $(VENV)/.base $(wildcard locale/*/LC_MESSAGES/django.po)
	@$(BIN)/python -m tools.catalogues compile
	@touch $@

setup: $(VENV)/.base $(VENV)/.messages  ## virtual environment, pinned dependencies, catalogues

run: setup  ## start Birlik at http://127.0.0.1:8000 (PORT=…, BIRLIK_DATA=…, DATABASE_URL=…)
	@$(BIN)/birlik serve

test: setup $(VENV)/.dev  ## everything that must hold: lint, types, contracts, tests on SQLite and PostgreSQL, browser
	@$(BIN)/python -m tools.check all

lint: setup $(VENV)/.dev  ## format, lint, types, import contract
	@$(BIN)/python -m tools.check lint

unit: setup $(VENV)/.dev  ## the pure tests alone
	@$(BIN)/python -m tools.check pure

e2e: setup $(VENV)/.dev  ## the browser journeys alone
	@$(BIN)/python -m tools.check e2e

# What is only measured against, under licences and with dependencies of its own: never in Birlik's environment. Where
# it cannot be installed the figures say so and everything else is measured.
$(PEERS)/.done: requirements/bench.txt
	@test -x $(PEERS)/bin/python || $(PYTHON) -m venv $(PEERS)
	@$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check $(LOCKED) -r requirements/bench.txt \
	  && touch $@ || echo "bench: the peers could not be installed"

bench: setup $(VENV)/.dev $(PEERS)/.done  ## print the figures of speed and memory
	@$(BIN)/python -m benchmarks

$(MUTANTS)/.done: requirements/mutants.txt
	@test -x $(MUTANTS)/bin/python || $(PYTHON) -m venv $(MUTANTS)
	@$(MUTANTS)/bin/python -m pip install --quiet --disable-pip-version-check $(LOCKED) -r requirements/mutants.txt
	@touch $@

mutants: setup $(VENV)/.dev $(MUTANTS)/.done  ## count the small faults that the tests find, of a sample of 100
	@$(MUTANTS)/bin/python -m tools.mutants

# Each installs what it needs by itself: the environment of Birlik is no part of it.
findings:  ## run each finding about other software: holds or changed
	@holds=0; changed=0; told=$$(mktemp); trap 'rm -f "$$told"' EXIT; \
	for finding in findings/*.sh; do \
	  if "$$finding" > "$$told" 2>&1; then holds=$$((holds + 1)); echo "holds    $$finding"; \
	  else changed=$$((changed + 1)); echo "changed  $$finding"; tail -n 20 "$$told" | sed 's/^/    /'; fi; \
	done; echo "$$holds hold, $$changed changed"; test "$$changed" = 0

messages: setup $(VENV)/.dev  ## bring the kk and ru catalogues up to date with the source
	@$(BIN)/python -m tools.catalogues update

requirements: $(VENV)/.dev  ## compile the hash-pinned requirement files
	@for name in base dev bench mutants; do \
	  $(BIN)/uv pip compile --quiet requirements/$$name.in -o requirements/$$name.txt --universal --python-version 3.11 \
	    --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make requirements"; done

roles: setup  ## print who may do what
	@$(BIN)/birlik roles

clean:  ## remove the environment and caches; data stays
	rm -rf $(VENV) $(PEERS) $(MUTANTS) .mypy_cache .ruff_cache .pytest_cache .hypothesis build
