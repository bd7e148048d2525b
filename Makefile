# order-contract. `make` is the main job; `make help` lists the rest.
SHELL := /bin/sh
.DEFAULT_GOAL := all
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
ifneq (,$(filter 2.% 3.%,$(PYTHON)))
override PYTHON := python$(PYTHON)
endif
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
CODEGEN := PYTHONPATH=overrides $(BIN)/python -m codegen
PROXY_PYTHONS ?= $(PYTHON) python3.14 python3.13 python3.12 $(wildcard $(HOME)/.pyenv/versions/3.1[2-9].*/bin/python)
LINT := overrides/codegen/lint
DOCS := overrides/codegen/docs
BREAKING := overrides/codegen/breaking
BENCH := tests/bench
FAULTS := tests/faults
PROXIES := tests/proxies
NPM_INSTALL := npm ci
APIS := globale merchant s2
DOCUMENTS := $(APIS:%=spec/%/openapi.yaml) $(foreach api,$(APIS),$(addprefix generated/order_contract_generated/openapi/$(api),.yaml -3.0.yaml .dereferenced.json))
WORKFLOWS := generated/order_contract_generated/openapi/globale.arazzo.yaml

.PHONY: all
all: $(VENV)/installed ## Set up, regenerate, verify, and check all three APIs against the sandbox
	@$(CODEGEN) generate
	@$(CODEGEN) check
	@$(BIN)/order-contract selfcheck

.PHONY: help
help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | awk -F'\t' '{printf "  make %-10s %s\n", $$1, $$2}'

.PHONY: setup
setup: $(VENV)/installed ## Create .venv with the locked packages

.PHONY: generate
generate: $(VENV)/installed ## Write generated/ from spec/; does nothing when it is current
	@$(CODEGEN) generate

.PHONY: check
check: $(VENV)/installed ## Prove that generated/ is what spec/ gives, byte for byte; writes nothing
	@$(CODEGEN) check

# three processes for two cores, because some of these tests wait for a server or a process
.PHONY: test
test: $(if $(K),$(VENV)/installed,quality) ## Run all tests after ruff and mypy; K="words" runs those of one subject alone
	@if command -v npm >/dev/null; then $(MAKE) -s $(LINT)/node_modules/installed || true; fi
	@$(BIN)/python -m pytest -n 3 $(if $(K),-k "$(K)")

.PHONY: test-fast
test-fast: $(VENV)/installed ## Run the tests of the edit-test loop, in under a minute; K="words" as in test
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 3 -m "not slow" -p no:schemathesis -p no:typeguard $(if $(K),-k "$(K)")

.PHONY: newest
newest: $(VENV)/installed ## Run the tests on the newest packages that pyproject.toml allows, in build/newest; the lock stays out
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python build/newest
	@$(BIN)/uv pip install --quiet --python build/newest/bin/python --group dev --editable '.[all]'
	@build/newest/bin/python -m pytest -n 2 --ignore=tests/codegen

.PHONY: test-proxy
test-proxy: ## Run the tests of live traffic, and those of the clients behind the proxy, with Python 3.12 or newer
	@p=$$(for p in $(PROXY_PYTHONS); do $$p -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null && echo $$p && break; done); \
	    test -n "$$p" || { echo "make: the proxy needs Python 3.12 or newer, and none is here. Name one: make test-proxy PROXY_PYTHONS=/path/to/python3" >&2; exit 1; }; \
	    $(MAKE) -s VENV=.venv-proxy PYTHON=$$p setup
	@.venv-proxy/bin/python -m pytest -n 0 tests/replay/test_proxy.py tests/replay/test_live.py
	@.venv-proxy/bin/python -m pytest -n 0 -p tests.replay.behind_proxy tests/http tests/globale tests/refunds tests/callback/test_guides.py

.PHONY: quality
quality: $(VENV)/installed ## Run ruff and mypy --strict on the hand-written and the generated code
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff check --quiet --isolated generated
	@$(BIN)/ruff format --check --quiet . || { echo "Run .venv/bin/ruff format." >&2; exit 1; }
	@$(BIN)/mypy --no-error-summary

