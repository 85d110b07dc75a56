#!/usr/bin/env bash
# The drills of docs/doors/kms.md, "When something is lost": the sealing key, the node, a backup that is too old. What was
# sealed before must open afterwards, under the same key ids, or be refused with the reason; never other bytes.
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/enclave.sh"
. "$here/lib/kms.sh"
needs curl
export development= # administrators are given, nothing is kept beside the state
openssl genpkey -algorithm ed25519 -out "$work/admin.key" 2>/dev/null
openssl pkey -in "$work/admin.key" -pubout -out "$work/admin.pub"
for holder in ann bob; do
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/$holder.key"
    openssl pkey -in "$work/$holder.key" -pubout -out "$work/$holder.pub"
done
administer() { casemate "$@" --administrator-key "$work/admin.key"; }
shares() { administer domain recovery create --threshold 2 --holder "ann=$work/ann.pub" --holder "bob=$work/bob.pub" --out-directory "$1" >/dev/null; }
submit() { local name; for name in ann bob; do casemate domain recovery submit --share "$1/$name.share" --key "$work/$name.key" >/dev/null || return 1; done; }
start() { start_enclave "$base" --administrator "$work/admin.pub" "$@"; }

base=$work/first
new_base "$base"
mkdir "$work/carried" "$work/carried.new"
start || { fail "the enclave starts"; cat "$logs/enclave.log"; finish; exit; }
administer policy set default --operation encrypt --operation decrypt --operation key-show --operation audit-note \
    --operation key-rotate --key cluster >/dev/null
administer key generate cluster --purpose wrap >/dev/null
shares "$work/carried"
administer backup create >/dev/null
cp "$base"/state/backup-*.casemate "$work/carried/old.casemate"
sleep 1
casemate key rotate cluster >/dev/null
administer backup create >/dev/null
cp "$(ls -t "$base"/state/backup-*.casemate | head -1)" "$work/carried/new.casemate"
start_kms --key cluster
check "the plugin serves" becomes 5 '^casemate-1\..*\.2\.' key_id
for text in one two three; do call remember "$work/messages" "$text" >/dev/null; done
before=$(key_id)

say "The sealing key is lost"
kill_enclave TERM
head -c 32 /dev/urandom >"$base/sealing.key" # another, as its remedy says
start
check "the state is locked" [ "$(casemate status --json | jq -r .state)" = locked ]
check "Status fails" becomes 12 '^error unavailable' key_id
check "/readyz says that it is locked" becomes 2 '^503 .*(locked|state)' http /readyz
submit "$work/carried"
check "two shares open it: Status is ok within 10 s" becomes 10 "^${before//./\\.}\$" key_id
check "every message opens" becomes 10 '^3 of 3$' call recall "$work/messages"
stop_kms

# restored BASE BACKUP: a new enclave of a backup.
restored() {
    base=$1
    new_base "$base"
    start --restore "$2" && submit "$work/carried" && administer restore >/dev/null
}

say "The node is lost"
kill_enclave KILL
mv "$base" "$work/gone"
check "another enclave takes the newest backup, two shares and an administrator" restored "$work/second" "$work/carried/new.casemate"
start_kms --key cluster
check "the plugin asks for a backup of the new one" eval 'wait "$kms"; [ $? -eq 1 ] && grep -q accept-loss "$kms_log"'
shares "$work/carried.new" && administer backup create >/dev/null
check "then it serves" start_kms --key cluster
check "under the same key id" becomes 5 "^${before//./\\.}\$" key_id
check "every message opens" becomes 10 '^3 of 3$' call recall "$work/messages"
call remember "$work/messages" four >/dev/null
check "and new ones are sealed" becomes 10 '^4 of 4$' call recall "$work/messages"
stop_kms

say "The backup is too old"
kill_enclave KILL
check "an enclave takes the backup from before the rotation" restored "$work/third" "$work/carried/old.casemate"
start_kms --key cluster --accept-loss
check "it names the older version" becomes 5 '^casemate-1\..*\.1\.' key_id
check "what the newer one sealed is refused by name" eval 'call recall "$work/messages" | grep -q "^0 of 4, unknown-key"'
casemate key rotate cluster >/dev/null
check "rotated here, its version 2 is another key id" eval 'becomes 12 "^casemate-1\..*\.2\." key_id && [ "$(key_id)" != "$before" ]'
check "and still opens nothing of the other" eval 'call recall "$work/messages" | grep -q "^0 of 4, unknown-key"'
stop_kms
finish
