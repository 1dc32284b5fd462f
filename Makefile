# Two commands matter: `make run` and `make test`. `make help` lists the others.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test check bench clean python

# The interpreter that makes the virtual environment; 3.11 is the version that was tested.
PYTHON ?= $(shell command -v python3.11 2>/dev/null || command -v python3 2>/dev/null || echo python3.11)
VENV ?= .venv
# The address of an extra package index that carries torch's CPU build, where pip does not know one already.
TORCH_INDEX ?=
# One benchmark by name; empty means all of them.
BENCH ?=

export PYTHONUNBUFFERED := 1

help:
	@echo "make run                 install, start on http://localhost:8080 and play a rehearsed exam"
	@echo "make test                install what tests need and run every check"
	@echo "make setup               the virtual environment alone ($(VENV))"
	@echo "make check               the checks that read the code without running it"
	@echo "make bench [BENCH=idle]  measure; each benchmark prints one JSON line last"
	@echo "make clean               remove the virtual environment, node_modules and caches (never data/)"

python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null || { \
	  echo "oralexam needs Python 3.11, and '$(PYTHON)' is not it." >&2; \
	  echo "Install it (Debian 12: apt-get install python3.11 python3.11-venv) or say where it is: make PYTHON=/path/to/python3.11 ..." >&2; \
	  exit 1; }

setup: python
	@$(PYTHON) tools/setup_venv.py --venv $(VENV) --torch-index "$(TORCH_INDEX)"

setup-dev: python
	@$(PYTHON) tools/setup_venv.py --venv $(VENV) --torch-index "$(TORCH_INDEX)" --dev

run: setup
	@$(VENV)/bin/oralexam serve --demo

test: setup-dev
	@$(VENV)/bin/python -m tools.run_checks

check: setup-dev
	@$(VENV)/bin/python -m tools.run_checks --static

bench: setup-dev
	@$(VENV)/bin/python -m benchmarks $(BENCH)

clean:
	rm -rf $(VENV) node_modules build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage
	find oralexam tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
