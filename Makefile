# Everything that one does with a checkout. Needs Python 3.11 or later (with pip and venv), git and make, nothing else.
# A stamp file in build/made/ says that a step is done; it is older than what the step depends on when it has to be done again.
.POSIX:
.SUFFIXES:
.PHONY: help setup demo test test-all bench lint messages lock

PYTHON = python3
BIN = .venv/bin
MADE = build/made
ARGS =
# The programs of .venv come first: node for npm and for esbuild. A virtual environment that happens to be active does not matter.
# Certificates are those of the machine, as pip does it, because an organisation may have one of its own.
RUN = env -u VIRTUAL_ENV UV_SYSTEM_CERTS=1 NODE_USE_SYSTEM_CA=1 PATH="$$PWD/$(BIN):$$PATH"

help:
	@echo 'make setup      .venv with the locked packages, stylesheet, script, messages'
	@echo 'make demo       set-up, then the record of 2022 and a practice academy on http://127.0.0.1:8000'
	@echo 'make test       set-up, then the tests on SQLite and PostgreSQL (make test ARGS="-k word")'
	@echo 'make test-all   the same with the tests that take long'
	@echo 'make bench      the measurements'
	@echo 'make lint       style, types, imports, messages'
	@echo 'make messages   bring the files of translations up to date with the source'
	@echo 'make lock       choose the versions of the packages anew (make lock ARGS=--upgrade)'

setup: $(MADE)/static $(MADE)/messages

demo: setup
	@$(BIN)/soske demo $(ARGS)

test: setup
	@$(RUN) python tools/test.py $(ARGS)

test-all: setup
	@$(RUN) python tools/test.py --all $(ARGS)

bench: setup
	@set -e; for script in benchmarks/[!_]*.py; do $(RUN) python $$script $(ARGS); done

lint: setup
	@$(RUN) ruff check --quiet --output-format concise .
	@$(RUN) ruff format --quiet --check .
	@$(RUN) mypy
	@$(RUN) lint-imports --no-logo
	@$(RUN) python tools/lines.py
	@$(RUN) python tools/messages.py --check

messages: $(MADE)/python
	@$(RUN) python tools/messages.py

lock: $(MADE)/python
	@$(RUN) uv pip compile pyproject.toml --group dev --extra s3 --universal --generate-hashes --no-emit-index-url \
	    --no-header --quiet -o requirements/lock.txt $(ARGS)

$(MADE)/python: requirements/lock.txt pyproject.toml
	@mkdir -p $(MADE)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.11")'
	@test -x $(BIN)/python || { echo 'Making .venv'; $(PYTHON) -m venv .venv; }
	@# uv, in the version of the lock file and with its hashes, installs all the rest.
	@sed -n '/^uv==/,/^ *#/p' requirements/lock.txt | sed '/^ *#/d' > $(MADE)/uv.txt
	@$(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes --no-deps -r $(MADE)/uv.txt
	@echo 'Installing the Python packages'
	@$(RUN) uv pip sync --quiet --python $(BIN)/python --require-hashes requirements/lock.txt
	@$(RUN) uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

$(MADE)/node: $(MADE)/python package.json package-lock.json
	@echo 'Installing the JavaScript packages'
	@$(RUN) npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error > $(MADE)/npm.log || { cat $(MADE)/npm.log; exit 1; }
	@touch $@

$(MADE)/assets: $(MADE)/node assets/build.mjs designsystemet.config.json src/soske/base/assets src/soske/base/assets/*
	@echo 'Building the stylesheet and the script'
	@$(RUN) node assets/build.mjs
	@touch $@

# Of the packages' own files the pages load one, htmx; the rest would only cost time to compress.
$(MADE)/static: $(MADE)/assets
	@rm -rf build/static
	@$(RUN) SOSKE_DEMO=1 soske manage collectstatic --noinput --verbosity 0 \
	    --ignore account --ignore mfa --ignore ext --ignore 'htmx-2.js' --ignore 'htmx-4*' --ignore 'htmax*'
	@touch $@

$(MADE)/messages: $(MADE)/python src/soske/locale/*/LC_MESSAGES/django.po
	@$(RUN) python tools/messages.py --compile
	@touch $@
