# Короткі імена для того, що люди роблять щодня. Уся логіка — у програмі techmarket; тут лише виклики.
#   make            перелік цілей
#   make setup      від порожньої машини до перевірених баз

RUNTIME ?= local
JOBS    ?= $(shell nproc)
TECHMARKET := build/techmarket
# YES=1 — нічого не питати.
CONFIRM := $(if $(YES),--yes)
# --runtime потрібен лише командам, що керують серверами; решта під'єднується за адресами каталогу.
WITH_RUNTIME := --runtime $(RUNTIME)

# pipefail: невдала збірка лишається невдалою і за конвеєром, що прибирає «no work to do».
SHELL := bash
.SHELLFLAGS := -o pipefail -c
BUILD := cmake --build build -j $(JOBS)
QUIETLY := -- --quiet | { grep -v '^ninja: no work to do' || true; }

.DEFAULT_GOAL := help
.PHONY: help setup packages build test test-fast deep chaos check format fmt tidy start stop restart ps logs data etl verify doctor backup \
        adminer clean generated bench image k8s-deploy k8s-clean test-docker test-k8s

help: ## this list
	@echo "TechMarket. Usage: make TARGET [RUNTIME=local|docker|k8s] [YES=1]"
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  %-13s %s\n", $$1, $$2}'

setup: packages build ## install, build, start, fill, load the warehouse, verify
	@echo '== Databases'; $(TECHMARKET) up $(WITH_RUNTIME)
	@echo; echo '== Data'; $(TECHMARKET) generate $(CONFIRM)
	@echo; echo '== Warehouse'; $(TECHMARKET) etl run --allow-deletes
	@echo; echo '== Proof'; $(TECHMARKET) verify --quiet
	@echo; echo '== Ready'; $(TECHMARKET) status $(WITH_RUNTIME)
	@echo; echo 'next: make data SCALE=100   a larger world'
	@echo '      make verify           every table and every check'
	@echo '      make stop, make start, make backup, make clean; make help lists the rest'

packages:
	@echo '== Packages and build'; scripts/install-packages.sh

build/build.ninja:
	@for tool in cmake ninja g++; do command -v $$tool >/dev/null || { echo "error: $$tool is missing" >&2; \
	  echo '  hint: run `make setup`' >&2; exit 78; }; done
	@cmake --preset release >build.log 2>&1 || { tail -20 build.log; exit 1; }
	@rm -f build.log

build: build/build.ninja ## build build/techmarket and build/dbml2sql
	@test -x $(TECHMARKET) || echo 'Building (a few minutes the first time)...'
	@$(BUILD) --target techmarket dbml2sql $(QUIETLY)

test: build ## all tests: unit, golden, end-to-end on real servers
	@$(BUILD) $(QUIETLY)
	@scripts/test.sh -j $(JOBS) $(CTEST_FLAGS)

# Три найдовші (мільйони рядків, сотні проєктів) лишаються для `make test`: разом вони йдуть довше за решту.
test-fast: build ## tests that need no servers: seconds
	@$(BUILD) $(QUIETLY)
	@scripts/test.sh -j $(JOBS) -L fast -E '(HostileValues|LintLimits|cli\.limits)' $(CTEST_FLAGS)

deep: build ## hours of checking: sanitizers, fuzzers, kills, pairs of commands, damages; one page of figures
	@scripts/deep.sh

chaos: build ## trouble at every statement of `etl run`: program and servers killed, paused, cut off; SEEDS=25 histories
	@$(BUILD) $(QUIETLY)
	@TECHMARKET_CHAOS_SEEDS=$(or $(SEEDS),25) scripts/test.sh -R ChaosTest --timeout 36000 --verbose $(CTEST_FLAGS)

check: build ## formatting, generated files, schema conventions
	@scripts/format.sh --check
	@$(TECHMARKET) schema fmt --check
	@$(TECHMARKET) schema build --check
	@$(TECHMARKET) schema lint --strict
	@$(TECHMARKET) schema erd --check
	@$(TECHMARKET) render --check

format: ## format all C++ code
	@scripts/format.sh

fmt: build ## format all DBML files
	@$(TECHMARKET) schema fmt

tidy: build ## clang-tidy over all code (slow)
	@scripts/tidy.sh

generated: build ## rewrite all that follows from DBML and techmarket.toml
	@$(TECHMARKET) schema build
	@$(TECHMARKET) schema erd
	@$(TECHMARKET) render

start: build ## start all services and wait until they are ready
	@$(TECHMARKET) up $(WITH_RUNTIME)

stop: build ## stop all services; data stays
	@$(TECHMARKET) down $(WITH_RUNTIME)

restart: stop start ## stop, then start

ps: build ## what is running
	@$(TECHMARKET) status $(WITH_RUNTIME)

logs: build ## log of a service: make logs SERVICE=orders-db
	@$(TECHMARKET) logs $(or $(SERVICE),$(error name a service: make logs SERVICE=orders-db)) $(WITH_RUNTIME)

data: build ## fill the four databases, then the warehouse; SCALE=10 for a larger world
	@$(TECHMARKET) generate $(if $(SCALE),--scale $(SCALE)) $(CONFIRM)
	@$(TECHMARKET) etl run --allow-deletes

etl: build ## load the warehouse from the four databases
	@$(TECHMARKET) etl run

verify: build ## prove that nothing was lost
	@$(TECHMARKET) verify

doctor: build ## what is wrong, and what to do about it
	@$(TECHMARKET) doctor

backup: build ## dump all five databases to backups/<time>/
	@$(TECHMARKET) backup

adminer: build ## where Adminer is
	@$(TECHMARKET) status $(WITH_RUNTIME) --json | python3 -c 'import json,sys; print(json.load(sys.stdin)["adminer"]["url"])'

clean: build ## stop and delete the data of this instance (asks; YES=1 does not)
	@$(TECHMARKET) clean $(WITH_RUNTIME) $(CONFIRM)

bench: build ## ratios to yardsticks measured in the same run
	@for script in bench/*.sh; do "$$script" || exit 1; done

test-docker: ## run docker-compose.yml for real on images built from packages
	@tests/docker/run.sh && tests/docker/runtime.sh

test-k8s: build ## run k8s/ for real in a Kubernetes built from the sources of Debian
	@tests/k8s/run.sh || [ $$? = 77 ]

image: build ## build the image of the program, techmarket:<version>
	@docker build --tag "techmarket:$$($(TECHMARKET) --version | sed 's/.* //')" .

k8s-deploy: build ## deploy to Kubernetes
	@$(TECHMARKET) up --runtime k8s

k8s-clean: build ## remove from Kubernetes (asks; YES=1 does not)
	@$(TECHMARKET) clean --runtime k8s $(CONFIRM)
