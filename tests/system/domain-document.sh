#!/usr/bin/env bash
# The example of docs/doors/domain.md, "By hand", run as it stands; only its last look ends by itself.
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/enclave.sh"
door=$here/../../docs/doors/domain.md
mkdir "$work/programs"
ln -s "$casemate_binary" "$work/programs/casemate"
ln -s "$enclave_binary" "$work/programs/casemate-enclave-software"
export PATH="$work/programs:$PATH"
unset CASEMATE_ENCLAVE

{
    echo 'set -e; trap "kill \$(jobs -p); wait" EXIT'
    awk '/^## By hand/ { on = 1 } /^## Joining from/ { on = 0 } on' "$door" | awk '/^```/ { f = !f; next } f' |
        sed 's/^casemate domain watch$/sleep 5; casemate domain watch --count 1/'
    echo 'for name in a b c; do casemate key list --json --enclave unix:$PWD/$name.sock >$name.keys; done'
    echo 'casemate domain members --json >members'
} >"$work/example"
check "it runs" eval '(cd "$work" && timeout 120 bash example >out 2>err)' || tail -n 5 "$work/err"
check "three members" [ "$(jq -r '[.items[].name] | join(" ")' "$work/demo/members")" = "founder b c" ]
check "none is behind" [ "$(jq '[.items[].lag] | add' "$work/demo/members")" = 0 ]
for name in a b c; do
    check "$name has the authority's key" [ "$(jq -r '.items[].name' "$work/demo/$name.keys")" = mesh ]
done
check "watch writes a line" grep -q '^20.*lead=founder position=1\.[0-9]* policy=release-1 confirming=[1-3]/2 founder=here,lag:0 b=' "$work/out"
finish
