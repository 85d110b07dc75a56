#!/usr/bin/env bash
# What is tracked: no build output or resolved versions, no private keys, no paths of one machine, no unfinished marks,
# no Swift file that is two thoughts long (400 lines).
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

status=0
report() { # MESSAGE MATCHES
    [ -z "$2" ] && return
    printf '%s\n%s\n' "$1" "$(sed 's/^/  /' <<<"$2")"
    status=1
}
self=':!dev/check-tracked.sh'

report "Untrack these (git rm --cached):" \
    "$(git ls-files | grep -E '(^|/)(\.build|\.peers|\.swiftpm)/|(^|/)Package\.resolved$|\.profraw$')"
report "Write a path that every machine has, or none:" \
    "$(git grep -nIE '(^|[^A-Za-z0-9._${}-])/(root|home|Users|work|mnt)/[A-Za-z0-9._]' -- . "$self" | cut -c1-160)"
report "Finish it or file it:" \
    "$(git grep -nIE '\b(TODO|FIXME|XXX)\b' -- . "$self" ':!LICENSE' | cut -c1-160)"
report "Generate keys when they are needed instead of tracking them:" \
    "$(git grep -lIE '^-----BEGIN ([A-Z]+ )?PRIVATE KEY-----' -- . ':!fuzz/corpus' ':!fuzz/regressions')"
report "Split these (over 400 lines):" "$(
    git ls-files '*.swift' | grep -vE '\.(pb|grpc)\.swift$' | while read -r file; do
        lines=$(wc -l <"$file")
        [ "$lines" -le 400 ] || echo "$file: $lines lines"
    done)"
exit "$status"
