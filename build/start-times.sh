#!/bin/sh
# How long "coppice serve" takes from its start to the first healthy answer, on a database whose schema is current:
#   build/start-times.sh COPPICE URL [TIMES]
# COPPICE is the launcher of a release that was unpacked. The first line is a start that finds no shared classes yet, which a
# stop leaves for the later ones; then as many as wanted.
set -eu

coppice=$1
url=$2
times=${3:-10}
port=18791
folder=$(mktemp -d)
server=
trap 'exit 1' INT TERM
trap '[ -z "$server" ] || kill "$server" 2> /dev/null || :; rm -rf "$folder"' EXIT

milliseconds() {
    echo $(($(date +%s%N) / 1000000))
}

processor_time() { # prints what a process has used, in hundredths of a second
    # shellcheck disable=SC2046
    set -- $(sed 's/.*) //' "/proc/$1/stat")
    echo $((${12} + ${13}))
}

start() { # prints how long it took, in milliseconds, and stops it
    : > "$folder/out"
    begun=$(milliseconds)
    XDG_CACHE_HOME="$folder/cache" "$coppice" serve --url "$url" --port "$port" > "$folder/out" 2> "$folder/err" &
    server=$!
    until curl -sf -o "$folder/health" "http://127.0.0.1:$port/health/ready"; do
        kill -0 "$server" 2> /dev/null || {
            cat "$folder/err" >&2
            exit 1
        }
        sleep 0.01
    done
    took=$(($(milliseconds) - begun))
    echo "$1 $took ms, $(($(processor_time "$server") * 10)) ms of processor time"
    # Its greeting comes when all of it runs.
    until [ -s "$folder/out" ]; do sleep 0.1; done
    sleep 0.2
    kill "$server"
    wait "$server" || :
    server=
}

start first
number=0
while [ "$number" -lt "$times" ]; do
    number=$((number + 1))
    start "later $number"
done
