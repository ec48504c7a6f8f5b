# Each target is a thin call of a tool that can be called by itself; `source .venv/bin/activate` and use dbt directly if you like.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := .uv/bin/uv
UV_VERSION := 0.13.9
export UV_PROJECT_ENVIRONMENT := $(VENV)

LEAD ?=
SEND ?=
D ?=
Q ?=
A ?=
B ?=
T ?=
ARGS ?=
NOWAIT ?=

.PHONY: help env dev demo build check-raw summary test lint explain compare notify calibrate report contract forget audit bench dialects export docs clean

help:  ## what there is to make
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | column -t -s "$$(printf '\t')"

$(UV):
	@$(PYTHON) -m venv .uv
	@.uv/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

$(VENV)/.env-ready: $(UV) pyproject.toml uv.lock
	@$(UV) sync --quiet --frozen --system-certs --inexact --python $(PYTHON)
	@touch $@

# compiled when it is installed, for the tests start dbt some hundred times: also where Python may not keep what it compiles
$(VENV)/.dev-ready: $(UV) pyproject.toml uv.lock
	@$(UV) sync --quiet --frozen --system-certs --inexact --group dev --compile-bytecode --python $(PYTHON)
	@touch $@ $(VENV)/.env-ready

$(VENV)/.checks-ready: $(UV) pyproject.toml uv.lock
	@$(UV) sync --quiet --frozen --system-certs --inexact --group checks --python $(PYTHON)
	@touch $@ $(VENV)/.env-ready

$(VENV)/.calibrate-ready: $(UV) pyproject.toml uv.lock
	@$(UV) sync --quiet --frozen --system-certs --inexact --group calibrate --python $(PYTHON)
	@touch $@ $(VENV)/.env-ready

$(VENV)/.report-ready: $(UV) pyproject.toml uv.lock
	@$(UV) sync --quiet --frozen --system-certs --inexact --group report --python $(PYTHON)
	@touch $@ $(VENV)/.env-ready

env: $(VENV)/.env-ready  ## the environment, from the lock file

dev: $(VENV)/.dev-ready  ## the environment with the tools that test and lint

demo/raw/leads.parquet: scripts/make_demo_data.py | $(VENV)/.env-ready
	@$(BIN)/python scripts/make_demo_data.py --out demo/raw

demo: demo/raw/leads.parquet  ## the demo data, in demo/raw

build: $(VENV)/.checks-ready $(if $(MQL_RAW_PATH),,demo/raw/leads.parquet)  ## environment, demo data, raw checks, dbt build, and what came out: make build [ARGS="--full-refresh"] [NOWAIT=1]
	@$(BIN)/python scripts/build.py $(if $(NOWAIT),--no-wait) -- $(ARGS)

check-raw: $(VENV)/.checks-ready $(if $(MQL_RAW_PATH),,demo/raw/leads.parquet)  ## what the raw files hold, before a build reads them: make check-raw [ARGS=--strict]
	@$(BIN)/python scripts/check_raw.py --notes $(ARGS)

summary: $(VENV)/.env-ready  ## what the last build says
	@$(BIN)/python scripts/summary.py

explain: $(VENV)/.env-ready  ## one lead's story: make explain LEAD=L123 [D=framework]
	@$(BIN)/python scripts/explain.py "$(LEAD)" $(if $(D),--definition "$(D)")

notify: $(VENV)/.env-ready  ## what somebody must be told (a dry run); make notify SEND=1 posts it to MQL_WEBHOOK_URL
	@$(BIN)/python scripts/notify.py $(if $(SEND),--send)

calibrate: $(VENV)/.calibrate-ready  ## a draft scorecard from closed-won history: make calibrate [D=framework] [ARGS="--horizon-days 120"]
	@$(BIN)/python scripts/calibrate.py $(if $(D),--base "$(D)") $(ARGS)

report: $(VENV)/.report-ready  ## the quarterly review as one page: make report [D=framework] [Q=2026-Q1]
	@$(BIN)/python scripts/report.py $(if $(D),"$(D)") $(if $(Q),--quarter "$(Q)")

contract: $(VENV)/.env-ready  ## a definition as a page to read and sign: make contract [D=framework]
	@$(BIN)/python scripts/contract.py $(if $(D),"$(D)")

forget: export FORGOTTEN := $(LEAD)
forget: $(VENV)/.env-ready  ## a person out of the database, its file and every load to come: make forget LEAD=L123 [ARGS=--email-too]
	@$(BIN)/python scripts/forget.py $(ARGS) -- "$$FORGOTTEN"

audit: $(VENV)/.env-ready  ## known vulnerabilities of the locked packages, by osv.dev
	@$(BIN)/python scripts/audit_dependencies.py --strict

bench: $(VENV)/.report-ready  ## how long builds take, as ratios: make bench [ARGS="--events 20M --only full,batch"]
	@$(BIN)/python scripts/benchmark.py $(ARGS)

dialects: $(VENV)/.dev-ready  ## which models parse as SQL of other warehouses: a report (MQL_TARGET=postgres says more)
	@$(BIN)/python scripts/dialects.py

test: lint demo/raw/leads.parquet  ## everything that CI runs
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

lint: $(VENV)/.dev-ready  ## ruff and sqlfluff
	@$(BIN)/ruff check .
	@mkdir -p target
	@MQL_DUCKDB_PATH=target/lint.duckdb $(BIN)/sqlfluff lint models analyses --processes 2 --disable-progress-bar

compare: $(VENV)/.env-ready  ## two definitions side by side: make compare A=framework B=my_draft
	@$(BIN)/python scripts/compare.py "$(A)" "$(B)"

export: $(VENV)/.env-ready  ## a mart as a CSV file for a spreadsheet: make export T=fct_mqls
	@$(BIN)/python scripts/export.py "$(T)"

docs: $(VENV)/.env-ready  ## dbt's docs as one page: target/static_index.html
	@$(BIN)/dbt --quiet docs generate --static

clean:  ## everything that can be made again
	@rm -rf target logs demo report exports .definitions mql.duckdb mql.duckdb.wal mql.duckdb.tmp mql.duckdb.lock mql.spark .mql.building .mql.failed
