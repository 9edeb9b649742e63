# Everything is set up by the targets themselves, from a fresh Debian with Python 3.11 and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
# One of the Apple TV's dependencies has wheels for this machine type only.
APPLETV := $(if $(filter x86_64,$(shell uname -m)),requirements-appletv.lock)
ROOT := $(if $(filter 0,$(shell id -u)),,sudo)
# Some images forbid Python to keep what it compiled: each of the suite's hundred processes would compile all modules anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help run check watch test lint real chaos bench screens lock setup

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup ## the demo: everything on this machine, with emulated devices
	$(BIN)/regia demo

check: lint ## style, types, contracts and the fast tests, within a minute
	$(BIN)/python -m pytest -q -n $$(nproc) --dist loadfile $(FAST)

FAST := tests/config tests/schedules/planning tests/schedules/placing tests/schedules/store tests/test_contracts.py tests/test_documents.py

# Our own marks choose tests, which testmon would else take for a choice; and *.py would mean the topmost folder alone.
watch: setup ## run the fast tests that a change touches, at each change, until Ctrl-C
	$(BIN)/ptw . --now --patterns '**/*.py' --runner $(BIN)/pytest --testmon --testmon-forceselect -q $(FAST)

test: setup chromium systemd oidc blindrsa ## all tests but the slow campaigns
	$(BIN)/python -m pytest -q -n $$(( $$(nproc) + 1 )) --dist loadfile --no-loadscope-reorder  # one waits while others work: a fifth less time

lint: setup ## style, types, and who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

real: setup ## the drivers against the real OBS Studio (builds it once; needs root)
	$(BIN)/python -m pytest -q -m real_obs

chaos: setup ## kill, cut and freeze at random, with a seed; ask each property thousands of times
	$(BIN)/python -m pytest -q -s -m chaos
	$(BIN)/python -m pytest -q -m hypothesis --hypothesis-profile=thousands

bench: setup ## the figures, as JSON lines
	$(BIN)/python -m tests.bench

screens: setup chromium ## a picture of every state of the pages, in screens/, and the chief ones in docs/screens/
	$(BIN)/python -m tests.screens

lock: setup ## write the lock files anew, from pyproject.toml
	$(PIP) install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --group dev $(LOCKED) --output-file requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group dev --extra appletv $(LOCKED) --output-file requirements-appletv.lock

LOCKED := --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --only-binary :all:

setup: $(VENV)/ready

$(VENV)/ready: requirements.lock $(APPLETV) pyproject.toml setup.py
	$(PYTHON) -m venv $(VENV) || { $(ROOT) apt-get update && $(ROOT) apt-get install -y python3-venv && $(PYTHON) -m venv --clear $(VENV); }
	$(PIP) install --quiet --only-binary :all: --require-hashes -r $(if $(APPLETV),$(APPLETV),requirements.lock)
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	touch $@

.PHONY: chromium
chromium:
	@command -v chromium >/dev/null && command -v chromium-headless-shell >/dev/null || \
		{ $(ROOT) apt-get update && $(ROOT) apt-get install -y --no-install-recommends chromium chromium-headless-shell; }

OIDC := tests/support/oidc
BLINDRSA := tests/support/blind_rsa

.PHONY: oidc blindrsa
oidc: $(OIDC)/node_modules/ready # the provider at which tests sign in; nothing of it ships

blindrsa: $(BLINDRSA)/node_modules/ready # what our blind signatures are held against; nothing of it ships

%/node_modules/ready: %/package-lock.json
	@command -v npm >/dev/null || { $(ROOT) apt-get update && $(ROOT) apt-get install -y --no-install-recommends nodejs npm; }
	npm ci --prefix $* --ignore-scripts --no-audit --no-fund --silent
	touch $@

.PHONY: systemd
systemd: # its systemd-analyze reads the units that we ship
	@command -v systemd-analyze >/dev/null || { $(ROOT) apt-get update && $(ROOT) apt-get install -y --no-install-recommends systemd; }
