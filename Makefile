# `make run` starts the product, `make test` runs the whole gate. PYTHON=... chooses the interpreter.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -I -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' \
	2>/dev/null && { echo $$python; exit; }; done; echo python3)
ENVIRONMENT = $(PYTHON) -I tenants/local/environment.py
COMPILE = .venv/bin/uv pip compile pyproject.toml --upgrade --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-annotate --no-header

.PHONY: run test check reset messages torture bench lock python

run: python  ## everything on this machine: http://localhost:8000, or PORT=...
	@$(ENVIRONMENT) runtime && exec .venv/bin/python -m tenants.local run

test: python  ## the whole gate
	@$(ENVIRONMENT) development && exec .venv/bin/python -m tests

check: python  ## the fast part of the gate
	@$(ENVIRONMENT) development && exec .venv/bin/python -m tests check

reset: python  ## forget the local data under var/
	@$(ENVIRONMENT) runtime && exec .venv/bin/python -m tenants.local reset

messages: python  ## new texts into the translation files, gone ones out
	@$(ENVIRONMENT) development && exec .venv/bin/python -m tests.messages

lock: python  ## newest versions into both lock files
	@$(ENVIRONMENT) development
	@$(COMPILE) --output-file requirements.lock
	@$(COMPILE) --group dev --constraint requirements.lock --output-file requirements-dev.lock

torture: python  ## the big figures: forks, leaks, kills, timings; ARGUMENTS="--rows 7 8 --scale 0.1"
	@$(ENVIRONMENT) development && exec .venv/bin/python -m tests.torture $(ARGUMENTS)

bench: python  ## figures of speed, into var/bench.json; ARGUMENTS="--parts speed --scale 0.1"
	@$(ENVIRONMENT) development && exec .venv/bin/python -m tests.bench $(ARGUMENTS)

python:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 sampai 3.14 tidak ditemukan; pasang dahulu, atau isi PYTHON=..." >&2; exit 1; }
