# Few targets; everything else is manage.py. A machine with Python 3.11 or later and make is enough for `make demo`.
SHELL := /bin/sh
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VAR_DIR ?= $(CURDIR)/var
PORT ?= 8000
export VAR_DIR

# The stamps carry the checksum of their lock file: a changed lock is installed, an unchanged one never again.
RUNTIME := .venv/.runtime-$(shell cksum < requirements.lock | cut -d' ' -f1)
DEV := .venv/.dev-$(shell cksum < requirements-dev.lock | cut -d' ' -f1)
PY := .venv/bin/python
PIP := $(PY) -m pip install -qq --no-compile --disable-pip-version-check --require-hashes

.PHONY: demo setup-demo run test test-services lint audit test-browser bench load reset

demo: setup-demo  ## build everything, load the demo county, serve it (DEMO_ONLY_SETUP=1: do not serve)
ifndef DEMO_ONLY_SETUP
	@exec $(PY) manage.py serve --port $(PORT)
endif

# One process for the three commands: starting Django costs more than finding that there is nothing to do.
setup-demo: $(RUNTIME)
	@$(PY) manage.py shell --no-imports --command 'from django.core.management import call_command as run; \
		run("migrate", verbosity=0); run("load_standard"); run("load_special_periods"); run("load_topics"); run("load_statutory_sources"); run("load_inspection_rules"); run("load_synonyms"); \
		run("load_demo", address="http://127.0.0.1:$(PORT)"); run("load_interpretation_rules"); run("reindex", entries=True, verbosity=0)'

run: $(RUNTIME)  ## serve what is there, demo or not
	@$(PY) manage.py migrate --verbosity 0
	@exec $(PY) manage.py serve --port $(PORT)

test: $(DEV)  ## the whole suite on SQLite; browser and service tests are run by .ci/run
	$(PY) -m pytest -n 2 -q -m "not browser and not services"

test-browser: $(DEV)  ## journeys in a real Chromium
	$(PY) -m pytest -q -m browser tests/browser

# On the server of DATABASE_URL, or PostgreSQL and Redis where Debian has them; a database of its own, gone afterwards.
SERVICES_DATABASE ?= postgres://postgres@127.0.0.1:5432/postgres
SERVICES_REDIS ?= redis://127.0.0.1:6379/0
test-services: $(DEV)  ## backup, faults, replica, recovery, the whole stack: on real servers that are killed and restarted
	@psql "$(SERVICES_DATABASE)" -c 'SELECT 1' > /dev/null 2>&1 || { echo "连不上 PostgreSQL:$(SERVICES_DATABASE)。请先启动(Debian:apt-get install postgresql redis-server nginx-light),或者用 SERVICES_DATABASE 指定。"; exit 1; }
	@redis-cli -u "$(SERVICES_REDIS)" ping > /dev/null 2>&1 || { echo "连不上 Redis:$(SERVICES_REDIS)。请先启动,或者用 SERVICES_REDIS 指定。"; exit 1; }
	DATABASE_URL=$(SERVICES_DATABASE) REDIS_URL=$(SERVICES_REDIS) REDIS_PREFIX=services: TEST_DATABASE=portal_services \
		VAR_DIR=$(VAR_DIR)/services $(PY) -m pytest -q --create-db -m services tests/services

lint: $(DEV)  ## style, types, floors, templates, migrations, system checks
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/djlint templates --lint --quiet
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py check --fail-level WARNING

audit: $(DEV)  ## known weaknesses of the locked packages; asks the network, so it is no part of lint
	@$(PY) -m pip --disable-pip-version-check install -qq --target $(VAR_DIR)/pip-audit pip-audit
	PYTHONPATH=$(VAR_DIR)/pip-audit $(PY) -m pip_audit --require-hashes --disable-pip -r requirements.lock

bench: $(RUNTIME)  ## the figures; each script prints its own
	@set -e; for script in bench/[!_]*.py; do \
		case $$script in bench/setting.py|bench/hello.py|bench/load.py) continue;; esac; \
		module=$${script%.py}; echo "== $$module"; $(PY) -m $$(echo $$module | tr / .); \
	done

load: $(RUNTIME)  ## ten minutes of readers through the whole stack (SECONDS=60 for one; RATE=60: so many a second)
	$(PY) -m bench.load $(or $(SECONDS),600) $(or $(CLIENTS),6) $(RATE)

reset:  ## throw the demo's data away and start over
	@if [ -e "$(VAR_DIR)/serve.lock" ] && command -v flock > /dev/null \
		&& ! flock --nonblock "$(VAR_DIR)/serve.lock" true; then \
		echo "网站正在使用 $(VAR_DIR),请先停止 manage.py serve。"; exit 1; fi
	@cd "$(VAR_DIR)" 2> /dev/null && rm -rf db.sqlite3* queue queue-control beat-schedule* heartbeat serve.lock log media static search || true
	@$(MAKE) --no-print-directory demo

$(RUNTIME): requirements.lock
	@test -n "$(PYTHON)" || { echo "没有找到 python3,请先安装 Python 3.11 或更高版本。"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "$(PYTHON) 低于 3.11,请安装 Python 3.11 或更高版本。"; exit 1; }
	@test -x $(PY) || $(PYTHON) -m venv .venv \
		|| { rm -rf .venv; echo "不能建立虚拟环境;Debian、Ubuntu 上请先 apt-get install python3-venv。"; exit 1; }
	@echo "正在安装依赖……"
	@$(PIP) -r requirements.lock
	@rm -f .venv/.runtime-* && touch $@

$(DEV): $(RUNTIME) requirements-dev.lock
	@echo "正在安装开发依赖……"
	@$(PIP) -r requirements-dev.lock
	@rm -f .venv/.dev-* && touch $@
