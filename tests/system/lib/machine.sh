# Sourced by the suites that need a stand-in machine. Usage: . "$(dirname "$0")/lib/report.sh"; . "$here/lib/machine.sh"
needs pkg-config unshare mountpoint setpriv
if ! pkg-config --exists fuse3; then
    skip "$(basename "$0" .sh): needs libfuse3-dev"
    finish
    exit
fi
if [ ! -c /dev/fuse ] || ! unshare --mount true 2>/dev/null; then
    skip "$(basename "$0" .sh): needs /dev/fuse and the right to mount"
    finish
    exit
fi
make -s -C "$here" stand-ins || exit 2

# machine KIND [OPTION...] -- COMMAND...: see platform/machine.sh.
machine() { "$here/platform/machine.sh" "$@"; }
# sev_guest VARIABLE=VALUE... -- KIND [OPTION...] -- COMMAND...: the same, with a firmware behind /dev/sev-guest.
sev_guest() {
    local settings=()
    while [ "$1" != -- ]; do settings+=("$1"); shift; done
    shift
    env ${settings[@]+"${settings[@]}"} MACHINE_DEVICE=1 MACHINE_PRELOAD="$tools/sev-guest.so" \
        "$here/platform/machine.sh" "$@"
}

# counted NAME COMMAND...: COMMAND reports `N passed, N failed, N skipped` itself; its counts join the suite's.
counted() {
    local name=$1 line
    shift
    "$@" >"$work/counted" 2>&1
    line=$(grep -E '^[0-9]+ passed, [0-9]+ failed, ' "$work/counted" | tail -n 1)
    if [ -z "$line" ]; then
        fail "$name: no result"
        cat "$work/counted"
        return
    fi
    passed=$((passed + ${line%% *})) failed=$((failed + $(cut -d' ' -f3 <<<"$line")))
    say "        $name: $line"
    grep '^FAILED' "$work/counted"
}
