#!/usr/bin/env bash
# How many opinions a second go through the whole house, durable, on PostgreSQL and on SQLite, beside
# what the database alone does (its roof) in the same run. One JSON line a store and number of clients:
#   {"bench":"joint6","store":"postgres|sqlite","clients":16,"decisions_per_s":…,"p50_ms":…,"p99_ms":…,"rss_mib":…,
#    "bytes_per_request":…,"kept_bytes_per_request":…,"roof_per_s":…,"ratio_to_roof":…,"server_p50_ms":…,"server_p99_ms":…}
# The work is `lianban load`: file, accept, six opinions of six departments, join, read back, all through
# the public API; only opinions answered with 2xx are counted. roof_per_s is the mean of the roofs
# measured before, between and after the runs. The roof has 16 clients whatever the house has; on SQLite,
# one writer. rss_mib is the most that the server had resident, bytes_per_request what the database grew
# by for a finished request, journal included, before any vacuum; kept_bytes_per_request, on PostgreSQL
# alone, what is left of that once dead rows are cleared away. PostgreSQL runs with its stock settings.
# It fails unless every call was answered well and `lianban verify` holds in the end.
# STORES="postgres sqlite" CLIENTS_EACH="16 64" SECONDS_EACH=10; LOAD=<binary> makes another binary the load.
# Needs: cargo (with LIANBAN=<binary> it builds the small roof of SQLite alone), PostgreSQL's programs with pgbench, node.
. "$(dirname "$0")/ground.sh"
export CLIENTS_EACH=${CLIENTS_EACH:-16 64} STORES=${STORES:-postgres sqlite} LOAD=${LOAD:-$LIANBAN}
if [[ $STORES == *postgres* ]]; then
    needs pgbench "PostgreSQL's programs (postgresql-contrib)"
    cluster
    export DATABASE_URL
fi
if [[ $STORES == *sqlite* ]] && [ -z "${ROOF:-}" ]; then
    needs cargo 'Rust, or ROOF=<the built roof>'
    cargo build --release --quiet --package roof
    ROOF=$(realpath "${CARGO_TARGET_DIR:-target}/release/roof")
fi
export ROOF=${ROOF:-}
measure bench/joint6.mjs
