#!/usr/bin/env bash
# What the sources may import and must not do:
# - every import says who sees it (public, package, internal, fileprivate or private);
# - enclave/ never imports Foundation (FoundationEssentials is allowed: swift-crypto's API speaks in its Data);
# - an `@unchecked Sendable`, `nonisolated(unsafe)` or `@preconcurrency` has a comment on the line before that says why;
# - no `try!`, `fatalError`, `preconditionFailure` or `as!` (force unwraps are swift format's to refuse).
# Prints how many lines of enclave/ say `unsafe`: `grep -rnw unsafe enclave/Sources` is the list to audit.
# Mend plain imports (they are internal by this project's settings): dev/check-imports.sh --fix
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

if [ "${1:-}" = --fix ]; then
    git ls-files -z --cached --others --exclude-standard 'enclave/Sources/*.swift' 'Sources/*.swift' |
        xargs -0 sed -i -E 's/^((@[^ ]+ +)*)import /\1internal import /'
    exit
fi

status=0
report() { # MESSAGE MATCHES
    [ -z "$2" ] && return
    printf '%s\n%s\n' "$1" "$(sed 's/^/  /' <<<"$2")"
    status=1
}
sources() { git grep --untracked -nE "$1" -- "${@:2}"; }

level='(public|package|internal|fileprivate|private)'
report "Say who sees the import (write \`internal import X\` if only this module does):" "$(
    sources '^ *(@[^ ]+ +)*import ' 'enclave/Sources/*.swift' 'Sources/*.swift')"
report "Import FoundationEssentials or nothing; Foundation brings ICU into the trusted closure:" "$(
    sources "^ *(@[^ ]+ +)*($level +)?import +((struct|class|enum|protocol|func|var|let|typealias) +)?Foundation([. ]|\$)" \
        'enclave/Sources/*.swift' | grep -v 'FoundationEssentials')"
report "Return or throw an error the caller can act on instead:" "$(
    sources '\btry!|\bas!|\b(fatalError|preconditionFailure) *\(' 'enclave/Sources/*.swift' 'Sources/*.swift')"

unexplained() {
    local file
    for file in $(git ls-files --cached --others --exclude-standard 'enclave/Sources/*.swift' 'Sources/*.swift'); do
        awk -v file="$file" '
            /@unchecked Sendable|nonisolated\(unsafe\)|@preconcurrency/ && $1 !~ /^\/\// {
                if (before !~ /^ *\/\//) print file ":" FNR ":" $0
            }
            { before = $0 }' "$file"
    done
}
report "Say in a comment on the line before why this is safe:" "$(unexplained)"

echo "$(sources '(^|[^A-Za-z])unsafe([^A-Za-z]|$)' 'enclave/Sources/*.swift' | wc -l) unsafe lines in enclave/Sources"
exit "$status"
