# Sourced by every suite: counts, work folder, tidy end. Usage: . "$(dirname "$0")/lib/report.sh"
set -u
here=$(cd "$(dirname "${BASH_SOURCE[1]}")" && pwd)
tools=$here/.build
passed=0 failed=0 skipped=0
children=()

say() { printf '%s\n' "$*"; }
pass() { passed=$((passed + 1)); say "ok      $*"; }
fail() { failed=$((failed + 1)); say "FAILED  $*"; }
skip() { skipped=$((skipped + 1)); say "skipped $*"; }

# check NAME COMMAND...: passes when the command succeeds.
check() {
    local name=$1
    shift
    if "$@"; then pass "$name"; else fail "$name"; fi
}

# Ends what this suite started, and nothing else.
stop_children() {
    local child
    for child in "${children[@]:-}"; do
        [ -n "$child" ] && kill -9 "$child" 2>/dev/null && wait "$child" 2>/dev/null
    done
    children=()
}

finish() {
    stop_children
    rm -rf "$work"
    say "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" -eq 0 ]
}

work=$(mktemp -d)
trap 'stop_children; rm -rf "$work"' EXIT
make -s -C "$here" || exit 2