.PHONY: lint
lint: $(VENV)/installed $(LINT)/node_modules/installed ## Lint the source and the published documents with redocly, spectral and openapi-spec-validator
	@command -v node >/dev/null || { echo "make: linting the documents needs Node.js 20 or newer, which is not on PATH." >&2; exit 1; }
	@REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true $(LINT)/node_modules/.bin/redocly lint --config $(LINT)/redocly.yaml $(DOCUMENTS)
	@REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true $(LINT)/node_modules/.bin/redocly lint --config $(LINT)/redocly.yaml $(WORKFLOWS)
	@cd $(LINT) && node_modules/.bin/spectral lint --ruleset spectral.mjs --fail-severity=hint $(DOCUMENTS:%=../../../%)
	@cd $(LINT) && node_modules/.bin/spectral lint --ruleset spectral-arazzo.mjs --fail-severity=hint ../../../$(WORKFLOWS)
	@$(BIN)/openapi-spec-validator $(DOCUMENTS) $(APIS:%=generated/order_contract_generated/openapi/%.json)

.PHONY: breaking
breaking: $(VENV)/installed ## Report every change since the last release; fail on a breaking one that is not announced (JSON=1: as JSON)
	@if command -v npm >/dev/null; then $(MAKE) -s $(BREAKING)/node_modules/installed || true; fi
	@$(CODEGEN).release breaking $(if $(JSON),--json)

.PHONY: release
release: $(VENV)/installed ## Make the release VERSION=x.y.z in this tree, proven, up to the commit
	@if command -v npm >/dev/null; then $(MAKE) -s $(BREAKING)/node_modules/installed || true; fi
	@$(CODEGEN).release release "$(VERSION)"

