#!/usr/bin/env bash
# docs/protocol.md names every operation with its number, every public type of the protocol's requests, every field,
# every refusal code and every word of the vocabulary.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

sources=enclave/Sources/EnclaveProtocol
doc=docs/protocol.md
missing=""
want() { grep -qE -- "$1" "$doc" || missing+="  $2"$'\n'; }
kebab() { sed -E 's/([A-Z])/-\L\1/g' <<<"$1"; }
cases() { sed -nE 's/^ *case ([A-Za-z0-9]+) = ([0-9]+)$/\1 \2/p' "$1"; }

while read -r name number; do
    want "^\| $number \| \`$(kebab "$name")\` \|" "operation $(kebab "$name"), number $number"
done < <(cases "$sources/Frames/EnclaveOperation.swift")
while read -r name number; do
    want "^\| $number \| \`$(kebab "$name")\` \|" "refusal code $(kebab "$name"), number $number"
done < <(cases "$sources/Frames/Refusal.swift")
while read -r name number; do
    grep -E '^\| `(Key|Sig|Hash)[A-Za-z]+` \| ' "$doc" | grep -qiE "\b$number \`(imported-|this-)?[a-z0-9-]+\`" ||
        missing+="  word $name, number $number"$'\n'
done < <(cases "$sources/Vocabulary/KeyVocabulary.swift")

while read -r file type; do
    want "\`$type(<Item>)?\`" "type $type ($file)"
done < <(grep -hoE '^public (struct|enum) [A-Za-z]+' "$sources"/{Requests,Domain}/*.swift |
    awk '{print "Requests", $3}' | grep -vE ' (Empty|NameLimits|AuthorizedContent)$')
fields() { # TYPE FIELD, one a line
    awk '/^public struct / {type = $3; sub(/[:<].*/, "", type)} /^}/ {type = ""}
        type != "" && match($0, /^    public var [a-zA-Z]+: [^{]*$/) {field = $3; sub(/:/, "", field); print type, field}' \
        "$sources"/{Requests,Domain}/*.swift
}
while read -r type field; do
    grep -E "\`$type(<Item>)?\`" "$doc" | grep -q "\`$field\`" || missing+="  field $type.$field"$'\n'
done < <(fields)

if [ -n "$missing" ]; then
    printf 'docs/protocol.md does not name:\n%s' "$missing"
    exit 1
fi
echo "$(cases "$sources/Frames/EnclaveOperation.swift" | wc -l) operations, $(fields | wc -l) fields"
