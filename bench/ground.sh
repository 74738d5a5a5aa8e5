# What every measurement here stands on; sourced, not run. It needs bash and gives: LIANBAN, the binary;
# SCRATCH, a folder that goes at the end; `needs`; `cluster`, a throwaway PostgreSQL of its own.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

PATH=$PATH:$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -1 || true)

# needs PROGRAM WHERE-FROM
needs() {
    command -v "$1" >/dev/null && return
    echo "$(basename "$0") needs $1: $2" >&2
    exit 2
}

needs node 'Node.js 20 or newer'
needs psql "PostgreSQL's client programs"
if [ -z "${LIANBAN:-}" ]; then
    needs cargo 'Rust, or LIANBAN=<a built binary>'
    cargo build --profile dist --quiet
    LIANBAN=${CARGO_TARGET_DIR:-target}/dist/lianban
fi
if [ ! -x "$LIANBAN" ]; then
    echo "$(basename "$0"): there is no program at LIANBAN=$LIANBAN" >&2
    exit 2
fi
LIANBAN=$(realpath "$LIANBAN")

# A socket's path may have some 100 bytes, and TMPDIR may be longer than that.
SCRATCH=$(mktemp -d /tmp/lianban-bench-XXXXXX)
as_user=()
stop=()
finish() {
    jobs -p | xargs -r kill 2>/dev/null || true
    wait
    for command in "${stop[@]}"; do eval "$command" >/dev/null 2>&1 || true; done
    rm -rf "$SCRATCH"
}
trap finish EXIT
trap 'exit 130' INT TERM

# free_port: one below those that the kernel gives to whoever calls, and that nobody listens at.
free_port() {
    local port
    while port=$((20000 + RANDOM % 12000)) && (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
    echo "$port"
}

# cluster [SETTING=VALUE …]: starts PostgreSQL with its stock settings but for these, and sets
# DATABASE_URL; does nothing where DATABASE_URL names a server already.
cluster() {
    [ -z "${DATABASE_URL:-}" ] || return 0
    needs initdb "PostgreSQL's server programs"
    needs pg_ctl "PostgreSQL's server programs"
    mkdir "$SCRATCH/postgres"
    if [ "$(id -u)" -eq 0 ]; then
        # initdb refuses root.
        needs setpriv 'util-linux'
        as_user=(setpriv --reuid 65534 --regid 65534 --clear-groups env "HOME=$SCRATCH/postgres")
        chmod 755 "$SCRATCH"
        chown 65534:65534 "$SCRATCH/postgres"
    fi
    local port options setting
    port=$(free_port)
    options="-p $port -k $SCRATCH/postgres -c listen_addresses=127.0.0.1"
    for setting in "$@"; do options+=" -c $setting"; done
    "${as_user[@]}" initdb -D "$SCRATCH/postgres/data" -U lianban -A trust -E UTF8 --locale=C >/dev/null
    "${as_user[@]}" pg_ctl -D "$SCRATCH/postgres/data" -w -l "$SCRATCH/postgres/log" -o "$options" start >/dev/null
    stop+=("${as_user[*]} pg_ctl -D $SCRATCH/postgres/data -m immediate stop")
    DATABASE_URL=postgres://lianban@127.0.0.1:$port/postgres
}

# measure SCRIPT: runs it so that a signal ends both of us.
measure() {
    node "$1" &
    wait $!
}

# One for each house that a measurement opens.
PORTS="$(free_port) $(free_port)"

export LIANBAN SCRATCH PORTS CLIENTS=${CLIENTS:-16} SECONDS_EACH=${SECONDS_EACH:-10}
