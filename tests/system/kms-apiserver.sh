#!/usr/bin/env bash
# The KMS plugin behind a real kube-apiserver and etcd (KUBEBUILDER_ASSETS): what is in etcd, rotation, outages shorter
# and longer than the API server's three minutes, values corrupted, exchanged and replayed, a start without the plugin.
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/enclave.sh"
. "$here/lib/cluster.sh"
needs_cluster
. "$here/lib/kms.sh"

base=$work/base
marker="marker-$RANDOM$RANDOM$RANDOM"
new_base "$base"
start_enclave "$base" || { fail "the enclave starts"; finish; exit; }
casemate key generate kek --purpose wrap >/dev/null
start_kms --key kek && becomes 5 '^casemate-1\.' key_id
encrypted "$kms_provider"
start_cluster

say "What is in etcd"
check "a secret is created" creates one "$marker"
check "read" reads one "$marker"
check "and listed" lists
check "its value begins with k8s:enc:kms:v2:casemate:" eval 'etcd_get one | grep -aq "^k8s:enc:kms:v2:casemate:"'
check "and names the key id" sealed_by one "$(key_id)"
check "the marker is nowhere in etcd's files" eval '! grep -raq "$marker" "$cluster/etcd"'
check "a configmap's is, so the search finds" eval '[ "$(api POST /api/v1/namespaces/default/configmaps "{\"apiVersion\":\"v1\",
    \"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"plain\"},\"data\":{\"value\":\"plain-$marker\"}}")" = 201 ] &&
    grep -raq "plain-$marker" "$cluster/etcd"'
for number in $(seq 50); do creates "many-$number" "$marker-$number" || break; done
check "fifty more" [ "$number" = 50 ]
calls() { curl -s "http://$kms_http/metrics" | awk -v method="$1" '$0 ~ "seconds_count.*/" method "\"" {sum += $2} END {print sum + 0}'; }
check "all under one Encrypt" [ "$(calls Encrypt)" = 1 ]
check "an update with nothing new stores nothing" eval '! touches one'

say "The API server restarts"
control kill-apiserver && began=$SECONDS && control start-apiserver
check "it is ready, in $((SECONDS - began)) s" status_is 200 GET /readyz
check "and reads" reads many-50 "$marker-50"
check "Decrypt was called $(calls Decrypt) times" [ "$(calls Decrypt)" -le 4 ]

say "Rotation"
old=$(key_id)
casemate key rotate kek >/dev/null
check "the plugin names the new id" becomes 10 '^casemate-1\..*\.2\.' key_id
new=$(key_id)
rewritten() { creates "after-$((++attempt))" x; sealed_by "after-$attempt" "$new"; }
attempt=0
check "within 75 s new secrets are sealed under it" within 75 rewritten
check "the old one still reads" reads one "$marker"
check "an update with nothing new stores it anew" touches one
check "under the new id" sealed_by one "$new"
check "once" eval '! touches one'
stale=0
for name in $(api GET "$secrets" >/dev/null && jq -r '.items[].metadata.name' "$work/api.out"); do
    sealed_by "$name" "$old" && stale=$((stale + 1)) && touches "$name"
done
left=0
for name in $(api GET "$secrets" >/dev/null && jq -r '.items[].metadata.name' "$work/api.out"); do
    sealed_by "$name" "$old" && left=$((left + 1))
done
check "after a migration of $stale, none is left under the old id" [ "$stale" -ge 50 -a "$left" = 0 ]

say "Values altered in etcd"
creates two "two-$marker"
etcd_get one >"$work/one" && etcd_get two >"$work/two"
# spoil WHAT PYTHON: puts an altered copy of the value of `one`; reading must fail, others must not.
spoil() {
    python3 -c "import sys; data = bytearray(open(sys.argv[1], 'rb').read()); key = sys.argv[3].encode(); $2; open(sys.argv[2], 'wb').write(data)" \
        "$work/one" "$work/spoiled" "$new"
    etcd_put one "$work/spoiled"
    check "$1: refused" within 10 status_is 500 GET "$secrets/one"
    check "$1: others go on" reads two "two-$marker"
    etcd_put one "$work/one"
    check "$1: repaired, it reads" within 20 reads one "$marker"
}
spoil "a byte of the object" 'at = data.index(key) - 40; data[at] ^= 1'
spoil "a byte of the key id" 'data[data.index(key) + 12] ^= 1'
spoil "another version in the key id" 'data[data.index(key):][:len(key)]; at = data.index(key) + 44; data[at:at+1] = b"1"'
spoil "a byte of the sealed seed" 'data[data.index(key) + len(key) + 60] ^= 1'
spoil "a byte of an annotation's value" 'at = data.index(b"instance.casemate.internal"); data[at + 30] ^= 1'
spoil "a byte of an annotation's name" 'at = data.index(b"instance.casemate.internal"); data[at] ^= 1'
etcd_put one "$work/two"
check "the value of another secret: refused" within 10 status_is 500 GET "$secrets/one"
etcd_put one "$work/one"
check "repaired, it reads" within 20 reads one "$marker"
api GET "$secrets/two" >/dev/null
api PUT "$secrets/two" "$(jq -c '.data.value = ("newer" | @base64)' "$work/api.out")" >/dev/null
etcd_put two "$work/two"
check "an older value of the same secret is accepted: the KMS API cannot tell" within 10 reads two "two-$marker"

