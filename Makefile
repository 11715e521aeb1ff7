# `make run` and `make test` work on a bare Debian 12 with Python 3.11; `make help` lists the rest.

PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help

.PHONY: help
help: ## List what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.PHONY: run
run: .venv/runtime ## Start the demo on http://127.0.0.1:8000
	$(BIN)/homthu demo

.PHONY: test
test: .venv/development browser kannel modem speech file-tools walls tor caddy nginx ## Run the tests: pages mostly on SQLite, journeys in one look each
	# Tests start many processes: with compiled files kept, each is there a second earlier.
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n auto --dist worksteal --sample

.PHONY: test-all
test-all: .venv/development browser kannel modem speech file-tools walls tor caddy nginx ## Run every test, on both databases and in every look
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n auto --dist worksteal

.PHONY: field
field: .venv/development walls caddy ## Attack a real installation at production cost, with nothing else on the machine
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -s -m field tests/field

.PHONY: siege
siege: .venv/development walls caddy ## Send odd requests of every kind for three minutes, and time honest residents meanwhile
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -s -m siege tests/field

.PHONY: check
check: .venv/development ## Check format, lint, types, imports and texts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy --num-workers 2
	$(BIN)/lint-imports
	$(BIN)/python -m tests.texts check

.PHONY: bench
bench: .venv/development ## Measure speed against a floor in the same run
	$(BIN)/python -m bench

.PHONY: screenshots
screenshots: .venv/development browser ## Take pictures of every page into var/screenshots
	$(BIN)/python -m tests.screenshots

.PHONY: texts
texts: .venv/development ## Bring the catalogs up to date with the templates
	$(BIN)/python -m tests.texts update

.PHONY: format
format: .venv/development ## Format the code
	$(BIN)/ruff format .

.PHONY: lock
lock: .venv/development ## Pin the newest versions, with hashes and without addresses
	for name in runtime development audit; do \
	  $(BIN)/uv pip compile --quiet --upgrade --generate-hashes --universal --python-version 3.11 \
	    --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
	    requirements/$$name.in -o requirements/$$name.txt || exit 1; \
	done

.PHONY: sbom
sbom: .venv/audit-tools ## Write the bill of materials of the lock (CycloneDX) to var/sbom.json
	@mkdir -p var
	.venv/audit/bin/cyclonedx-py requirements requirements/runtime.txt --output-reproducible -o var/sbom.json

.PHONY: audit
audit: .venv/audit-tools ## Ask for known weaknesses of every library in the lock
	@mkdir -p var
	.venv/audit/bin/pip-audit --requirement requirements/runtime.txt --disable-pip --require-hashes --format json --output var/audit.json
	@$(PYTHON) -c "import json; found = json.load(open('var/audit.json'))['dependencies']; asked = sum('skip_reason' not in each for each in found); print(f'{asked} of {len(found)} libraries could be asked about; the others the registry does not tell of.')"

.PHONY: clean
clean: ## Remove the environment and all demo data
	rm -rf .venv var homthu.egg-info

.venv/runtime: requirements/runtime.txt pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/runtime.txt
	$(BIN)/python -m pip install --quiet --no-build-isolation --no-deps -e .
	@touch $@

# Holds all that .venv/runtime does, in the same versions.
.venv/development: requirements/development.txt pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/development.txt
	$(BIN)/python -m pip install --quiet --no-build-isolation --no-deps -e .
	@touch .venv/runtime $@

.venv/audit-tools: requirements/audit.txt | .venv/bin/python
	$(PYTHON) -m venv .venv/audit
	.venv/audit/bin/python -m pip install --quiet --require-hashes -r requirements/audit.txt
	@touch $@

