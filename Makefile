# What can be done here: make help
#
# One target folder outside the clone, so that several clones share the compiled dependencies, and one
# selection of packages (--workspace) everywhere: another selection is another set of features, and compiles
# DataFusion again.
export CARGO_TARGET_DIR ?= $(HOME)/.cache/junheng/target
DEMO_DIR ?= $(CURDIR)/demo
JUNHENG = $(CARGO_TARGET_DIR)/debug/junheng

.PHONY: help demo test lint bench release tools

help:
	@echo "make demo     make up a county in $(DEMO_DIR), judge it, explain one figure, write the reports"
	@echo "make test     everything that must hold: format, lints, tests, the rulebook and its worked examples"
	@echo "make lint     format and lints only"
	@echo "make bench    measure beside DuckDB, pandas, openpyxl and LibreOffice (builds for production first)"
	@echo "make release  the production build: $(CARGO_TARGET_DIR)/release/junheng"

demo: tools
	cargo build --workspace
	scripts/demo "$(JUNHENG)" "$(DEMO_DIR)"

test: lint
	cargo test --workspace
	"$(JUNHENG)" rulebook check rulebook

lint: tools
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings

bench: tools
	benches/run

release: tools
	cargo build --release --workspace

tools:
	@scripts/tools
