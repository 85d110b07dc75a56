#!/usr/bin/env bash
# `casemate kms verify` and `kms migrate` on an etcd that takes nobody without a client certificate, as kubeadm sets it up:
# Debian's etcd (3.4), over TLS of its own. First without an API server, whose few answers are a stand-in's: values as
# kube-apiserver writes them, plain and sealed by the real plugin, and whatever can be wrong with certificates. Then, with
# KUBEBUILDER_ASSETS, the whole: a real API server that reaches the same etcd by its own client certificate.
. "$(dirname "$0")/lib/report.sh"
needs curl jq
etcd=/usr/bin/etcd
if [ ! -x $etcd ]; then
    skip "kms-etcd: needs etcd-server"
    finish
    exit
fi
. "$here/lib/enclave.sh"
. "$here/lib/cluster.sh"
. "$here/lib/kms.sh"
. "$here/lib/outcome.sh"
export ETCD=$etcd ETCD_TLS=1

base=$work/base
marker="marker-$RANDOM$RANDOM$RANDOM"
new_base "$base"
start_enclave "$base" || { fail "the enclave starts"; finish; exit; }
casemate key generate kek --purpose wrap >/dev/null
start_kms --key kek && becomes 5 '^casemate-1\.' key_id
mine=(--etcd-certificate "$cluster/etcd-client.crt" --etcd-key "$cluster/etcd-client.key")
verify() { kms verify --etcd "https://127.0.0.1:$etcd_port" --etcd-ca "$cluster/ca.crt" "${mine[@]}" "$@"; }

say "Without an API server"
check "etcd starts" control start-etcd
read -r etcd_port _ _ <"$cluster/ports"
check "it refuses who brings no certificate" eval '! curl -sf --cacert "$cluster/ca.crt" "https://127.0.0.1:$etcd_port/health"'
check "and who does not speak TLS" eval '! curl -sf "http://127.0.0.1:$etcd_port/health"'
first=$(key_id)
python3 "$here/kms/api-stand-in.py" "$first" >"$work/api" &
within 5 [ -s "$work/api" ]
jq -n --arg server "http://127.0.0.1:$(cat "$work/api")" '{apiVersion:"v1",kind:"Config","current-context":"c",
    clusters:[{name:"c",cluster:{server:$server}}],users:[{name:"u",user:{}}],contexts:[{name:"c",context:{cluster:"c",user:"u"}}]}' \
    >"$cluster/kubeconfig"
check "an empty store has nothing plain" eval 'ends 0 verify && says ".resources[0].objects == 0"'
for number in 1 2 3; do
    "$kms_python" "$here/kms/etcd-value.py" "$kms_socket" casemate "$work/value" >"$work/id" && etcd_put "sealed-$number" "$work/value"
done
check "three values that the plugin sealed" ends 0 verify
check "under its key id, which is current" says ".encrypted and .resources[0].encrypted == 3 and (.resources[0].groups | length == 1) and
    (.resources[0].groups[0] | .keyId == \"$first\" and .provider == \"kms-v2\" and .name == \"casemate\" and .current)"
casemate key rotate kek >/dev/null
becomes 10 '^casemate-1\..*\.2\.' key_id
"$kms_python" "$here/kms/etcd-value.py" "$kms_socket" casemate "$work/value" >"$work/id" && etcd_put later "$work/value"
printf 'k8s\0\n\f\n\002v1\022\006Secret\022%s' "$marker" >"$work/value" && etcd_put plain "$work/value"
printf 'k8s:enc:aesgcm:v1:k1:0123456789012345678901234567890123456789' >"$work/value" && etcd_put other "$work/value"
etcd_get later | head -c 60 >"$work/value" && etcd_put cut "$work/value"
check "beside plain, foreign and torn ones: it fails" ends 1 verify --list
check "and says which is which" says '.encrypted == false and (.resources[0] | .objects == 7 and .plain == 1 and .unreadable == 1) and
    ([.resources[0].groups[] | select(.provider == "kms-v2" and .objects > 0) | .objects] | sort == [1, 3])'
check "by name" says '[.resources[0].items[] | select(.provider == "aesgcm").object] == ["default/other"]'
check "the plain value is nowhere in what it says" eval '! grep -aq "$marker" "$work/kms.json" "$work/kms.err"'

say "Certificates"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/other.key" -out "$work/other.crt" -days 2 \
    -subj /CN=kube-apiserver-etcd-client 2>/dev/null
url=https://127.0.0.1:$etcd_port
trusted=(--etcd "$url" --etcd-ca "$cluster/ca.crt")
check "none is an error that says what to give" eval \
    'refused etcd-untrusted kms verify "${trusted[@]}" && says ".error.remedy | test(\"--etcd-certificate\")"'
check "one of the same name that another authority signed" refused etcd-untrusted kms verify "${trusted[@]}" \
    --etcd-certificate "$work/other.crt" --etcd-key "$work/other.key"
check "the server's own, of another authority than the one given" refused etcd-untrusted kms verify --etcd "$url" \
    --etcd-ca "$work/other.crt" "${mine[@]}"
check "a key that is another's" refused '.*' kms verify "${trusted[@]}" --etcd-certificate "$cluster/etcd-client.crt" --etcd-key "$work/other.key"
check "http where TLS is spoken" refused '.*' kms verify --etcd "http://127.0.0.1:$etcd_port"
control stop

if [ -z "${KUBEBUILDER_ASSETS:-}" ]; then
    skip "behind an API server: KUBEBUILDER_ASSETS is not set"
    finish
    exit
fi
say "Behind a real API server"
cluster=$work/whole
mine=(--etcd-certificate "$cluster/etcd-client.crt" --etcd-key "$cluster/etcd-client.key")
unset APISERVER_FLAGS
start_cluster
for number in $(seq 30); do creates "many-$number" "$marker-$number" || break; done
check "30 secrets, plain" eval '[ "$number" = 30 ] && ends 1 verify && says ".resources[0].plain == 30"'
encrypted "$kms_provider" "identity: {}"
control kill-apiserver && control start-apiserver
migrate() { kms migrate --etcd "https://127.0.0.1:$etcd_port" --etcd-ca "$cluster/ca.crt" "${mine[@]}" "$@"; }
check "a migration" eval 'ends 0 migrate && says ".migrated and .resources[0].rewritten == 30"'
check "all are encrypted" eval 'ends 0 verify && says ".encrypted and .resources[0].groups[0].objects == 30 and .resources[0].groups[0].current"'
check "no marker is in etcd" eval '! raw | grep -aq "$marker"'
check "they read" reads many-30 "$marker-30"
casemate key rotate kek >/dev/null
becomes 10 '^casemate-1\..*\.3\.' key_id
check "after a rotation, another" eval 'ends 0 migrate --key-id "$(key_id)" && says ".migrated and .resources[0].rewritten == 30"'
check "leaves none under the old id" eval 'ends 0 verify && says "[.resources[0].groups[].keyId] == [\"$(key_id)\"]"'
control stop
finish
