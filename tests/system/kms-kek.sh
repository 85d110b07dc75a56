#!/usr/bin/env bash
# Where the key that encrypts (KEK) can be found on a control-plane node: nowhere but in the enclave. Four keys of known
# bytes come in, one by each way there is: sealed offline, wrapped by OpenSSL, from a KMIP server in clear and wrapped.
# After load, each is looked for in the memory and the cores of every host process (plugin, load generator, the casemate
# commands as they end and, with KUBEBUILDER_ASSETS, kube-apiserver and etcd), in logs and files, and in all traffic of the
# plugin's socket and of the enclave's. The one exception is named where it is: the KMIP connection itself.
#
# Every process is given a control secret in its environment, and a call carries it: the same scan must find that.
# CASEMATE_KMS_CALLS sets the calls after each way but the last two, which make a quarter of them.
. "$(dirname "$0")/lib/report.sh"
needs gdb
. "$here/lib/enclave.sh"
. "$here/lib/scan.sh"
. "$here/lib/cluster.sh"
. "$here/lib/kms.sh"
. "$here/lib/kmip.sh"
count=${CASEMATE_KMS_CALLS:-10000}
base=$work/base
traffic=$work/run/traffic
mkdir "$traffic"

openssl rand 640 >"$known/seeds"
for name in control sealed wrapped transport; do openssl rand 32 >"$known/$name"; done
CASEMATE_TEST_CONTROL=$(xxd -p -c 0 "$known/control")

# tap NAME LISTEN TO: keeps what passes.
tap() {
    mkdir -p "$traffic/$1"
    "$tools/unix-tap" "$2" "$3" "$traffic/$1" 2>>"$logs/tap.log" &
}
front=$work/front
tap enclave "$work/back" "$socket"
tap plugin "$front" "$kms_socket"
call() { "$kms_python" "$here/kms/call.py" "$front" "$@"; }

new_base "$base"
start_enclave "$base" || { fail "the enclave starts"; cat "$logs/enclave.log"; finish; exit; }
export CASEMATE_TEST_CONTROL
instance=$(casemate status --json | jq -r .instanceId)
sign=(--administrator-key "$base/administrator.key")

# clean NAME KEY PID [OPTION...]: the key is nowhere in a process and its core, and the control is.
clean() {
    local name=$1 key=$2
    { echo "kek symmetric @$known/$key"; echo "control symmetric @$known/control"; } >"$known/$name.list"
    scan "$name" "$name" "${@:3}" --core-every 1
    check "$name: 0 hits in $(awk '/^source/ { bytes += $6 } END { print int(bytes / 1048576) }' "$work/$name.scan") MiB" [ "$(hits "$name" kek.)" = 0 ]
    grep '^hit' "$work/$name.hits" | grep -v control | head -8
    local source
    for source in mem core; do
        check "$name: the control is found ($source)" grep -q "^hit $source control" "$work/$name.hits"
    done
}

# ends NAME KEY COMMAND...: runs a casemate command and looks at its core as it ends.
ends() {
    local name=$1 key=$2
    shift 2
    mkdir -p "$work/run/$name"
    gdb -batch -nx -ex 'set use-coredump-filter off' -ex 'set dump-excluded-mappings on' -ex 'catch syscall exit_group' \
        -ex run -ex "gcore $work/run/$name/core" --args "$casemate_binary" "$@" >"$work/$name.out" 2>&1
    [ -s "$work/run/$name/core" ] || fail "$name: there is no core"
    { echo "kek symmetric @$known/$key"; echo "control symmetric @$known/control"; } >"$known/$name.list"
    scan "$name" "$name" ""
    rm -rf "$work/run/$name"
    check "casemate $1 $2 as it ends: 0 hits" [ "$(hits "$name" kek.)" = 0 ]
    check "casemate $1 $2: the control is found" [ "$(hits "$name" control.)" -gt 0 ]
    where "$name"
}

