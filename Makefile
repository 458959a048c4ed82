# Corroborate.  `make demo` and `make test` need nothing but Python 3.11 or newer and make; the rest is for developers.
# Everything is installed into .venv here, nothing globally.  Works with GNU make 4.3 and any POSIX sh.

# The interpreter that makes .venv; name another one with `make PYTHON=python3.12 ...`.
PYTHON ?= python3
# Where `make run` keeps its store, as for the command line.
CORROBORATE_HOME ?= var

BIN := .venv/bin
STAMP := .venv/installed

# Neither Prefect nor the model libraries report on anybody from here.
export DO_NOT_TRACK := 1
export PREFECT_SERVER_ANALYTICS_ENABLED := false

.DEFAULT_GOAL := help
.PHONY: help setup demo run test lint types contracts bench eval full train docs clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r name what; do \
		printf '%-18s%s\n' "$$name" "$$what"; done

# --- installing ---------------------------------------------------------------------------------

setup: $(STAMP) ## install into .venv (once, and again when pyproject.toml or constraints.txt change)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' || \
		{ echo "Python's venv module is incomplete: on Debian and Ubuntu, apt install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	@echo "installing into .venv (some minutes, 2.4 GB with the CPU build of torch) ..."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]' -c constraints.txt
	@touch $(STAMP)

# --- using --------------------------------------------------------------------------------------

demo: $(STAMP) ## replay the invented sample through the real flow and show the stories
	$(BIN)/corroborate demo

run: $(STAMP) ## one full pass over your own feeds: ingest, build, publish
	$(BIN)/corroborate --home "$(CORROBORATE_HOME)" run

# --- checking -----------------------------------------------------------------------------------

test: lint types contracts ## lint, types, import contracts and all tests
	$(BIN)/python -m pytest

lint: $(STAMP) ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP) ## mypy, strict
	$(BIN)/mypy

contracts: $(STAMP) ## who may import whom
	$(BIN)/lint-imports

# --- measuring, by hand -------------------------------------------------------------------------

bench: $(STAMP) ## speed and memory: every benchmarks/bench_*.py
	@for script in benchmarks/bench_*.py; do \
		if [ -e "$$script" ]; then echo "$$script"; $(BIN)/python "$$script" || exit 1; \
		else echo "no benchmarks/bench_*.py here yet"; fi; done

eval: $(STAMP) ## build a store of the labelled news in ../shared and score it (var/eval)
	$(BIN)/python benchmarks/evaluate.py

full: $(STAMP) ## everything heavy: the tests with many more examples, then bench and eval
	$(BIN)/python -m pytest --hypothesis-profile=full
	$(MAKE) bench eval

train: $(STAMP) ## train the support scorer on part fit of the labelled news in ../shared
	$(BIN)/python training/support.py

docs: $(STAMP) ## write docs/reference/ from the program itself: the data dictionary and the commands
	$(BIN)/python docs/dictionary.py

# --- putting away -------------------------------------------------------------------------------

clean: ## remove what these targets made; your own stores stay
	rm -rf .venv build dist *.egg-info var/demo var/eval
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