say "An outage of 40 s"
stop_kms KILL
check "/readyz of the API server fails" within 30 status_is 500 GET /readyz
check "reads go on" reads many-7 "$marker-7"
check "writes go on" creates short outage
sleep 10
start_kms --key kek
check "it is ready again within 60 s" within 60 status_is 200 GET /readyz

say "An outage of more than 3 minutes"
kill_enclave KILL
began=$SECONDS
check "writes fail within 200 s" within 200 eval '! creates "long-$RANDOM$RANDOM" outage'
say "        after $((SECONDS - began)) s"
check "not before 2.5 minutes" [ $((SECONDS - began)) -ge 150 ]
check "reads go on" reads many-9 "$marker-9"
check "an update with nothing new goes on" eval '! touches many-9 && [ "$(jq -r .kind "$work/api.out")" = Secret ]'
check "other kinds go on" status_is 201 POST /api/v1/namespaces/default/configmaps \
    '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"meanwhile"}}'
start_enclave "$base"
began=$SECONDS
check "writes work again within 30 s" within 30 creates recovered "$marker"
say "        after $((SECONDS - began)) s"

say "The plugin comes after the API server"
control kill-apiserver
stop_kms
control start-apiserver &
starting=$!
check "secrets are refused" within 60 status_is 500 GET "$secrets/one"
check "configmaps are not" within 10 status_is 200 GET /api/v1/namespaces/default/configmaps/plain
began=$SECONDS
start_kms --key kek
wait $starting
check "ready $((SECONDS - began)) s after the plugin" status_is 200 GET /readyz
check "and reads" reads one "$marker"

say "One secret that cannot be opened, and the API server restarts"
creates broken "$marker" && etcd_get broken >"$work/broken"
python3 -c "import sys; data = bytearray(open(sys.argv[1], 'rb').read()); data[-40] ^= 1; open(sys.argv[2], 'wb').write(data)" \
    "$work/broken" "$work/spoiled"
etcd_put broken "$work/spoiled"
control kill-apiserver
control start-apiserver &
starting=$!
check "it does not become ready" eval 'sleep 15; ! status_is 200 GET /readyz'
etcd_put broken "$work/broken"
check "the value repaired, it does" within 60 status_is 200 GET /readyz
wait $starting
check "and reads it" reads broken "$marker"

say "The key destroyed"
casemate key generate doomed --purpose wrap >/dev/null
sleep 1
stop_kms
start_kms --key doomed --previous-key kek
check "the plugin serves with another key" becomes 5 '^casemate-1\.' key_id
doomed=$(key_id)
attempt=0
sealed_anew() { creates "doomed-$((++attempt))" "$marker"; sealed_by "doomed-$attempt" "$1"; } # KEY-ID
check "within 75 s new secrets are sealed under it" within 75 sealed_anew "$doomed"
casemate key destroy doomed --administrator-key "$base/administrator.key" >/dev/null
check "destroyed, Status fails" becomes 10 '^error key-unusable' key_id
check "what it sealed is read on from the API server's memory" reads "doomed-$attempt" "$marker"
stop_kms
start_kms --key kek
becomes 5 '^error' key_id
casemate key rotate kek >/dev/null
check "back to the older key, rotated: a new id" becomes 10 '^casemate-1\..*\.3\.' key_id
# Until it hears of the new id, the API server seals on under the seed that nobody can open any more.
check "secrets are sealed under it within 75 s" within 75 sealed_anew "$(key_id)"
for number in $(seq "$attempt"); do sealed_by "doomed-$number" "$doomed" && api DELETE "$secrets/doomed-$number" >/dev/null; done

say "Many secrets"
count=${CASEMATE_KMS_SECRETS:-10000}
check "$count more: $(python3 "$here/kms/bulk.py" "$cluster" "$api_port" "$count" | tee "$work/bulk")" grep -q "^$count " "$work/bulk"
control kill-apiserver
asked=$(calls Decrypt)
began=$(date +%s%N)
control start-apiserver
took=$((($(date +%s%N) - began) / 1000000))
check "the API server is ready $took ms after its start" [ "$took" -le "${CASEMATE_KMS_READY:-60000}" ]
check "after $(($(calls Decrypt) - asked)) Decrypts" [ $(($(calls Decrypt) - asked)) -le 12 ]

say "Version 1 of the API"
control stop
cluster=$work/cluster-v1
encrypted "${kms_provider/apiVersion: v2, name: casemate/apiVersion: v1, name: legacy, cachesize: 10}"
APISERVER_FLAGS+=" --feature-gates=KMSv1=true"
start_cluster
check "a secret is created" creates one "$marker"
check "with the prefix of version 1" eval 'etcd_get one | grep -aq "^k8s:enc:kms:v1:legacy:"'
control kill-apiserver && control start-apiserver
check "and read after a restart" reads one "$marker"
control stop
check "no secret is in any log" eval '! grep -raq "$marker" "$logs"'
finish
