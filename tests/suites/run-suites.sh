#!/usr/bin/env bash
# dev/run-suites against suites whose outcome is known: every way a suite can end must be counted as it is.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
passed=0 failed=0

# expect NAME STATUS LAST-LINE [PATTERN] with suites on stdin
expect() {
    local name=$1 status=$2 last=$3 pattern=${4:-.} output got
    output=$(SUITE_LOGS=$scratch dev/run-suites 2>/dev/null)
    got=$?
    if [ "$got" = "$status" ] && [ "$(tail -n 1 <<<"$output")" = "$last" ] && grep -qE "$pattern" <<<"$output"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAIL %s: status %s, output:\n%s\n' "$name" "$got" "$output"
    fi
}
suite() { printf '%s\t%s\n' "$1" "$2"; }
swift_run='printf "✔ Test good() passed after 0.001 seconds.\n✔ Test run with 3 tests in 1 suite passed after 0.1 seconds.\n"'
unset CASEMATE_REQUIRE_PEERS

expect "sums both kinds of report" 0 "5 passed, 0 failed, 0 skipped" \
    < <(suite a 'echo 2 passed, 0 failed, 0 skipped'; suite b "$swift_run")
expect "counts what a script says failed" 1 "2 passed, 1 failed, 0 skipped" "a: 1 failed, see " \
    < <(suite a 'echo 2 passed, 1 failed, 0 skipped; exit 1')
expect "believes the count over the status" 1 "2 passed, 1 failed, 0 skipped" \
    < <(suite a 'echo 2 passed, 1 failed, 0 skipped')
expect "counts a bad end after a good report" 1 "2 passed, 1 failed, 0 skipped" "status 3" \
    < <(suite a 'echo 2 passed, 0 failed, 0 skipped; exit 3')
expect "counts a crash" 1 "0 passed, 1 failed, 0 skipped" "no result" \
    < <(suite a 'kill -SEGV $$')
expect "counts silence" 1 "0 passed, 1 failed, 0 skipped" "no result" \
    < <(suite a 'true')
expect "counts an empty suite" 1 "0 passed, 1 failed, 0 skipped" "ran no test" \
    < <(suite a 'echo 0 passed, 0 failed, 0 skipped')
expect "counts an empty Swift run" 1 "0 passed, 1 failed, 0 skipped" "no result" \
    < <(suite a 'printf "✔ Test run with 0 tests in 0 suites passed after 0.001 seconds.\n"')
expect "counts a Swift run that crashed midway" 1 "0 passed, 1 failed, 0 skipped" "no result" \
    < <(suite a 'printf "✔ Test one() passed after 0.001 seconds.\n"; kill -SEGV $$')
expect "counts failed Swift tests, not their suite" 1 "2 passed, 1 failed, 0 skipped" \
    < <(suite a 'printf "✘ Test one() failed after 0.001 seconds with 2 issues.\n✘ Suite S failed after 0.1 seconds with 2 issues.\n✘ Test run with 3 tests in 1 suite failed after 0.1 seconds with 2 issues.\n"; exit 1')
expect "lists skipped Swift tests with the peer" 0 "2 passed, 0 failed, 1 skipped" 'a: one\(\) skipped: "missing pkilint"' \
    < <(suite a 'printf "➜ Test one() skipped: \"missing pkilint\"\n✔ Test run with 3 tests in 1 suite passed after 0.1 seconds.\n"')
expect "lists skipped script tests with the peer" 0 "1 passed, 0 failed, 1 skipped" "a: tokens: missing softhsm2-util" \
    < <(suite a 'printf "SKIP tokens: missing softhsm2-util\n1 passed, 0 failed, 1 skipped\n"')
expect "runs two at a time, and one that wants to be alone by itself" 0 "3 passed, 0 failed, 0 skipped" \
    < <(suite a "touch $scratch/a.runs; until [ -e $scratch/b.runs ]; do sleep 0.1; done; echo 1 passed, 0 failed, 0 skipped; sleep 1; rm $scratch/a.runs"
        suite b "touch $scratch/b.runs; until [ -e $scratch/a.runs ]; do sleep 0.1; done; echo 1 passed, 0 failed, 0 skipped; sleep 1; rm $scratch/b.runs"
        printf '%s\t%s\talone\n' c "[ ! -e $scratch/a.runs ] && [ ! -e $scratch/b.runs ] && echo 1 passed, 0 failed, 0 skipped")
expect "names suites in their order" 0 "2 passed, 0 failed, 0 skipped" \
    < <(suite slow 'sleep 1; echo 1 passed, 0 failed, 0 skipped'; suite quick 'echo 1 passed, 0 failed, 0 skipped')
expect "a suite does not ignore interrupts" 0 "1 passed, 0 failed, 0 skipped" \
    < <(suite a '(( 0x$(sed -n "s/^SigIgn://p" /proc/self/status | tr -d "[:space:]") & 2 )) || echo 1 passed, 0 failed, 0 skipped')
expect "fails when there is nothing to run" 1 "0 passed, 0 failed, 0 skipped" \
    < <(true)
export CASEMATE_REQUIRE_PEERS=1
expect "a skip fails when peers are required" 1 "1 passed, 0 failed, 1 skipped" "CASEMATE_REQUIRE_PEERS" \
    < <(suite a 'printf "SKIP tokens: missing softhsm2-util\n1 passed, 0 failed, 1 skipped\n"')
expect "a kernel without /dev/fuse may still be met" 0 "1 passed, 0 failed, 1 skipped" \
    < <(suite a 'printf "SKIP machine: needs /dev/fuse and the right to mount\n1 passed, 0 failed, 1 skipped\n"')
expect "KUBEBUILDER_ASSETS may still be missing" 0 "1 passed, 0 failed, 1 skipped" \
    < <(suite a 'printf "SKIP server: needs KUBEBUILDER_ASSETS\n1 passed, 0 failed, 1 skipped\n"')
export SUITE_TIMEOUT=1
expect "stops a suite that hangs" 1 "0 passed, 1 failed, 0 skipped" "stopped after 1 s" \
    < <(suite a 'sleep 5')

printf '%d passed, %d failed, 0 skipped\n' "$passed" "$failed"
[ "$failed" = 0 ]
