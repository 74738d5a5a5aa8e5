# The few commands a developer needs; `make help` lists them.

.PHONY: help test prove demo lint tools

help: ## List the commands
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 8

test: tools ## Run every test; installs PostgreSQL, Chromium and npm's tools first where they are missing
	cargo test --workspace
	cd tests/browser && npm ci && npm test

prove: ## Do harm on purpose and see that everything holds (docs/en/proving.md); ROWS="kill races" chooses
	@scripts/install-test-tools prove
	scripts/build-fuzz-targets
	PROVE=$${PROVE:-usual} cargo test --test prove -- $(ROWS)

demo: ## Play the three stories and stay up
	cargo run --release -- demo

lint: ## Formatting and clippy, warnings are errors
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings

tools: ## Install what the tests run beside cargo
	@scripts/install-test-tools