# A bare Debian has Python without its venv; root may fetch it.
.venv/bin/python:
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -qq -y --no-install-recommends python3-venv; } || \
	  { echo "Python's venv is missing: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv .venv

# Playwright's driver wants libatomic, which a bare Debian has not.
.PHONY: browser
browser:
	@{ command -v chromium && ls /usr/lib/*/libatomic.so.1; } >/dev/null 2>&1 || \
	  { [ "$$(id -u)" = 0 ] && apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	    apt-get install -qq -y --no-install-recommends chromium libatomic1 fonts-noto-core >/dev/null; } || \
	  { echo "The browser tests need chromium: apt-get install chromium libatomic1" >&2; exit 1; }

# Its package would start a gateway at once, were the machine not said to be in maintenance (run level 1).
.PHONY: kannel
kannel:
	@{ test -x /usr/sbin/smsbox && test -x /usr/lib/kannel/test/fakesmsc; } || \
	  { [ "$$(id -u)" = 0 ] && apt-get update -qq && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive \
	    apt-get install -qq -y --no-install-recommends kannel kannel-extras >/dev/null; } || \
	  { echo "The gateway test needs kannel: apt-get install kannel kannel-extras" >&2; exit 1; }

# Its package would start a daemon at once, were the machine not said to be in maintenance (run level 1).
.PHONY: modem
modem:
	@command -v gammu-smsd >/dev/null || \
	  { [ "$$(id -u)" = 0 ] && apt-get update -qq && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive \
	    apt-get install -qq -y --no-install-recommends gammu gammu-smsd >/dev/null; } || \
	  { echo "The test of the modem needs gammu: apt-get install gammu gammu-smsd" >&2; exit 1; }

.PHONY: speech
speech:
	@command -v espeak-ng >/dev/null || \
	  { [ "$$(id -u)" = 0 ] && apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	    apt-get install -qq -y --no-install-recommends espeak-ng >/dev/null; } || \
	  { echo "The tests of recordings need a voice: apt-get install espeak-ng" >&2; exit 1; }

.PHONY: file-tools
file-tools:
	@{ command -v exiftool && command -v ffmpeg && command -v convert && command -v heif-enc && command -v qpdf \
	  && command -v gs && command -v mat2 && command -v pdfinfo; } >/dev/null 2>&1 || \
	  { [ "$$(id -u)" = 0 ] && apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	    apt-get install -qq -y --no-install-recommends libimage-exiftool-perl ffmpeg imagemagick libheif-examples qpdf \
	    ghostscript mat2 poppler-utils >/dev/null; } || \
	  { echo "The tests of files need: apt-get install libimage-exiftool-perl ffmpeg imagemagick libheif-examples qpdf ghostscript mat2 poppler-utils" >&2; exit 1; }

.PHONY: walls
walls:
	@command -v bwrap >/dev/null || \
	  { [ "$$(id -u)" = 0 ] && apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	    apt-get install -qq -y --no-install-recommends bubblewrap >/dev/null; } || \
	  { echo "The tests of the sandbox need bubblewrap: apt-get install bubblewrap" >&2; exit 1; }

# Its package would start an onion router at once, were the machine not said to be in maintenance (run level 1).
.PHONY: tor
tor:
	@command -v tor >/dev/null || test -x /usr/sbin/tor || \
	  { [ "$$(id -u)" = 0 ] && apt-get update -qq && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive \
	    apt-get install -qq -y --no-install-recommends tor >/dev/null; } || \
	  { echo "The test of the onion service needs tor: apt-get install tor" >&2; exit 1; }

.PHONY: caddy
caddy:
	@command -v caddy >/dev/null || \
	  { [ "$$(id -u)" = 0 ] && apt-get update -qq && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive \
	    apt-get install -qq -y --no-install-recommends caddy >/dev/null; } || \
	  { echo "The tests through the proxy need caddy: apt-get install caddy" >&2; exit 1; }

.PHONY: nginx
nginx:
	@test -x /usr/sbin/nginx || \
	  { [ "$$(id -u)" = 0 ] && apt-get update -qq && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive \
	    apt-get install -qq -y --no-install-recommends nginx-light >/dev/null; } || \
	  { echo "The test of proxies needs nginx: apt-get install nginx-light" >&2; exit 1; }
