#!/usr/bin/env bash
# Every public type, function and initializer has a `///` summary, apart from witnesses of the protocols that document
# them: the reading and writing half of WireCodable, an operation's number and answer, comparisons, raw values. Stored
# properties may speak by their names. swift format's own rule knows neither.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

mapfile -t files < <(git ls-files --cached --others --exclude-standard 'enclave/Sources/*.swift' 'Sources/*.swift' |
    grep -vE '\.(pb|grpc)\.swift$')
missing=$(awk '
    FNR == 1 { documented = 0 }
    /^ *\/\/\// { documented = 1; next }
    /^ *@/ && !/ public / { next }
    /^ *(@[^ ]+ +)*public / && !/ import / {
        witness = /init\(from reader:|func encode\(to writer:|static (let|var) operation|typealias Answer|var (name|description|errorDescription|debugDescription|rawValue|id): |static func (<|==)|func hash\(into|init\(rawValue|init\(\) \{\}/
        field = /public (internal\(set\) |private\(set\) |package\(set\) )?(static )?(var|let) [^{]*$/
        if (!documented && !witness && !field) print "  " FILENAME ":" FNR ": " $0
    }
    { documented = 0 }' "${files[@]}")
if [ -n "$missing" ]; then
    printf 'Write one `///` line that says what it is, its units and errors:\n%s\n' "$missing"
    exit 1
fi
