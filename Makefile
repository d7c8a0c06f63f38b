# The only door: CI, pre-commit and the README call these verbs and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
.DEFAULT_GOAL := help
.PHONY: help demo test check fix bench docs docs-serve clean

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1	/p' Makefile | expand -t 22

$(VENV)/.installed: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.installed-dev: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable ".[dev]"
	touch $@ $(VENV)/.installed

demo: $(VENV)/.installed ## install, then check the example model
	@$(BIN)/kb check examples/patch14-ios16.mlpackage; status=$$?; \
	echo; echo "kb check ended with status $$status: 1 means that something was found."; \
	test $$status -eq 1

test: $(VENV)/.installed-dev ## run the whole test suite
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal

check: $(VENV)/.installed-dev ## lint, types, imports, data
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/kb lint

fix: $(VENV)/.installed-dev ## let the machine mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/kb lint --fix

bench: $(VENV)/.installed-dev ## print the ratios of benchmarks/
	$(BIN)/python -m benchmarks

# Built again only where something that it is made of has changed. A warning is an error; `--quiet` would hide it.
SITE_SOURCES = $(shell find data docs examples kb -type f -not -path '*/__pycache__/*') mkdocs.yml CHANGELOG.md
site/index.html: $(VENV)/.installed-dev $(SITE_SOURCES)
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict
	@touch $@

docs: site/index.html ## build the documentation site into site/

docs-serve: $(VENV)/.installed-dev ## serve it, and build anew what is edited
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs serve --dirty

clean: ## remove what was built
	rm -rf $(VENV) build dist site .mypy_cache .ruff_cache .hypothesis
