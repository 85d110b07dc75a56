# Sourced by every suite: counts, work folder, tidy end. Usage: . "$(dirname "$0")/lib/report.sh"
set -u
here=${here:-$(cd "$(dirname "${BASH_SOURCE[1]}")" && pwd)}
tools=$here/.build
passed=0 failed=0 skipped=0

say() { printf '%s\n' "$*"; }
pass() { passed=$((passed + 1)); say "ok      $*"; }
fail() { failed=$((failed + 1)); say "FAILED  $*"; }
# Where every peer must be present, a skip is a failure.
skip() {
    # No package has a Kubernetes API server: what names KUBEBUILDER_ASSETS is a skip everywhere. So is a system without
    # the right to make namespaces.
    if [ "${CASEMATE_REQUIRE_PEERS:-}" = 1 ] && [[ $* != *KUBEBUILDER_ASSETS* && $* != *"in namespaces"* ]]; then fail "$*"; return; fi
    skipped=$((skipped + 1))
    say "SKIP $*"
}

# check NAME COMMAND...: passes when the command succeeds.
check() {
    local name=$1
    shift
    if "$@"; then pass "$name"; else fail "$name"; fi
}

# needs PROGRAM...: ends the suite when one is missing.
needs() {
    local program missing=()
    for program in "$@"; do command -v "$program" >/dev/null || missing+=("$program"); done
    [ ${#missing[@]} -eq 0 ] && return
    skip "$(basename "$0" .sh): needs ${missing[*]}"
    finish
    exit
}

# find_program NAME VARIABLE: the built program, or nothing.
find_program() {
    local root=$here/../.. place
    for place in "${!2:-}" "$root/.build/release/$1" "$root/.build/debug/$1" \
        "$root/enclave/.build/release/$1" "$root/enclave/.build/debug/$1"; do
        [ -n "$place" ] && [ -x "$place" ] && realpath "$place" && return
    done
}

# Ends what this suite started and has not ended, and nothing else: the number of an ended process may be another's.
stop_children() {
    local running
    running=$(jobs -pr)
    # shellcheck disable=SC2086 # a number each
    [ -n "$running" ] && kill -9 $running 2>/dev/null && wait $running 2>/dev/null
}

# CASEMATE_KEEP names a folder for the outputs behind the figures.
finish() {
    stop_children
    [ -n "${CASEMATE_KEEP:-}" ] && mkdir -p "$CASEMATE_KEEP" && cp -a "$work/." "$CASEMATE_KEEP"
    rm -rf "$work"
    say "        took $SECONDS s"
    say "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" -eq 0 ]
}

work=$(mktemp -d)
trap 'stop_children; rm -rf "$work"' EXIT
needs cc make openssl xxd
make -s -C "$here" || exit 2
