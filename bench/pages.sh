#!/usr/bin/env bash
# How fast pages are read with OPEN open reviews (a million unless told) on PostgreSQL, 16 clients at
# once. One JSON line a page:
#   {"bench":"pages","page":"status|queue|review|overview","open":…,"clients":16,"reads":…,"p50_ms":…,"p99_ms":…,
#    "client_p50_ms":…,"client_p99_ms":…,"bytes":…}
# p50_ms and p99_ms are measured at the server, from its own histogram, even within a bucket; client_* by
# whoever asked, on the same machine. Clients ask again at once: nobody thinks in between.
# Sixty-four requests are filed and accepted through the API; the rest are copies of their rows made
# inside the database. Uses the server that DATABASE_URL names, else a throwaway cluster of its own.
# Needs: cargo or LIANBAN=<binary>, PostgreSQL's programs, node.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -z "${LIANBAN:-}" ]; then
    cargo build --release --quiet
    LIANBAN=${CARGO_TARGET_DIR:-target}/release/lianban
fi
LIANBAN=$(realpath "$LIANBAN")
# A socket's path may have some 100 bytes, and TMPDIR may be longer than that.
scratch=$(mktemp -d /tmp/lianban-bench-XXXXXX)
as_user=()
stop=()
finish() {
    for command in "${stop[@]}"; do eval "$command" >/dev/null 2>&1 || true; done
    rm -rf "$scratch"
}
trap finish EXIT

if [ -z "${DATABASE_URL:-}" ]; then
    PATH=$PATH:$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -1 || true)
    mkdir "$scratch/postgres"
    if [ "$(id -u)" -eq 0 ]; then
        # initdb refuses root.
        as_user=(setpriv --reuid 65534 --regid 65534 --clear-groups env "HOME=$scratch/postgres")
        chmod 755 "$scratch"
        chown 65534:65534 "$scratch/postgres"
    fi
    port=$((20000 + RANDOM % 20000))
    "${as_user[@]}" initdb -D "$scratch/postgres/data" -U lianban -A trust -E UTF8 --locale=C >/dev/null
    "${as_user[@]}" pg_ctl -D "$scratch/postgres/data" -w -l "$scratch/postgres/log" \
        -o "-p $port -k $scratch/postgres -c listen_addresses=127.0.0.1 -c shared_buffers=1GB -c max_wal_size=8GB" start >/dev/null
    stop+=("${as_user[*]} pg_ctl -D $scratch/postgres/data -m immediate stop")
    DATABASE_URL=postgres://lianban@127.0.0.1:$port/postgres
fi

export DATABASE_URL LIANBAN OPEN=${OPEN:-1000000} CLIENTS=${CLIENTS:-16} SECONDS_EACH=${SECONDS_EACH:-10}
export SCRATCH=$scratch
node bench/pages.mjs
