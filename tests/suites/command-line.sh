#!/usr/bin/env bash
# The documented command line on the real programs, with openssl as the judge of what comes out. The steps are the
# scripts of command-line/, each in a process and a folder of its own, side by side; an argument names one to run alone.
steps=$(cd "$(dirname "$0")" && pwd)/command-line
if [ $# = 1 ]; then
    . "$(dirname "$0")/lib/programs.sh"
    for step in "$steps"/*"$1"*.sh; do . "$step"; done
    finish
fi
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
for step in "$steps"/*.sh; do
    name=$(basename "$step" .sh)
    { bash "$0" "$name" >"$logs/$name" 2>&1; echo "$name: $SECONDS s" >>"$logs/times"; } &
done
wait
cat "$logs/times"
for log in "$logs"/*-*; do
    grep -vE '^[0-9]+ passed' "$log" | sed "s/^FAIL /FAIL $(basename "$log"): /"
    tail -n 1 "$log" | grep -E '^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$' || echo "0 passed, 1 failed, 0 skipped"
done | awk '/^[0-9]+ passed, / { passed += $1; failed += $3; skipped += $5; next } { print }
    END { print passed " passed, " failed " failed, " skipped " skipped"; exit failed > 0 }'
