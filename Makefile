# Everything here sets itself up: a fresh clone needs Python 3.11 or newer and make, nothing else.
#   make demo ARGS=--keep     arguments for the command behind a target
#   make test PYTHON=python3.13   another interpreter (after `make clean`)

VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
UV ?= uv
PYTHON ?= $(shell for candidate in python3 python3.13 python3.12 python3.11; do \
	"$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo "$$candidate"; break; }; done)

PIP_INSTALL = $(BIN)/python -m pip --quiet --quiet --no-input --disable-pip-version-check install
SOURCES := $(shell find bot cogs data tests -name '*.py' -o -name '*.json' -o -name '*.po' 2>/dev/null)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo run test check bench fix lock clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' Makefile

demo: $(VENV)/.demo ## try it now: the real bot in a simulated Discord, in the browser (ARGS=--keep keeps the data)
	@$(BIN)/python -m bot demo $(ARGS)

run: $(VENV)/.base ## start the bot with the token in .env or the environment
	@$(BIN)/python -m bot run $(ARGS)

test: $(VENV)/.dev ## run the tests (ARGS="tests/forum -k vote" runs some of them)
ifeq ($(strip $(ARGS)),)
	@$(measure_tests)
else
	@$(BIN)/python -m pytest $(ARGS)
endif

check: $(VENV)/.dev ## lint, format, types, arrows, spelling, and the coverage floor of the last test run
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/codespell
	@$(MAKE) --no-print-directory .coverage
	@$(BIN)/coverage report

bench: $(VENV)/.dev ## measure speed and memory
	@$(BIN)/python -m bench $(ARGS)

fix: $(VENV)/.dev ## mend what ruff can mend by itself, and format
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

words: $(VENV)/.dev ## collect every message into bot/locales/mindwell.pot, for translators
	@$(BIN)/pybabel --quiet extract --no-default-keywords -k N_ -k words -k plural:1,2 \
		--no-location --sort-output --no-wrap --project Mindwell --version "" \
		--copyright-holder "Mindwell contributors" -o bot/locales/mindwell.pot bot cogs
	@sed -i.bak -e '/^"POT-Creation-Date/d' bot/locales/mindwell.pot && rm bot/locales/mindwell.pot.bak

lock: ## write requirements/ anew from pyproject.toml (needs uv; UPGRADE=--upgrade takes newer versions)
	@$(lock) --extra dev --output-file requirements/dev.txt $(UPGRADE)
	@$(lock) --extra demo --constraint requirements/dev.txt --output-file requirements/demo.txt
	@$(lock) --constraint requirements/dev.txt --output-file requirements/base.txt

clean: ## remove the environment and the caches (data in var/ stays)
	@rm -rf $(VENV) .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# --- behind the targets -----------------------------------------------------------------------

# Only a whole run is measured, so that the coverage floor never judges a part. Measuring takes half as
# long again: what acts out the same stories once more, with kills, in outages or with eyes on it, runs
# without, and so does each test with any but the first of its parameters (tests/conftest.py).
UNMEASURED := tests/leaks tests/wire $(wildcard $(addprefix tests/acceptance/test_,crashes*.py copies*.py \
	lost*.py stories*.py broken_channels.py dms_before_their_turn.py order_of_dms.py turns_in_trouble.py))
PYTEST = -m pytest --numprocesses auto --dist loadgroup
define measure_tests
$(BIN)/coverage erase && export PYTHONDONTWRITEBYTECODE= \
	&& $(BIN)/coverage run $(PYTEST) $(UNMEASURED:%=--ignore=%) \
	&& $(BIN)/python $(PYTEST) $(UNMEASURED) && $(BIN)/coverage combine --quiet
endef

# The hashes of every platform's files, and no package index: pip uses the one it is set up for.
define lock
$(UV) pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate
endef

.coverage: $(SOURCES) pyproject.toml
	@$(measure_tests)

$(VENV)/.%: requirements/%.txt | $(BIN)/python
	@echo "Installing requirements/$*.txt (a minute the first time) ..."
	@$(PIP_INSTALL) --require-hashes --requirement $<
	@touch $@

$(BIN)/python:
	@test -n "$(PYTHON)" \
		|| { echo "Mindwell needs Python 3.11 or newer. Name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3"; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "$(PYTHON) is older than Python 3.11. Name a newer one: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "Python's venv module is missing. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@"$(PYTHON)" -m venv --clear $(VENV)
