# Needs Python 3.11 or newer and make, nothing else. Each target sets .venv up first when it is missing or the lock has changed.
# On Windows: see README.md.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help demo test check coverage corpus differ hostile bench bench-rollup agree faults mutants templates lock clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1	\2/p' Makefile

demo: $(VENV)/.installed ## build a sample school's workbooks in demo/, check and cost them, say where to look
	$(BIN)/mealbook demo demo/

test: $(VENV)/.installed ## run the tests (ARGS="…" goes to pytest; MEALBOOK_EXAMPLES=100000 for many more examples)
	$(BIN)/python -m pytest -n 2 $(ARGS)

check: $(VENV)/.installed ## lint, format, types, direction of imports, staleness of generated files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m workbook_templates.build --check
	$(BIN)/python -m addin.ribbon.build --check
	$(BIN)/python -m validation.rules.page --check
	$(BIN)/python -m tests.validation.catalogue --check
	$(BIN)/python docs/manual.py --check

coverage: $(VENV)/.installed ## the same tests, with the lines and branches they miss; fails below 100 % of money, ledger, save, guard, or 95 % of all
	$(BIN)/python -m pytest -n 2 -p tests.branch_coverage --cov --cov-report=term-missing $(ARGS)

corpus: $(VENV)/.installed ## read every workbook below DIR, fill one cell of it, save it elsewhere and compare every part (ARGS="--refused" lists the refused)
	$(BIN)/python -m bench.corpus $(DIR) $(ARGS)

differ: $(VENV)/.installed ## read every cell of every workbook below DIR with our reader, openpyxl and calamine; list what no reason explains
	$(BIN)/python -m bench.differ $(DIR) $(ARGS)

hostile: $(VENV)/.installed ## put files made to crash, stall, fill the memory or mislead to check and refresh (ARGS="zip:" for some of them)
	$(BIN)/python -m bench.hostile $(ARGS)

bench: $(VENV)/.installed .venv-bench/.installed ## measure the numbers to reach, beside a usual pandas script (ARGS="--runs 5 --peer-runs 1")
	$(BIN)/python -m bench.run $(ARGS)

bench-rollup: $(VENV)/.installed .venv-bench/.installed ## roll a county up, with one process and two, beside the usual pandas script (ARGS="--schools 950 --hostile 50")
	$(BIN)/python -m bench.rollup $(ARGS)

agree: .venv-bench/.installed ## hold our findings against those of the usual pandas script, on faulty books and on good ones changed at random (ARGS="--changes 20 --seed 1")
	.venv-bench/bin/python -m bench.agreement $(ARGS)

faults: $(VENV)/.installed ## kill and fail a save at every call into the system, and at random moments (ARGS="--kills 100 --little")
	$(BIN)/python -m bench.faults $(ARGS)

mutants: $(VENV)/.installed ## change money, ledger, save and guard a little, again and again: do the tests notice? (ONLY=save for one of them, ARGS="--processes 1")
	$(BIN)/python -m bench.mutants $(ONLY) $(ARGS)

templates: $(VENV)/.installed ## build the workbook templates and the other generated files anew
	$(BIN)/python -m workbook_templates.build
	$(BIN)/python -m addin.ribbon.build
	$(BIN)/python -m validation.rules.page
	$(BIN)/python -m tests.validation.catalogue
	$(BIN)/python docs/manual.py

lock: $(VENV)/.locked ## write requirements/*.txt anew from pyproject.toml (UPGRADE=--upgrade for newer versions)
	$(BIN)/uv pip compile $(LOCK_FLAGS) -o requirements/base.txt pyproject.toml
	$(BIN)/uv pip compile $(LOCK_FLAGS) -c requirements/base.txt --extra district -o requirements/district.txt pyproject.toml
	$(BIN)/uv pip compile $(LOCK_FLAGS) -c requirements/district.txt --extra district --extra cluster -o requirements/cluster.txt pyproject.toml
	$(BIN)/uv pip compile $(LOCK_FLAGS) -c requirements/cluster.txt --group dev -o requirements/dev.txt pyproject.toml
	$(BIN)/uv pip compile $(LOCK_FLAGS) -c requirements/dev.txt --extra sign -o requirements/sign.txt pyproject.toml
	$(BIN)/uv pip compile $(LOCK_FLAGS) -c requirements/base.txt -c requirements/district.txt --group bench -o requirements/bench.txt

LOCK_FLAGS = --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	--custom-compile-command "make lock" $(UPGRADE)

clean: ## remove what can be made again
	rm -rf $(VENV) .venv-bench bench/.cache demo dist .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

$(VENV)/.locked: requirements/dev.txt
	@test -n "$(PYTHON)" || { echo "mealbook needs Python 3.11 or newer; set it with: make PYTHON=/path/to/python3" >&2; exit 2; }
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/dev.txt
	@touch $@

$(VENV)/.installed: $(VENV)/.locked pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# The measured program runs in $(VENV), which has no pandas; only the script it is measured against needs .venv-bench.
.venv-bench/.installed: requirements/bench.txt
	$(PYTHON) -m venv --clear .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/bench.txt
	@echo '*' > .venv-bench/.gitignore
	@touch $@
