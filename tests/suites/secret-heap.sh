#!/usr/bin/env bash
# The secret heap and the sealed process, from the outside. Needs clang; core dumps and gcore are used where they can
# be had. Ends with "N passed, N failed, N skipped". CASEMATE_BENCHMARK=1 adds the allocator's figures.
set -u

root=$(cd "$(dirname "$0")/../.." && pwd)
sources=$root/tests/secret-heap
heap=$root/enclave/Sources/CSecretHeap
system=$root/enclave/Sources/CEnclaveSystem
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0 skipped=0

pass() { passed=$((passed + 1)); }
skip() { skipped=$((skipped + 1)); echo "skipped $1: $2"; }
fail() { failed=$((failed + 1)); echo "FAILED $1"; [ ! -s "$work/err" ] || sed 's/^/    /' "$work/err"; }
check() { if [ "$2" = "$3" ]; then pass; else echo "    $1: wanted '$3', got '$2'" >"$work/err"; fail "$1"; fi; }

build() { # NAME SOURCE...
    local name=$1
    shift
    clang -O2 -fno-builtin -std=gnu17 -Wall -Wextra -Werror -I"$heap/include" -I"$system" -I"$system/include" \
        -I"$sources" "$@" -o "$work/$name" || { echo "cannot build $name"; echo "0 passed, 1 failed, 0 skipped"; exit 1; }
}
build heap-cases "$heap"/*.c "$sources/heap-cases.c"
build stack-cases "$heap"/*.c "$sources/stack-cases.c"
build seal-cases "$system"/{Hardening,Landlock,Seal,SealTable}.c "$sources/seal-cases.c"
build holder "$heap"/*.c "$sources/holder.c"
build scan "$sources/scan.c"

run() { # FILE ARGUMENT...   leaves the status in $status and stderr in $work/err
    (ulimit -c 0 && exec timeout 120 "$work/$1" "${@:2}") >"$work/out" 2>"$work/err"
    status=$?
}
run_case() { # LABEL PROGRAM CASE ARGUMENT...
    run "$2" case "$3" "${@:4}" 2>/dev/null
    case $3 in
    dies-abort) [ "$status" = 134 ] ;;
    dies-*double*) [ "$status" = 134 ] && grep -q "casemate heap: double free at 0x" "$work/err" ;;
    dies-realloc*) [ "$status" = 134 ] && grep -q "realloc of a pointer that malloc did not return" "$work/err" ;;
    dies-*) [ "$status" = 134 ] && grep -q "free of a pointer that malloc did not return" "$work/err" ;;
    faults-*) [ "$status" = 139 ] ;;
    kills-*) [ "$status" = 159 ] ;;
    *) [ "$status" = 77 ] && skip "$1" "$(cat "$work/err")" && return; [ "$status" = 0 ] ;;
    esac && pass || fail "$1 (status $status)"
}
has_secret_memory() { run heap-cases list --memory secret && [ "$status" = 0 ]; }

# The allocator and the stacks, in both kinds of memory.
for mode in secret locked; do
    if [ "$mode" = secret ] && ! has_secret_memory; then
        skip "allocator in secret memory" "$(head -1 "$work/err")"
        continue
    fi
    for program in heap-cases stack-cases; do
        for name in $("$work/$program" list --memory "$mode"); do
            run_case "$name in $mode memory" "$program" "$name" "--memory=$mode"
        done
    done
done

# The process that seals itself.
for name in $("$work/seal-cases" list); do run_case "$name" seal-cases "$name"; done

# Settings and refusals.
refuses() { # LABEL STATUS PATTERN ARGUMENT...
    run heap-cases case statistics "${@:4}"
    if [ "$status" = "$2" ] && grep -q -- "$3" "$work/err"; then pass; else fail "$1 (status $status)"; fi
}
refuses "unknown memory" 2 "--memory takes secret or locked" --memory paper
refuses "missing memory" 2 "--memory takes secret or locked" --memory
refuses "unknown size" 2 "--secret-memory takes a size" --secret-memory=8Q
refuses "overflowing size" 2 "--secret-memory takes a size" --secret-memory 99999999999999999999G
refuses "tiny size" 2 "--secret-memory takes a size" --secret-memory 4K
run heap-cases case alignment --secret-memory 2M
check "smaller budget" "$status" 0
run heap-cases list -- --memory paper
check "words after --" "$status" 0

as_nobody() { # KILOBYTES ARGUMENT...   without the right to lock more
    chmod 755 "$work"
    (ulimit -c 0 && ulimit -l "$1" && exec setpriv --reuid 65534 --regid 65534 --clear-groups \
        "$work/heap-cases" case "${@:2}") >"$work/out" 2>"$work/err"
    status=$?
}
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
    for mode in secret locked; do
        as_nobody 8192 stress --memory "$mode"
        check "$mode memory under ulimit -l 8192" "$status" 0
        as_nobody 8188 statistics --memory "$mode"
        check "$mode memory under ulimit -l 8188" "$status" 1
        grep -q "needs 8388608 bytes of locked memory; this process may lock 8384512" "$work/err" &&
            grep -q "ulimit -l 8192.*LimitMEMLOCK=8388608.*--ulimit memlock=8388608" "$work/err" &&
            pass || fail "remedy for $mode memory"
        as_nobody 4096 alignment --memory "$mode" --secret-memory 4096K
        check "4M of $mode memory under ulimit -l 4096" "$status" 0
    done
else
    skip "memlock limits" "they need root and setpriv"
fi

# What root can read. The control shows that the scan finds what is there.
secrets_in() { # MODE WANTED
    rm -f "$work/ready"
    (cd "$work" && ulimit -c unlimited && exec ./holder --memory "$1") >"$work/ready" 2>"$work/err" &
    local holder=$!
    for _ in $(seq 100); do [ -s "$work/ready" ] && break || sleep 0.05; done
    for way in mem vm; do
        check "$1 memory by $way" "$("$work/scan" "$way" "$holder" 2>&1)" "$2"
    done
    if command -v gcore >/dev/null; then
        gcore -a -o "$work/gcore" "$holder" >/dev/null 2>&1
        check "$1 memory by gcore" "$("$work/scan" file "$work/gcore.$holder" 2>&1)" "$2"
    else
        skip "$1 memory by gcore" "gdb is not installed"
    fi
    rm -f "$work"/core*
    kill -ABRT "$holder"
    wait "$holder" 2>/dev/null
    local core
    core=$(ls "$work"/core* 2>/dev/null | head -1)
    if [ -n "$core" ]; then
        # Locked memory is kept out of the kernel's dumps: the same figures in both modes.
        check "$1 memory by core dump" "$("$work/scan" file "$core" 2>&1)" "0 0 0 0"
    else
        skip "$1 memory by core dump" "core_pattern leads elsewhere"
    fi
}
if [ "$(id -u)" != 0 ]; then
    skip "scanning for markers" "it needs root"
else
    if has_secret_memory; then secrets_in secret "0 0 0 0"; else skip "scanning secret memory" "not available"; fi
    secrets_in locked "1 1 1 0"
fi

if [ "${CASEMATE_BENCHMARK:-0}" = 1 ]; then
    build bench-secret "$heap"/*.c "$sources/bench.c"
    build bench-libc "$sources/bench.c"
    for _ in 1 2 3; do
        "$work/bench-libc" >>"$work/libc"
        "$work/bench-secret" >>"$work/secret"
    done
    median() { awk -v threads="$2" '$1 == threads { print $2 }' "$work/$1" | sort -n | sed -n 2p; }
    for threads in 1 2 4 8; do
        awk -v t="$threads" -v s="$(median secret "$threads")" -v l="$(median libc "$threads")" 'BEGIN {
            printf "%d threads: malloc and free %.0f ns, libc %.0f ns, ratio %.2f\n", t, s, l, s / l }'
    done
fi

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
