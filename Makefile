# `make run` and `make test` do everything from a fresh clone: Python 3.11 or later, Node with npm, and make are enough.
# The distribution's own where it is new enough: those are built with profile-guided optimisation, which pyenv's, for one, are not
# unless it is told to (docs/performance.md). `make PYTHON=python3.13` takes another.
NEW_ENOUGH := import ensurepip, sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for one in /usr/bin/python3 python3; do $$one -c '$(NEW_ENOUGH)' 2>/dev/null && break; done; echo $$one)
BIN := .venv/bin
NUXT := clients/nuxt
SCRIPTS := "static/js/**/*.js" "static/css/**/*.css" "tests/**/*.mjs" "$(NUXT)/**/*.{ts,mjs,vue,css}"
HOST ?= 127.0.0.1
PORT ?= 5000

.PHONY: run cluster install install-dev test test-cluster test-nuxt faults bench scale check format lock shots lighthouse texts clean fuzz audit

run: install
	@$(BIN)/quart serve --demo --host $(HOST) --port $(PORT)

cluster: install
	@scripts/cluster

install: .venv/.installed static/vendor/socket.io.esm.min.js

install-dev: install .venv/.installed-dev node_modules/.installed-dev

.venv/.installed: requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/.installed-dev: requirements-dev.txt clients/python/pyproject.toml .venv/.installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable clients/python
	@touch $@

node_modules/.installed: package-lock.json
	@npm ci --ignore-scripts --omit=dev --no-audit --no-fund --loglevel=error
	@touch $@

node_modules/.installed-dev: package-lock.json
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@ node_modules/.installed

static/vendor/socket.io.esm.min.js: package-lock.json
	@test -e node_modules/socket.io-client || $(MAKE) --no-print-directory node_modules/.installed
	@mkdir -p static/vendor
	@cp node_modules/socket.io-client/dist/socket.io.esm.min.js $@

test: install-dev
	@scripts/test

# The Socket.IO and browser suites once more, served by two processes behind nginx (PostgreSQL, Redis and nginx at hand).
test-cluster: install-dev
	@$(BIN)/python -m pytest --database postgres --cluster tests/events tests/browser

# The Nuxt package and its example, built and run in Chromium against a real server.
test-nuxt: install-dev $(NUXT)/node_modules/.installed
	@scripts/test-nuxt

$(NUXT)/node_modules/.installed: $(NUXT)/package-lock.json
	@npm ci --prefix $(NUXT) --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(NUXT)/src/runtime/contract.d.ts: docs/contract/escale.d.ts
	@cp $< $@

.PHONY: test-caddy container-proof

# deploy/Caddyfile with the real Caddy, PostgreSQL and Redis (Debian: `caddy`).
test-caddy: install-dev
	@$(BIN)/python -m pytest --database postgres tests/deploy/behind_caddy.py

# Every step of the Dockerfile on a clean Debian tree, and the server that comes of it (as root; Debian: `debootstrap`).
container-proof:
	@python3 -m scripts.container_proof

# Every promise under every fault: `make faults ROUNDS=20 KILL_ROUNDS=100 ROWS=g01,g05 ON=sqlite`
ROUNDS ?= 1
KILL_ROUNDS ?= 0
ROWS ?=
ON ?=
faults: install-dev
	@$(BIN)/python -m tests.faults --rounds $(ROUNDS) --kill-rounds $(KILL_ROUNDS) --rows "$(ROWS)" --on "$(ON)"

# Against the reference on Node and the goals: `make bench QUICK=1` only sees that it works.
QUICK ?=
bench: install-dev
	@$(BIN)/python -m benchmarks $(if $(QUICK),--quick)

# The tables of docs/scale.md, from the last `make bench` and from steps that are measured anew.
scale: install-dev
	@$(BIN)/python -m benchmarks.scale --measure $(if $(QUICK),--quick)

# Every event, packet and handshake bent in many ways, and the JSON API asked all that it describes: `make fuzz EXAMPLES=100000`
EXAMPLES ?= 10000
fuzz: install-dev
	@FUZZ_EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest --database sqlite tests/fuzz

# Known advisories, and newer releases. `make check` asks for the first alone, once a day.
audit: install-dev
	@scripts/audit

check: install-dev $(NUXT)/src/runtime/contract.d.ts
	@$(BIN)/ruff format --check --quiet . || { echo "run 'make format'"; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary .
	@npx --no-install prettier --check --log-level=warn $(SCRIPTS)
	@npx --no-install tsc --project jsconfig.json
	@npx --no-install tsc --project $(NUXT)/tsconfig.core.json
	@$(BIN)/python -m scripts.lowest_versions
	@scripts/audit --known

format: install-dev
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --quiet --fix .
	@npx --no-install prettier --write --log-level=warn $(SCRIPTS)

# Lock files name versions and hashes, never where they were fetched from.
LOCK := --quiet --strip-extras --generate-hashes --allow-unsafe --no-header --no-emit-index-url --no-emit-find-links --no-emit-trusted-host
lock: install-dev
	@$(BIN)/pip-compile $(LOCK) -o requirements.txt pyproject.toml
	@$(BIN)/pip-compile $(LOCK) --extra otel -c requirements.txt -o requirements-otel.txt pyproject.toml
	@$(BIN)/pip-compile $(LOCK) --extra dev --extra otel -c requirements.txt -o requirements-dev.txt pyproject.toml
	@npm install --package-lock-only --ignore-scripts --no-audit --no-fund --loglevel=error
	@scripts/strip-lock package-lock.json
	@npm install --prefix benchmarks/node-reference --package-lock-only --ignore-scripts --no-audit --no-fund --loglevel=error
	@scripts/strip-lock benchmarks/node-reference/package-lock.json
	@npm install --prefix $(NUXT) --package-lock-only --ignore-scripts --no-audit --no-fund --loglevel=error
	@scripts/strip-lock $(NUXT)/package-lock.json

# Pictures of every page, to be looked at, and the README's: `make shots ONLY=inbox WIDTH=360 INTO=var/shots`
ONLY ?=
WIDTH ?=
INTO ?=
shots: install-dev
	@$(BIN)/python -m tests.browser.shots $(if $(ONLY),--only $(ONLY)) $(if $(WIDTH),--width $(WIDTH)) $(if $(INTO),--into $(INTO))

# Accessibility, practices and speed of three pages, as Lighthouse sees them on a slow telephone. A measurement: no part of the suite.
lighthouse: install-dev
	@$(BIN)/python -m tests.browser.lighthouse

# The catalogues (texts/*.po) with every text that the code has now: new ones stand there empty, to be translated.
SAID := actions events imaging routes templates wire
texts: install-dev
	@mkdir -p var
	@$(BIN)/pybabel --quiet extract --mapping pyproject.toml --add-location file --sort-by-file --no-wrap --output var/texts.pot $(SAID)
	@for po in texts/*.po; do $(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap \
	  --input-file var/texts.pot --output-file $$po --locale $$(basename $$po .po) || exit 1; done

clean:
	@rm -rf .venv node_modules static/vendor
	@rm -rf $(addprefix $(NUXT)/,node_modules dist example/.nuxt example/.output)
