#!/usr/bin/env bash
# A PostgreSQL server of its own in a folder, as Debian's package has it: on loopback only, with the collation and encoding that the
# project needs. For trials and tests; a server that you already have is as good (docs/engines.md).
#   scripts/start_postgres.sh start FOLDER [PORT]    prints what to export, for: eval "$(scripts/start_postgres.sh start FOLDER)"
#   scripts/start_postgres.sh stop FOLDER
set -euo pipefail

fail() {
    echo "$1" >&2
    exit 1
}

command="${1:-}"
folder="${2:-}"
port="${3:-54329}"
case "$command" in
    start | stop) [ -n "$folder" ] || fail "Which folder? scripts/start_postgres.sh $command FOLDER" ;;
    *) fail "Found '$command', expected start or stop: scripts/start_postgres.sh start FOLDER [PORT]; scripts/start_postgres.sh stop FOLDER" ;;
esac

# Debian keeps the programs of each version apart, and initdb off the path
programs="$(ls -d /usr/lib/postgresql/*/bin 2> /dev/null | sort -V | tail -1)"
if [ -z "$programs" ] && command -v initdb > /dev/null; then programs="$(dirname "$(command -v initdb)")"; fi
[ -n "$programs" ] || fail "PostgreSQL's server programs are not on this machine. On Debian: apt-get install postgresql"

# the server refuses to run as root
as_owner=()
if [ "$(id -u)" = 0 ]; then
    id postgres > /dev/null 2>&1 || fail "There is no user postgres to run the server as. On Debian: apt-get install postgresql"
    as_owner=(runuser -u postgres --)
fi

if [ "$command" = stop ]; then
    "${as_owner[@]}" "$programs/pg_ctl" --pgdata "$folder/data" --mode fast --silent --wait stop
    exit 0
fi

# a folder that is there already is somebody's, and stays theirs
if [ ! -e "$folder" ]; then
    mkdir -p "$folder"
    if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; fi
fi
folder="$(cd "$folder" && pwd)"
"${as_owner[@]}" test -w "$folder" \
    || fail "The user that the server runs as cannot write to $folder: name a folder that is not there yet, in one that is open to others."
if [ ! -e "$folder/data/PG_VERSION" ]; then
    # texts are compared by their bytes, and lower() knows all letters
    "${as_owner[@]}" "$programs/initdb" --pgdata "$folder/data" --username mql --auth trust \
        --encoding UTF8 --locale C.UTF-8 --lc-collate C --no-sync > "$folder/initdb.log" || fail "initdb failed: $folder/initdb.log"
    "${as_owner[@]}" tee -a "$folder/data/postgresql.conf" > /dev/null << 'SETTINGS'
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
timezone = 'UTC'
log_timezone = 'UTC'
shared_buffers = 512MB
work_mem = 64MB
maintenance_work_mem = 256MB
max_wal_size = 4GB
# compiling costs more than it saves on statements of many small steps
jit = off
# what is built can be built again: nothing waits for the disk
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
SETTINGS
fi
if ! "${as_owner[@]}" "$programs/pg_ctl" --pgdata "$folder/data" status > /dev/null 2>&1; then
    "${as_owner[@]}" "$programs/pg_ctl" --pgdata "$folder/data" --log "$folder/server.log" --options "-p $port" --silent --wait start \
        > /dev/null || fail "The server did not start: $folder/server.log"
fi
# a server that ran already keeps its port
port="$("${as_owner[@]}" sed -n 4p "$folder/data/postmaster.pid")"
if ! "$programs/psql" --host 127.0.0.1 --port "$port" --username mql --dbname mql --command 'select 1' > /dev/null 2>&1; then
    "$programs/createdb" --host 127.0.0.1 --port "$port" --username mql --maintenance-db postgres mql
fi
cat << EXPORTS
export PGHOST=127.0.0.1 PGPORT=$port PGUSER=mql PGDATABASE=mql
export MQL_TARGET=postgres
EXPORTS