.PHONY: dist
dist: $(VENV)/installed ## Build the sdist and the wheel into dist, with the published documents and their digests beside them
	@rm -rf dist && mkdir -p dist
	@$(BIN)/python -m hatchling build >/dev/null
	@cp -R generated/order_contract_generated/openapi dist/documents && rm -rf dist/documents/__pycache__ dist/documents/*.py
	@sed -n 's,  openapi/,  ,p' generated/order_contract_generated/SHA256SUMS >dist/documents/SHA256SUMS
	@ls dist/*.whl dist/*.tar.gz

.PHONY: docs
docs: $(VENV)/installed ## Write the documentation into build/site, and the API reference of the sandbox; does nothing when current
	@if command -v npm >/dev/null; then $(MAKE) $(DOCS)/node_modules/installed; fi
	@$(CODEGEN).docs

.PHONY: pictures
pictures: $(VENV)/installed $(DOCS)/node_modules/installed ## Make the pictures of the README from the real thing; needs Chromium
	@$(CODEGEN).docs.pictures

.PHONY: screenshots
screenshots: docs $(DOCS)/node_modules/installed ## Take every page and report as a picture, at two widths, in light and dark, and on paper; needs Chromium
	@PYTHONPATH=overrides $(BIN)/python -m tests.screenshots

.PHONY: first-hour
first-hour: dist ## Walk README and guides in a terminal as a new user does, and keep what it showed; needs tmux, ten minutes
	@PYTHONPATH=overrides $(BIN)/python -m tests.first_hour $(PAGES)

.PHONY: serve
serve: $(VENV)/installed ## Run the sandbox on http://127.0.0.1:8080 until Ctrl-C
	@$(BIN)/order-contract serve --port 8080

.PHONY: bench
bench: $(VENV)/installed ## Measure us beside our peers, on the same work in one run
	@if command -v npm >/dev/null; then $(MAKE) $(BENCH)/node_modules/installed; fi
	@PYTHONPATH=overrides $(BIN)/python -m tests.bench.sandbox
	@PYTHONPATH=overrides $(BIN)/python -m tests.bench.callback
	@PYTHONPATH=overrides $(BIN)/python -m tests.bench.stores
	@if command -v strace >/dev/null; then PYTHONPATH=overrides $(BIN)/python -m tests.bench.stores 3 1000; fi
	@PYTHONPATH=overrides $(BIN)/python -m tests.bench.client
	@PYTHONPATH=overrides $(BIN)/python -m tests.bench.check
	@PYTHONPATH=overrides $(BIN)/python -m tests.bench.replay

.PHONY: faults
faults: $(VENV)/installed ## Hold the check against correct servers and every planted fault; hours, goes on where it was (ARGS=--help)
	@PYTHONPATH=overrides $(BIN)/python -m tests.family.campaign $(ARGS)

.PHONY: peers
peers: $(VENV)/installed ## Hold general tools, and the check, against a sample of the faults; an hour, goes on where it was (ARGS=--help)
	@if command -v npm >/dev/null; then $(MAKE) $(FAULTS)/node_modules/installed; fi
	@PYTHONPATH=overrides $(BIN)/python -m tests.faults.campaign $(ARGS)

.PHONY: campaign
campaign: $(VENV)/installed ## Deliver callbacks while workers are killed, databases restart and hosts are cut off; a quarter of an hour
	@PYTHONPATH=overrides $(BIN)/python -m tests.callback.delivery_campaign

.PHONY: proxies
proxies: $(VENV)/installed ## Make thousands of refunds through a fault proxy, and through varnish, nginx and haproxy; minutes
	@ORDER_CONTRACT_DEEP=1 $(BIN)/python -m pytest -n 0 $(PROXIES)

.PHONY: consumers
consumers: $(VENV)/installed ## Feed other people's generators and call the sandbox with what they write; ONLY=go runs one, WRITE=1 keeps the table
	@PYTHONPATH=overrides $(BIN)/python -m tests.consumers.consumers $(if $(WRITE),--write) $(ONLY)

.PHONY: helpers
helpers: $(VENV)/installed tests/helpers/node_modules/installed ## Run the tests of the helpers for TypeScript and Java, with Node.js and javac
	@ORDER_CONTRACT_REQUIRE_SERVERS=1 $(BIN)/python -m pytest -n 0 tests/helpers

.PHONY: lock
lock: $(VENV)/installed ## Pin the packages again, with hashes
	@$(BIN)/uv pip compile --quiet --universal --upgrade --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate \
	    --python-version 3.11 --all-extras --group dev --custom-compile-command "make lock" pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --upgrade --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate \
	    --python-version 3.11 --extra check --extra sandbox --constraint requirements.lock --custom-compile-command "make lock" \
	    pyproject.toml -o overrides/order_contract/check/requirements.lock
	@cd tests/consumers && ../../$(BIN)/uv pip compile --quiet --universal --upgrade --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate \
	    --python-version 3.11 --custom-compile-command "make lock" requirements.in -o requirements.lock

.PHONY: clean
clean: ## Remove what make has set up; spec/, generated/ and your changes stay
	@rm -rf $(VENV) .venv-proxy $(LINT)/node_modules $(DOCS)/node_modules $(BREAKING)/node_modules $(BENCH)/node_modules $(FAULTS)/node_modules tests/consumers/node_modules tests/helpers/node_modules build dist .mypy_cache .ruff_cache .hypothesis

$(VENV)/installed: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "make: Python 3.11 or newer is needed, and no python3 here is one. Name one: make PYTHON=/path/to/python3" >&2; exit 1; }
	@command -v $(PYTHON) >/dev/null || { echo "make: there is no program $(PYTHON); pass the path of Python 3.11 or newer: make PYTHON=/path/to/python3" >&2; exit 1; }
	@v=$$($(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || { echo "make: $(PYTHON) is not a Python that runs; pass the path of Python 3.11 or newer: make PYTHON=/path/to/python3" >&2; exit 1; }; \
	    $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "make: got $(PYTHON), which is Python $$v; pass Python 3.11 or newer: make PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "Setting up .venv with the locked packages (about a minute) ..."
	@$(PYTHON) -m venv --clear $(VENV) || { echo "make: $(PYTHON) cannot create virtual environments. On Debian: apt install python3-venv" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --retries 2 --require-hashes -r requirements.lock >$(VENV)/install.log 2>&1 \
	    || { echo "make: the locked packages could not be installed, probably for want of a network; what pip said is in $(VENV)/install.log." >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation -e . >>$(VENV)/install.log 2>&1 \
	    || { echo "make: the project itself could not be installed; what pip said is in $(VENV)/install.log." >&2; exit 1; }
	@touch $@

$(LINT)/node_modules/installed: PARTS := redocly, spectral and pyright
$(DOCS)/node_modules/installed: PARTS := MiniSearch
$(BREAKING)/node_modules/installed: PARTS := oasdiff
# its lock names the binary of one platform only, which `npm ci` refuses on the others
$(BREAKING)/node_modules/installed: NPM_INSTALL := npm install --no-save
$(BENCH)/node_modules/installed: PARTS := Prism
$(FAULTS)/node_modules/installed: PARTS := Specmatic
tests/helpers/node_modules/installed: PARTS := TypeScript

%/node_modules/installed: %/package-lock.json
	@command -v npm >/dev/null || { echo "make: $(PARTS) needs npm (Node.js 20 or newer), which is not on PATH." >&2; exit 1; }
	@echo "Setting up $(PARTS) (up to half a minute) ..."
	@cd $* && $(NPM_INSTALL) --loglevel=error >npm.log 2>&1 \
	    || { echo "make: $(PARTS) could not be installed, probably for want of a network; what npm said is in $*/npm.log." >&2; exit 1; }
	@touch $@
