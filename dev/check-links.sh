#!/usr/bin/env bash
# Every relative link of the documentation leads to a file that is tracked (or about to be).
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

broken=""
while read -r page; do
    while read -r target; do
        [ -e "$(dirname "$page")/${target%%#*}" ] || [ -z "${target%%#*}" ] || broken+="  $page: $target"$'\n'
    done < <(grep -oE '\]\([^)]+\)' "$page" | sed -E 's/^\]\(//; s/\)$//' | grep -vE '^[a-z]+:')
done < <(git ls-files --cached --others --exclude-standard '*.md')
if [ -n "$broken" ]; then
    printf 'Write these pages or mend the links:\n%s' "$broken"
    exit 1
fi
