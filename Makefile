# `make demo` and `make test` set everything up by themselves; a second run is fast.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
EXTRAS := dev,service,app,llm,museum,cloud,pdf

.PHONY: help demo app docs test test-all lint format bench corpus mutants browser clean

help:
	@echo "make demo      study the sample painting and say where the report is"
	@echo "make app       open the studio in the browser"
	@echo "make docs      build the documentation site, every link checked, into build/site"
	@echo "make test      lint, type-check and test (minutes)"
	@echo "make test-all  the same with the long fuzz, load and soak runs, and random examples"
	@echo "make bench     print every benchmark as JSON lines"
	@echo "make lint      ruff, mypy and the import contracts"
	@echo "make mutants   put 400 small faults into the code and see which the tests of the unit notice (20 minutes)"
	@echo "make corpus    measure the masters again and fit the tips to them (needs their pictures)"

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/core.stamp: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) --constraint constraints.txt --editable .
	@touch $@

$(VENV)/dev.stamp: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) --constraint constraints.txt --editable '.[$(EXTRAS)]'
	@touch $@ $(VENV)/core.stamp $(VENV)/app.stamp

demo: $(VENV)/core.stamp
	$(BIN)/art-assistant analyze examples/sample-painting.jpg --out demo-output

$(VENV)/app.stamp: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) --constraint constraints.txt --editable '.[app]'
	@touch $@ $(VENV)/core.stamp

app: $(VENV)/app.stamp
	$(BIN)/art-assistant app

$(VENV)/docs.stamp: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) --constraint constraints.txt --editable '.[docs,service]'
	@touch $@ $(VENV)/core.stamp

docs: $(VENV)/docs.stamp
	$(BIN)/python scripts/make_docs.py

browser:
	@sh scripts/install-browser.sh

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Three at once on two cores: a fifth of the time tests wait for a server, a browser or a clock.
test: $(VENV)/dev.stamp lint browser
	$(BIN)/python -m pytest -n 3 --dist worksteal -m "not slow"

test-all: $(VENV)/dev.stamp lint browser
	$(PIP) --constraint constraints.txt --editable '.[$(EXTRAS),heif,raw,docs,milvus,ray]'
	@sh scripts/install-axe.sh
	$(BIN)/python -m pytest -n 2 --dist worksteal --hypothesis-profile=hunt --cov --cov-branch --cov-report=term

bench: $(VENV)/dev.stamp
	@for file in bench/[a-z]*.py; do echo "# $$file"; $(BIN)/python $$file || exit 1; done

corpus: $(VENV)/dev.stamp
	mkdir -p build
	$(BIN)/python scripts/make_corpus.py --rows build/rows.jsonl
	$(BIN)/python scripts/make_expectation.py build/rows.jsonl --out build/rows-expected.jsonl
	$(BIN)/python scripts/make_tip_norms.py build/rows-expected.jsonl

mutants: $(VENV)/dev.stamp
	$(BIN)/python scripts/mutants.py

format: $(VENV)/dev.stamp
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) demo-output build/site .mypy_cache .ruff_cache .pytest_cache .coverage*
