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
. "$(dirname "$0")/ground.sh"
cluster shared_buffers=1GB max_wal_size=8GB
export DATABASE_URL OPEN=${OPEN:-1000000}
measure bench/pages.mjs
