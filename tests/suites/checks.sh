#!/usr/bin/env bash
# Each dev/check-* against a copy of the tree with one thing wrong: a check that cannot say no is none.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git ls-files -z | xargs -0 cp --parents -t "$copy"
git -C "$copy" init -q
git -C "$copy" add -A
passed=0 failed=0

# refuses CHECK FILE TEXT: FILE holds TEXT (a new file, or an old one with TEXT behind it) for the time of the check.
refuses() {
    local check=$1 file=$copy/$2 text=$3 output
    [ -e "$file" ] && cp "$file" "$copy/saved"
    mkdir -p "$(dirname "$file")"
    printf '%s\n' "$text" >>"$file"
    git -C "$copy" add -f "$2"
    if output=$(cd "$copy" && "dev/$check" 2>&1) || ! grep -qF -- "$2" <<<"$output"; then
        failed=$((failed + 1))
        printf 'FAIL %s took: %s (%s)\n%s\n' "$check" "$text" "$2" "$output"
    else
        passed=$((passed + 1))
    fi
    git -C "$copy" rm -q --cached "$2"
    if [ -e "$copy/saved" ]; then mv "$copy/saved" "$file" && git -C "$copy" add "$2"; else rm -f "$file"; fi
}

source=enclave/Sources/Journal/Bad.swift
refuses check-imports.sh "$source" 'import Crypto'
refuses check-imports.sh "$source" 'internal import Foundation'
refuses check-imports.sh "$source" 'internal import struct Foundation.Data'
refuses check-imports.sh "$source" 'let x = try! make()'
refuses check-imports.sh "$source" 'func f() { fatalError("never") }'
refuses check-imports.sh "$source" 'final class Box: @unchecked Sendable {}'
refuses check-imports.sh Sources/EnclaveClient/Bad.swift 'import NIOCore'
refuses check-docs.sh "$source" 'public struct Undocumented {}'
refuses check-docs.sh "$source" 'public func undocumented(_ x: Int) {}'
refuses check-format "$source" 'let  spaced = 1'
refuses check-format "$source" 'let forced = optional!'
refuses check-tracked.sh Package.resolved '{}'
refuses check-tracked.sh docs/bad.md "see /home/""someone/casemate"
refuses check-tracked.sh docs/bad.md 'TO''DO: write this'
refuses check-tracked.sh "$source" "$(yes '// line' | head -n 401)"
refuses check-tracked.sh docs/key.pem '-----BEGIN PRIVATE ''KEY-----'
refuses check-links.sh docs/bad.md '[gone](nowhere.md)'

# What is missing is told by name, not by file.
lacks() { # CHECK FILE SED-SCRIPT NAME
    local output
    cp "$copy/$2" "$copy/saved"
    sed -i "$3" "$copy/$2"
    if output=$(cd "$copy" && "dev/$1" 2>&1) || ! grep -qF -- "$4" <<<"$output"; then
        failed=$((failed + 1))
        printf 'FAIL %s did not miss %s\n' "$1" "$4"
    else
        passed=$((passed + 1))
    fi
    mv "$copy/saved" "$copy/$2"
}
lacks check-protocol-doc.sh docs/protocol.md '/`key-sign-batch`/d' 'operation key-sign-batch, number 20'
lacks check-protocol-doc.sh docs/protocol.md 's/`isDigest`//' 'field KeySign.isDigest'
lacks check-protocol-doc.sh docs/protocol.md '/`busy`/d' 'refusal code busy, number 26'
lacks check-protocol-doc.sh enclave/Sources/EnclaveProtocol/Frames/EnclaveOperation.swift \
    's/case random = 30/case random = 31/' 'operation random, number 31'

printf '%d passed, %d failed, 0 skipped\n' "$passed" "$failed"
[ "$failed" = 0 ]