# way NAME KEY CALLS KEY-ID [OPTION...]: the plugin serves with that key under load; then everything is looked at.
way() {
    local name=$1 key=$2 calls=$3 id=$4
    say "$name"
    rm -f "$traffic"/*/*
    CASEMATE_ENCLAVE=unix:$work/back start_kms --key cluster --provider "$work/run/provider.json" --lease-record "$work/run/lease.json" \
        --decrypt-alarm 1000000 "${@:5}" || fail "$name: the plugin starts"
    check "the key is used" becomes 30 "$id" key_id
    call many 1 "$(xxd -p -c 0 "$known/control")" >/dev/null
    "$kms_python" "$here/kms/call.py" "$front" hammer "$calls" "$known/seeds" "$work/$key.ready" "$work/$key.scanned" >"$work/$key.calls" &
    local load=$!
    check "the load begins" within 60 [ -e "$work/$key.ready" ]
    clean "$key-load-generator" "$key" $load --pause 1
    touch "$work/$key.scanned"
    wait $load
    check "all of $(jq .ok "$work/$key.calls") calls are answered" [ "$(jq "keys == [\"ok\"] and .ok >= $calls" "$work/$key.calls")" = true ]
    [ -z "${KUBEBUILDER_ASSETS:-}" ] || cluster_load "$key"
    clean "$key-plugin" "$key" "$kms"
    seen "$key"
    stop_kms
}

# cluster_load KEY: an API server that knows no other key makes secrets, starts anew and reads them.
cluster_load() {
    local key=$1 number name
    if [ -z "${api_port:-}" ]; then
        encrypted "${kms_provider/"$kms_socket"/$front}"
        start_cluster
    else
        etcd deleterange "{\"key\":\"$(printf /registry/secrets/ | base64 -w0)\",\"range_end\":\"$(printf /registry/secrets0 | base64 -w0)\"}" >/dev/null
        control start-apiserver
    fi
    for number in $(seq 20); do creates "$key-$number" "value-$number" || break; done
    control kill-apiserver && control start-apiserver
    check "behind a real API server, 20 secrets are read after a restart" eval '[ "$number" = 20 ] && reads "$key-20" value-20'
    for name in kube-apiserver etcd; do clean "$key-$name" "$key" "$(cat "$cluster/$name.pid")"; done
    control kill-apiserver
}

# seen KEY: what was captured, and whether the key or the control is in it. The enclave's is a sealed session: what can be
# found there is its greeting, with the instance's id.
seen() {
    local leg
    for leg in plugin enclave; do
        { echo "kek symmetric @$known/$1"; echo "control text $CASEMATE_TEST_CONTROL"; echo "control raw $instance"; } >"$known/leg.list"
        "$tools/secret-scan" --secrets "$known/leg.list" --directory "$traffic/$leg" --names >"$work/leg.scan" 2>"$work/leg.hits"
        check "$(du -sk "$traffic/$leg" | cut -f1) KiB of the $leg's traffic: 0 hits" [ "$(hits leg kek.)" = 0 ]
        check "and the control is found" [ "$(hits leg control.)" -gt 0 ]
    done
}

casemate key import-key --out "$work/enclave.pub" >/dev/null
casemate key seal --symmetric --to "$work/enclave.pub" --in "$known/sealed" --out "$work/run/sealed" >/dev/null
printf '{"kind":"sealed","keys":[{"reference":"sealed","created":"2026-11-21T00:00:00Z","file":"%s"}]}' "$work/run/sealed" >"$work/run/provider.json"
way "Sealed offline" sealed "$count" '^casemate-2\.[0-9]*\.sealed$'
ends import sealed key import again --purpose wrap --sealed "$work/run/sealed"
ends show sealed key show cluster.sealed

# RSA-OAEP of an AES key, then AES-KWP of the KEK under it.
casemate key generate inbox --purpose receive --algorithm rsa3072 --json | jq -r .publicKey | base64 -d |
    openssl pkey -pubin -inform DER >"$work/inbox.pem"
openssl rand 32 >"$known/aes"
{
    openssl pkeyutl -encrypt -pubin -inkey "$work/inbox.pem" -in "$known/aes" -pkeyopt rsa_padding_mode:oaep \
        -pkeyopt rsa_oaep_md:sha256 -pkeyopt rsa_mgf1_md:sha256
    openssl enc -id-aes256-wrap-pad -e -K "$(xxd -p -c 0 "$known/aes")" -iv A65959A6 -in "$known/wrapped"
} >"$work/run/wrapped"
printf '{"kind":"wrapped","receiver":"inbox","keys":[{"reference":"wrapped","created":"2026-11-22T00:00:00Z","file":"%s"}]}' \
    "$work/run/wrapped" >"$work/run/provider.json"
way "Wrapped by OpenSSL" wrapped "$count" '^casemate-2\.[0-9]*\.wrapped$'
ends receive wrapped key receive again.2 --purpose wrap --symmetric --receiver inbox --in "$work/run/wrapped"

# provider MEMBERS: the provider file for the keys that PyKMIP has under one name.
provider() {
    printf '{"kind":"kmip","server":"%s","ca":"%s","certificate":"%s","key":"%s","name":"cluster","timeout":3%s}\n' \
        "$kmip_server" "$tls/ca.pem" "$tls/plugin.pem" "$tls/plugin.key" "$1" >"$work/run/provider.json"
}
check "PyKMIP starts" start_kmip
id=$(peer create cluster)
peer bytes "$id" | xxd -r -p >"$known/kmip"
provider ""
way "From a KMIP server, in clear" kmip $((count / 4)) "^casemate-2\.[0-9]*\.$id\$"
say "        not looked at: the plugin's TLS connection to the server, where this key was in clear for the program's moment"

ends kmip-keys kmip kmip keys cluster --server "$kmip_server" --ca "$tls/ca.pem" --certificate "$tls/plugin.pem" --key "$tls/plugin.key"

wrapper=$(peer register transport "$(xxd -p -c 0 "$known/transport")")
casemate key seal --symmetric --to "$work/enclave.pub" --in "$known/transport" --out "$work/transport" >/dev/null
casemate key import transport --purpose receive --sealed "$work/transport" "${sign[@]}" >/dev/null
sleep 1.1
id=$(peer create cluster)
peer bytes "$id" | xxd -r -p >"$known/kmip-wrapped"
provider ",\"receiver\":\"transport\",\"wrappingKey\":\"$wrapper\""
way "From a KMIP server, wrapped" kmip-wrapped $((count / 4)) "^casemate-2\.[0-9]*\.$id\$"
stop_kmip

say "Cores, logs and files"
check "no program left a core" [ -z "$(find "$cores" "$PWD" "$work" -maxdepth 1 -name 'core*' -type f 2>/dev/null)" ]
for key in sealed wrapped kmip kmip-wrapped transport; do echo "$key symmetric @$known/$key"; done >"$known/all.list"
scan all all ""
check "all five keys: 0 hits in the state, the logs, the provider's files and the traffic" [ "$(hits all)" = 0 ]
where all
cp "$known/wrapped" "$work/run/planted"
scan planted all ""
check "a key that is put there is found" [ "$(hits planted wrapped.)" -gt 0 ]
[ -z "${KUBEBUILDER_ASSETS:-}" ] || control stop
finish
