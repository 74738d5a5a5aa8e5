#!/usr/bin/env bash
# How fast rungs fire that fall due at one instant, on PostgreSQL. One JSON line:
#   {"bench":"rungs","pending":1000000,"due":100000,"fired":…,"seconds":…,"fired_per_s":…,"lag_p50_ms":…,"lag_p99_ms":…,
#    "early":0,"twice":0,"enqueued":…,"rss_mib_10":…,"rss_mib":…}
# PENDING requests lie at the intake desk, each with one clock; for DUE of them its first rung ("remind")
# falls due at the same instant, for the others on the next working day. `lianban serve --no-worker` and
# `lianban worker` are up before that instant, on a law's clock that is set shortly before it. seconds
# are from that instant to the last commit; lag is from that instant to the commit that fired a rung, by
# PostgreSQL's own timestamps of commits. enqueued counts the letters that the rungs ask for, fired or
# not by then. rss_mib_10 is what the worker had resident when a tenth had fired, rss_mib its most.
# It fails unless each fired once, never early, and enqueued its letter. VERIFY=1 lets `lianban verify`
# prove the same once more from all journals, which takes a second for some hundred requests.
# Two times fifty requests are filed through the API, the rest are copies of their rows with journals.
# PENDING=1000000 DUE=100000. Uses the server that DATABASE_URL names (it must have
# track_commit_timestamp=on), else a throwaway cluster of its own; a million takes some 10 GB of disk.
# Needs: cargo or LIANBAN=<binary>, PostgreSQL's programs, node.
. "$(dirname "$0")/ground.sh"
cluster shared_buffers=1GB max_wal_size=4GB track_commit_timestamp=on
export DATABASE_URL PENDING=${PENDING:-1000000} DUE=${DUE:-100000}
measure bench/rungs.mjs
