# What can be done here: make help
#
# One target folder outside the clone, so that several clones share the compiled dependencies, and one
# selection of packages (--workspace) everywhere: another selection is another set of features, and compiles
# DataFusion again.
export CARGO_TARGET_DIR ?= $(HOME)/.cache/junheng/target
DEMO_DIR ?= $(CURDIR)/demo
JUNHENG = $(CARGO_TARGET_DIR)/debug/junheng

.PHONY: help demo tour test lint bench load fuzz fuzz-api crash pictures release tools assets look

help:
	@echo "make demo     make up a city in $(DEMO_DIR)/county and serve it, with people for every role"
	@echo "make tour     the command line: make up a county in $(DEMO_DIR), judge it, explain one figure, write the reports"
	@echo "make test     everything that must hold: format, lints, tests, the rulebook and its worked examples"
	@echo "make lint     format and lints only"
	@echo "make assets   fetch what the pages take from others (htmx, Tabler, ECharts) by npm"
	@echo "make look     take pictures of all components in Chromium and ask axe-core: $(CARGO_TARGET_DIR)/look"
	@echo "make bench    measure beside DuckDB, pandas, openpyxl and LibreOffice (builds for production first)"
	@echo "make load     measure 300 people reading and 30 uploading at once (builds for production first)"
	@echo "make fuzz     give damaged files to each reader, for FUZZ_SECONDS (60) each"
	@echo "make fuzz-api send what nobody would send to every address of the API, and broken workbooks"
	@echo "make crash    kill the server JUNHENG_KILLS (200) times at random instants, on each database"
	@echo "make pictures make the pictures of the user guide anew, from the demo city"
	@echo "make release  the production build: $(CARGO_TARGET_DIR)/release/junheng"

demo: tools assets
	cargo build --workspace
	scripts/demo-county "$(JUNHENG)" "$(DEMO_DIR)/county"

tour: tools assets
	cargo build --workspace
	scripts/demo "$(JUNHENG)" "$(DEMO_DIR)"

test: lint
	scripts/with-postgres cargo test --workspace
	cargo build --workspace
	scripts/with-postgres node --test --test-concurrency=1 tests/platform/story.mjs tests/platform/typing.mjs tests/platform/copying.mjs tests/platform/keyboard.mjs tests/platform/phone.mjs tests/platform/jobs.mjs tests/platform/api_story.mjs tests/platform/crash.mjs
	"$(JUNHENG)" rulebook check rulebook

lint: tools assets
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings

# What nobody would send, to every address of the API, and broken workbooks.
fuzz-api: tools assets
	cargo build --workspace
	node --test --test-concurrency=1 tests/platform/upload_fuzz.mjs tests/platform/fuzz_api.mjs

# Built for production: a kill is then closer to the instants that matter, and 200 take minutes.
crash: release
	JUNHENG="$(CARGO_TARGET_DIR)/release/junheng" JUNHENG_KILLS=$(or $(JUNHENG_KILLS),200) \
		scripts/with-postgres node --test tests/platform/crash.mjs

pictures: tools assets
	cargo build --workspace
	node tests/platform/pictures.mjs docs/images/guide

bench: tools assets
	benches/run

load: release
	node benches/load.mjs

fuzz: tools assets
	scripts/fuzz $(or $(FUZZ_SECONDS),60)
	cargo build --workspace
	scripts/fuzz-parquet "$(JUNHENG)" $(or $(FUZZ_SECONDS),60)

release: tools assets
	cargo build --release --workspace

tools:
	@scripts/tools

look: assets
	scripts/style-guide "$(CARGO_TARGET_DIR)/look"

# What the pages take from others, by npm.
assets: tools
	@scripts/assets
