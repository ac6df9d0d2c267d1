# Sourced, not run: sets COPPICE_JDK to the home of a Java of at least release 21, or to nothing.
# Looks at JAVA_HOME, then PATH, then the usual folders; reads each home's `release` file, since starting a JVM only to
# ask its version costs more than everything else here.

coppice_java_release() { # prints the feature release of the Java home $1, 0 when there is none
    release=0
    if [ -x "$1/bin/java" ] && [ -r "$1/release" ]; then
        while IFS='=' read -r key value; do
            if [ "$key" = JAVA_VERSION ]; then
                value=${value#\"}
                release=${value%%[!0-9]*}
                break
            fi
        done < "$1/release"
    fi
    printf '%s\n' "${release:-0}"
}

coppice_take_jdk() { # keeps the home $1 when it is new enough, has the program $2 and nothing was found yet
    if [ -z "$COPPICE_JDK" ] && [ -x "$1/bin/$2" ] && [ "$(coppice_java_release "$1")" -ge 21 ]; then
        COPPICE_JDK=$1
    fi
}

coppice_find_jdk() { # with the argument javac, a Java that can compile
    program=${1:-java}
    COPPICE_JDK=
    if [ -n "${JAVA_HOME:-}" ]; then
        coppice_take_jdk "${JAVA_HOME%/}" "$program"
    fi
    on_path=$(command -v java || :)
    if [ -z "$COPPICE_JDK" ] && [ -n "$on_path" ]; then
        on_path=$(readlink -f "$on_path" 2>/dev/null || printf '%s\n' "$on_path")
        coppice_take_jdk "${on_path%/bin/java}" "$program"
    fi
    for home in \
        /usr/lib/jvm/* /usr/local/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-/nonexistent}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/*; do
        coppice_take_jdk "$home" "$program"
    done
}
