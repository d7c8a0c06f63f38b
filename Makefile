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

clean: ## remove what was built
	rm -rf $(VENV) build dist site .mypy_cache .ruff_cache .hypothesis
