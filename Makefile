# The everyday commands. The work itself is in `pelican`, `wire` and `press`; these targets only call them.
PY ?= python3
VENV := .venv
BIN := $(VENV)/bin
CONF := pelican.conf.py

.PHONY: help html serve check publish test lint lock clean

help: ## what each target does
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/'

html: $(VENV)/site.stamp ## file new copy and build the site into output/
	@$(BIN)/pelican content -s $(CONF) || [ $$? -eq 3 ]

serve: $(VENV)/site.stamp ## preview on http://127.0.0.1:8000/, rebuilt on every save
	@$(BIN)/press serve

check: html ## judge records and built site: links, pictures, tags, times, feeds, HTML, weight
	@$(BIN)/press check || [ $$? -eq 3 ]

publish: $(VENV)/site.stamp ## build with SITEURL from the environment, check and send to the target
	@$(BIN)/press publish || [ $$? -eq 3 ]

test: $(VENV)/test.stamp ## set up what the tests need and run them all
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/pytest

lock: ## pin the dependencies again (needs uv)
	uv pip compile -q --universal --generate-hashes --no-header --no-annotate --python-version 3.11 --extra search --extra test pyproject.toml lock/tools.in -o lock/test.txt
	uv pip compile -q --universal --generate-hashes --no-header --no-annotate --python-version 3.11 --extra search pyproject.toml lock/tools.in -c lock/test.txt -o lock/site.txt

clean: ## remove what is generated: site, releases, cache (never content)
	rm -rf output .releases .cache

$(VENV)/bin/python:
	$(PY) -c 'import sys; sys.exit("Copydesk needs Python 3.11 or newer; run: make PY=python3.12") if sys.version_info < (3, 11) else None'
	$(PY) -m venv $(VENV)

$(VENV)/site.stamp: lock/site.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r lock/site.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/test.stamp: $(VENV)/site.stamp lock/test.txt tests/setup.sh
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r lock/test.txt
	@sh tests/setup.sh
	@touch $@
