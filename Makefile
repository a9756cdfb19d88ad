# `make check` proves everything in rules/; `make test` runs every test; `make tables` writes tables/
# anew. Each sets up .venv first: `make check` with the tool alone, the others for development.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin

.PHONY: check test conformance quick fuzz tables lint types format bench clean

check: .venv/tool
	$(BIN)/memattr check

test: .venv/ready
	$(BIN)/pytest -n auto --dist loadfile

quick: .venv/ready
	$(BIN)/python tests/quick.py

fuzz: .venv/ready
	$(BIN)/python -m tests.robustness.fuzz

tables: .venv/ready
	$(BIN)/memattr tables

# Asks QEMU itself, with a bare-metal image: ROWS=adequate for few rows, all without it.
conformance: .venv/ready
	$(MAKE) --no-print-directory -C tests/conformance/image $(if $(ROWS),ROWS=$(ROWS)) \
	  $(if $(REPORT),REPORT=1)

lint: .venv/ready
	$(BIN)/ruff format --check --quiet
	$(BIN)/ruff check --quiet

types: .venv/ready
	$(BIN)/mypy --no-error-summary

format: .venv/ready
	$(BIN)/ruff format --quiet
	$(BIN)/ruff check --fix --quiet

bench: .venv/ready
	$(BIN)/python tests/bench/peers.py

clean:
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

.venv/tool: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

.venv/ready: requirements-dev.txt pyproject.toml
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
	  --no-build-isolation --editable .
	touch .venv/tool $@
