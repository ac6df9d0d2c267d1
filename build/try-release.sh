#!/bin/sh
# Tries a release zip as somebody would who has a JDK and nothing else: unpacked into an empty folder, with an empty
# environment, on its own PostgreSQL.   mvn -Prelease package -DskipTests && build/try-release.sh
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
zip=${1:-$(find "$here/../coppice-cli/target" -maxdepth 1 -name 'coppice-*.zip' | head -n 1)}
[ -f "$zip" ] || {
    echo 'No release zip was found. Make one: mvn -Prelease package -DskipTests' >&2
    exit 1
}
# shellcheck source=build/find-jdk.sh
. "$here/find-jdk.sh"
coppice_find_jdk

folder=$(mktemp -d)
server=
trap 'exit 1' INT TERM
trap '[ -z "$server" ] || kill "$server" 2> /dev/null || :; rm -rf "$folder"' EXIT
(cd "$folder" && "$COPPICE_JDK/bin/jar" xf "$(readlink -f "$zip")")
release=$(find "$folder" -maxdepth 1 -type d -name 'coppice-*')
chmod +x "$release/coppice"

alone() { # runs the command with nothing but a JDK and a home
    env -i HOME="$folder/home" JAVA_HOME="$COPPICE_JDK" PATH=/usr/bin:/bin "$release/coppice" "$@"
}

echo "Size: $(du -h "$zip" | cut -f 1)"
alone --version

for jar in "$release"/lib/*.jar; do
    name=$(basename "$jar")
    known=
    for prefix in $(sed -n 's/^| \(`.*\) | .* | .* |$/\1/p' "$release/THIRD-PARTY.md" | tr -d '`,'); do
        case $name in "$prefix"*) known=yes ;; esac
    done
    [ -n "$known" ] || {
        echo "THIRD-PARTY.md does not know $name" >&2
        exit 1
    }
done
echo 'The licence of each jar is noted.'

alone demo

# Not by the function: its process would stand between this one and Java.
env -i HOME="$folder/home" JAVA_HOME="$COPPICE_JDK" PATH=/usr/bin:/bin \
    "$release/coppice" up --sessions 50 --json > "$folder/up.json" 2> "$folder/up.log" &
server=$!
tries=0
until grep -q '"console"' "$folder/up.json"; do
    tries=$((tries + 1))
    [ "$tries" -lt 120 ] && kill -0 "$server" || {
        cat "$folder/up.log" >&2
        exit 1
    }
    sleep 1
done
alone plan ended-sessions > "$folder/plan.txt" 2>&1
head -n 3 "$folder/plan.txt"
kill "$server"
wait "$server" || :
server=
[ -z "$(find "$folder/home/.local/state/coppice" -name postmaster.pid)" ] || {
    echo 'A PostgreSQL still runs.' >&2
    exit 1
}
echo 'The release works.'
