# Turnpike's own commands. `make` alone lists them.
SWIFT ?= swift
# SwiftPM hands the names of traits to the compiler in the order of a set, and another order builds everything anew.
export SWIFT_DETERMINISTIC_HASHING = 1
RUN_TESTS = Scripts/run_tests.sh
LINT = Sources Plugins Tests Examples Benchmarks Fuzz Package.swift

.PHONY: help setup build demo test test-integration test-plugins full-stack load bench fuzz lint format docs embed typed-app typed-figures mermaid traits crash races clean

help:
	@echo "make demo              install what is missing, build, and watch deals move through gates"
	@echo "make test              install what is missing, build, and run the tests"
	@echo "make test-integration  the tests that run the built tool from outside, and the examples' scripts"
	@echo "make test-plugins      the plug-ins that call servers, against servers that it starts on this machine"
	@echo "make full-stack        a sales process with mail, chat, calendar and CRM on servers of this machine, step by step"
	@echo "make load              signed messages to the receiving router on this machine: requests per second, p50 and p99"
	@echo "make bench             figures in release, each beside a C baseline of the same run"
	@echo "make fuzz              libFuzzer over expressions for SECONDS=60 in all; executions and coverage"
	@echo "make lint | format     check or mend the formatting"
	@echo "make docs              build the documentation"
	@echo "make crash             kill writers of a store and workers of its outbox at random instants and look at what they leave (ROUNDS=50)"
	@echo "make races             look for data races with the thread sanitizer, module by module (a build of its own, ten minutes)"
	@echo "make embed             build a customer's package with the bare core and nothing else"
	@echo "make typed-app         build a customer's package that has its process as Swift types, and tell the time"
	@echo "make typed-figures     how long generating and compiling the types of a process of 50 stages takes"
	@echo "make mermaid           let Mermaid's own parser read the diagrams of all examples and of hostile texts"
	@echo "make traits            build with no trait, and with each alone, and run the tests of Observability"

setup:
	@Scripts/setup.sh

build: setup
	$(SWIFT) build

demo: setup
	@$(SWIFT) build --product turnpike
	@"$$($(SWIFT) build --show-bin-path)/turnpike" demo

# Tests of processes go first and alone: beside everything else each answer of theirs would wait for a core.
test: setup
	$(SWIFT) build --build-tests
	$(RUN_TESTS) --filter '^TurnpikePluginsTests'
	$(RUN_TESTS) --skip '^TurnpikePluginsTests'

test-integration: setup
	@$(SWIFT) build --product turnpike
	@Scripts/walkthroughs.sh "$$($(SWIFT) build --show-bin-path)/turnpike"
	@Scripts/scenarios.sh "$$($(SWIFT) build --show-bin-path)/turnpike"
	@Scripts/kill_and_resume.sh "$$($(SWIFT) build --show-bin-path)/turnpike"
	@$(MAKE) --no-print-directory test-plugins

# They are a package of their own, so that 'make test' fetches and builds no client library.
test-plugins: setup
	@Scripts/test_plugins.sh

full-stack: setup
	@Examples/full_stack/run.sh

# An optimised build by default; `make load CONFIGURATION=debug` takes the one that test-plugins has made.
load: setup
	@$(SWIFT) test --package-path Tests/Integration -c $(or $(CONFIGURATION),release) \
		--filter ReceiverServerTests.load 2>&1 | grep -E 'receiver|error|failed|passed'

bench: setup
	@$(MAKE) --no-print-directory -C Benchmarks run

fuzz: setup
	@$(MAKE) --no-print-directory -C Fuzz run SECONDS=$(or $(SECONDS),60)

lint:
	$(SWIFT) format lint --strict -r $(LINT)

format:
	$(SWIFT) format -i -r $(LINT)

docs: setup
	@Scripts/docs.sh

embed: setup
	@Scripts/embed.sh

typed-app: setup
	@Scripts/typed_app.sh

typed-figures: setup
	@$(SWIFT) build --product turnpike-generate
	@$(SWIFT) build --target TurnpikeTyped
	@Scripts/typed_figures.sh "$$($(SWIFT) build --show-bin-path)"

mermaid: setup
	@$(SWIFT) build --product turnpike
	@Scripts/mermaid.sh "$$($(SWIFT) build --show-bin-path)/turnpike"

traits: setup
	$(SWIFT) build --disable-default-traits --scratch-path .build-none
	$(SWIFT) build --traits SQLite --scratch-path .build-sqlite
	$(SWIFT) build --traits CLI --scratch-path .build-cli
	$(SWIFT) build --traits Subprocess --scratch-path .build-subprocess
	$(SWIFT) build --traits HTTP --scratch-path .build-http
	$(SWIFT) build --traits Mail --scratch-path .build-mail
	$(SWIFT) test --traits SQLite,CLI,Observability --scratch-path .build-observability --filter '^TurnpikeObservabilityTests'

ROUNDS ?= 50
crash: setup
	@$(SWIFT) build --product crash-writer
	@Scripts/crash.sh "$$($(SWIFT) build --show-bin-path)/crash-writer" $(ROUNDS)
	@Scripts/crash_delivery.sh "$$($(SWIFT) build --show-bin-path)/crash-writer" $(ROUNDS)

races: setup
	@Scripts/races.sh

clean:
	rm -rf .build .build-* site
