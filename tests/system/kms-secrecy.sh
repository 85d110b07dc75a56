#!/usr/bin/env bash
# What the host keeps of the secrets that pass it. Seeds: the API server sends them in clear, so the plugin sees each for
# as long as its call runs; 5 s after the last of 10,000 calls none is in its memory, its log, its files or a core. The
# key that encrypts: in no process of the host, no core, log or file, once it is inside. Then the control: the same plugin
# without wiping, where the seeds must be found. CASEMATE_KMS_CALLS sets the calls.
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/enclave.sh"
. "$here/lib/scan.sh"
. "$here/lib/kms.sh"
count=${CASEMATE_KMS_CALLS:-10000}
base=$work/base
new_base "$base"
openssl rand 640 >"$known/seeds"
openssl rand 32 >"$known/kek"
for number in $(seq 0 19); do
    echo "seed-$number raw $(tail -c +$((number * 32 + 1)) "$known/seeds" | head -c 32 | xxd -p -c 0)"
done >"$known/seeds.list"
echo "kek symmetric @$known/kek" >"$known/kek.list"

start_enclave "$base" || { fail "the enclave starts"; cat "$logs/enclave.log"; finish; exit; }
casemate key import-key --out "$work/enclave.pub" >/dev/null
casemate key seal --symmetric --to "$work/enclave.pub" --in "$known/kek" --out "$work/run/kek.sealed" >/dev/null
printf '{"kind":"sealed","keys":[{"reference":"kek","created":"2026-11-21T00:00:00Z","file":"%s"}]}' "$work/run/kek.sealed" >"$work/run/provider.json"

# story NAME OPTION...: the calls, then a look 5 s after the last of them.
story() {
    local name=$1
    shift
    start_kms --key cluster --provider "$work/run/provider.json" --decrypt-alarm 1000000 "$@" || fail "$name: the plugin starts"
    becomes 15 '^casemate-2\.' key_id || fail "$name: the plugin is ready"
    check "$name: $count calls are answered: $(call hammer "$count" "$known/seeds" | tee "$work/$name.calls")" \
        [ "$(jq -c . "$work/$name.calls")" = "{\"ok\":$count}" ]
    sleep 5
    scan "$name-seeds" seeds "$kms" --core-every 1
    scan "$name-kek" kek "$kms" --core-every 1
}

say "The plugin as it is"
story wiped
check "0 hits of 20 seeds in memory, core, logs and files" [ "$(hits wiped-seeds)" -eq 0 ]
where wiped-seeds
check "0 hits of the key that encrypts" [ "$(hits wiped-kek)" -eq 0 ]
where wiped-kek
check "it may leave no core" grep -Eq '^Max core file size +0 +0 ' "/proc/$kms/limits"
scan enclave-kek kek "$enclave" --core-every 1
say "        in the enclave itself, as root sees it from outside: $(hits enclave-kek) hits of the key"
kill -ABRT "$kms"
wait "$kms" 2>/dev/null
scan aborted seeds ""
check "aborted, it leaves none in a file" [ "$(hits aborted)" -eq 0 ]
check "and no core" [ -z "$(find "$cores" "$PWD" -maxdepth 1 -name 'core*' -newer "$work/run/provider.json" 2>/dev/null)" ]

say "Control"
story control --keep-freed-memory
check "without wiping seeds are found: $(hits control-seeds) hits" [ "$(hits control-seeds)" -gt 0 ]
check "the key that encrypts is not: it never was there" [ "$(hits control-kek)" -eq 0 ]
stop_kms
finish
