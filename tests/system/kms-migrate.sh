#!/usr/bin/env bash
# `casemate kms migrate` and `kms verify` against a real kube-apiserver and etcd (KUBEBUILDER_ASSETS): plain Secrets
# become encrypted ones, a rotation moves all to the new key id, and what etcd holds is looked at, with and without TLS.
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/enclave.sh"
. "$here/lib/cluster.sh"
needs_cluster
. "$here/lib/kms.sh"
. "$here/lib/outcome.sh"

etcd_kms() { kms "$1" --etcd "http://127.0.0.1:$etcd_port" "${@:2}"; }

base=$work/base
marker="marker-$RANDOM$RANDOM$RANDOM"
count=200
new_base "$base"
start_enclave "$base" || { fail "the enclave starts"; finish; exit; }
casemate key generate kek --purpose wrap >/dev/null
start_kms --key kek && becomes 5 '^casemate-1\.' key_id
start_cluster

say "Without a provider"
for number in $(seq "$count"); do creates "many-$number" "$marker-$number" || break; done
check "$count secrets" [ "$number" = "$count" ]
check "the marker is in raw values, so the search finds" eval 'raw | grep -aq "$marker"'
check "verify fails" ends 1 etcd_kms verify
check "all are plain" says ".source == \"etcd\" and .encrypted == false and .resources[0].plain == $count and .resources[0].encrypted == 0"
check "without etcd it says that nothing is proved" ends 1 kms verify
check "and that this is less" says '.source == "metrics" and .encrypted == false and (.limits | test("give --etcd"))'
check "a migration fails, and says that all are plain" ends 1 etcd_kms migrate
check "having rewritten nothing" says ".migrated == false and .resources[0].rewritten == 0 and .resources[0].etcd.plain == $count"
check "also without etcd" ends 1 kms migrate

say "A provider is added"
encrypted "$kms_provider" "identity: {}"
control kill-apiserver && control start-apiserver
first=$(key_id)
creates early "$marker"
check "one is encrypted, the others are plain" ends 1 etcd_kms verify --list
check "by count" says ".resources[0].plain == $count and .resources[0].encrypted == 1"
check "by name" says ".resources[0].items | map(select(.keyId == \"$first\").object) == [\"default/early\"]"
check "without etcd the plain reads are seen" ends 1 kms verify
check "in the metrics" says '.resources[0].providers | map(.prefix) | contains(["identity"])'
check "a dry run tells" ends 0 etcd_kms migrate --dry-run
check "and changes nothing" eval 'ends 1 etcd_kms verify && says ".resources[0].plain == $count"'

# Somebody else changes the objects at the list's end all the while.
(
    while [ ! -e "$work/enough" ]; do
        for name in many-97 many-98 many-99; do
            curl -s -o /dev/null -X PATCH --cacert "$cluster/ca.crt" --cert "$cluster/admin.crt" \
                --key "$cluster/admin.key" -H 'Content-Type: application/merge-patch+json' \
                -d "{\"metadata\":{\"annotations\":{\"at\":\"$RANDOM$RANDOM\"}}}" "https://127.0.0.1:$api_port$secrets/$name"
        done
    done
) &
changing=$!
sleep 0.3
check "the migration succeeds while others write" ends 0 etcd_kms migrate --workers 1
touch "$work/enough"
wait $changing
check "after $(jq '.resources[0].conflicts' "$work/kms.json") conflicts" says '.resources[0].conflicts >= 1'
check "all are under the key id" says ".migrated and (.resources[0].etcd.groups | length == 1) and .resources[0].etcd.groups[0].keyId == \"$first\""
check "verify agrees" ends 0 etcd_kms verify
check "key id, count and that it is current" says ".encrypted and (.resources[0].groups | length == 1) and
    (.resources[0].groups[0] | .keyId == \"$first\" and .objects == $count + 1 and .current and .provider == \"kms-v2\" and .name == \"casemate\")"
check "the marker is in no raw value" eval '! raw | grep -aq "$marker"'
check "the secrets read" reads "many-$count" "$marker-$count"
check "again, it rewrites nothing" eval 'ends 0 etcd_kms migrate && says ".resources[0].rewritten == 0 and .resources[0].current == $count + 1"'

say "A rotation"
casemate key rotate kek >/dev/null
check "the plugin names the new id" becomes 10 '^casemate-1\..*\.2\.' key_id
second=$(key_id)
began=$SECONDS
check "the migration waits for it" ends 0 etcd_kms migrate --key-id "$second"
say "        for $((SECONDS - began)) s"
check "and rewrites all" says ".migrated and .resources[0].rewritten == $count + 1 and .resources[0].failures == []"
check "no object under the old id is left" eval 'ends 0 etcd_kms verify && says "[.resources[0].groups[].keyId] == [\"$second\"]"'
check "nor in raw values" eval '! raw | grep -aq "$first" && raw | grep -aq "$second"'
check "a key id that does not come ends the wait" refused key-id-not-in-use etcd_kms migrate --key-id "$first" --wait 3s
check "as a hash too" refused key-id-not-in-use etcd_kms migrate --key-id sha256:00 --wait 1s

say "An interrupted migration"
casemate key rotate kek >/dev/null
becomes 10 '^casemate-1\..*\.3\.' key_id
third=$(key_id)
ends 0 kms migrate --resource services --key-id "$third" >/dev/null # waits, and rewrites no secret
"$casemate_binary" kms migrate --kubeconfig "$cluster/kubeconfig" --workers 1 >/dev/null 2>&1 &
interrupted=$!
for try in $(seq 500); do etcd_get many-12 | grep -aq "$third" && break; done
kill -KILL $interrupted
wait $interrupted 2>/dev/null
ends 0 etcd_kms verify
done_before=$(jq "[.resources[0].groups[] | select(.keyId == \"$third\").objects] | add // 0" "$work/kms.json")
check "$done_before were rewritten when it was killed" [ "$done_before" -ge 1 -a "$done_before" -le "$count" ]
check "another completes it" ends 0 etcd_kms migrate --key-id "$third"
check "and writes only the rest" says ".resources[0].rewritten == $count + 1 - $done_before and .resources[0].current == $done_before"

say "Without etcd"
control kill-apiserver && control start-apiserver
check "verify succeeds where the metrics show no plain object" ends 0 kms verify
check "and says that this is less" says '.encrypted and (.limits | test("give --etcd")) and (.resources[0].keyIdHashes.casemate | test("^sha256:"))'
check "a migration too" eval 'ends 0 kms migrate && says ".migrated and (.limits | test(\"give --etcd\"))"'

say "Other resources"
check "configmaps are plain" ends 1 etcd_kms verify --resource secrets,configmaps
check "beside secrets that are not" says '.resources | map(.resource) == ["secrets", "configmaps"] and (.[0].plain == 0) and (.[1].plain > 0)'
check "services lie elsewhere, and are found" eval 'ends 1 etcd_kms verify --resource services && says ".resources[0].objects == 1"'
check "leases of a group" eval 'ends 1 etcd_kms verify --resource leases.coordination.k8s.io && says ".resources[0].objects >= 1"'
definition='{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"secrets.example.com"},
    "spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"secrets","kind":"Special"},"versions":[{"name":"v1",
    "served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]}}'
api POST /apis/apiextensions.k8s.io/v1/customresourcedefinitions "$definition" >/dev/null
special='{"apiVersion":"example.com/v1","kind":"Special","metadata":{"name":"one"}}'
check "a custom resource is made" within 10 eval '[ "$(api POST /apis/example.com/v1/namespaces/default/secrets "$special")" = 201 ]'
check "and not taken for secrets" eval 'ends 1 etcd_kms verify --resource secrets.example.com && says ".resources[0].plain == 1 and .resources[0].objects == 1"'
check "an unknown one is an error" refused unknown-resource etcd_kms verify --resource nonsense
check "also of a group" refused unknown-resource etcd_kms migrate --resource things.example.org
check "wrong usage is status 2" ends 2 etcd_kms verify --resource secrets,,configmaps

say "What etcd holds besides"
etcd_put cut <(printf 'k8s:enc:kms:v2:casemate:\x0a\x7fabc')
etcd_put strange <(printf 'k8s:enc:other:v9:x:abc')
check "values that are not whole are told" eval 'ends 1 etcd_kms verify && says ".resources[0].unreadable == 2 and .resources[0].plain == 0"'
check "in words too" eval '! casemate kms verify --kubeconfig "$cluster/kubeconfig" --etcd "http://127.0.0.1:$etcd_port" \
    --list >"$work/out" 2>"$work/err" && grep -q "default/cut  unreadable: its message" "$work/out" && grep -q "^Error: 0 plain, 2 not whole" "$work/err"'
etcd_delete cut
etcd_delete strange
head -c 700000 /dev/urandom | base64 -w0 | jq -Rc '{apiVersion:"v1",kind:"Secret",metadata:{name:"big"},data:{value:.}}' >"$work/big"
for number in $(seq 10); do api POST "$secrets" @<(sed "s/\"big\"/\"big-$number\"/" "$work/big") >/dev/null; done
check "values that fill more than one message of the gateway" ends 0 etcd_kms verify
check "are all seen" says ".resources[0].objects == $count + 11"
check "and migrated" ends 0 etcd_kms migrate

say "An etcd that answers less than it is asked for"
python3 "$here/kms/etcd-faults.py" "$etcd_port" >"$work/faulty" &
within 5 [ -s "$work/faulty" ]
faulty=http://127.0.0.1:$(cat "$work/faulty")
check "small messages and a compaction on the way: all are seen" eval 'ends 0 kms verify --etcd "$faulty" && says ".resources[0].objects == $count + 11"'
check "both came" eval 'curl -s "$faulty/told" | jq -e ".large >= 3 and .compacted == 1" >/dev/null'
for fault in html cut base64 denied missing; do
    check "$fault: an error that says what to do" eval 'refused etcd-refused kms verify --etcd "$faulty" --etcd-prefix "/$fault" &&
        says ".error.remedy | length > 10"'
done

say "A value that cannot be opened"
etcd_get many-5 >"$work/whole"
python3 -c "import sys; data = bytearray(open(sys.argv[1], 'rb').read()); data[-70] ^= 1; sys.stdout.buffer.write(data)" \
    "$work/whole" >"$work/spoiled"
etcd_put many-5 "$work/spoiled"
sleep 2
check "a migration does not pass over it" ends 1 etcd_kms migrate
say "        $(jq -c '.error.message // .resources[0].failures' "$work/kms.json" | cut -c1-160)"
etcd_put many-5 "$work/whole"
check "once it is whole again, it succeeds" within 20 etcd_kms migrate

say "TLS, client certificates, and what is wrong with them"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/other.key" -out "$work/other.crt" -days 2 \
    -subj /CN=other 2>/dev/null
python3 "$here/kms/tls-front.py" "$cluster/server.crt" "$cluster/server.key" "$cluster/ca.crt" "$etcd_port" >"$work/front" &
within 5 [ -s "$work/front" ]
front=https://127.0.0.1:$(cat "$work/front")
mine=(--etcd-certificate "$cluster/admin.crt" --etcd-key "$cluster/admin.key")
check "with the right files it works" eval 'ends 0 kms verify --etcd "$front" --etcd-ca "$cluster/ca.crt" "${mine[@]}" && says ".resources[0].objects == $count + 11"'
check "a migration too" ends 0 kms migrate --etcd "$front" --etcd-ca "$cluster/ca.crt" "${mine[@]}"
check "another authority is an error that names it" eval 'refused etcd-untrusted kms verify --etcd "$front" --etcd-ca "$work/other.crt" "${mine[@]}" && says ".error.message | test(\"is not from .*other.crt\")"'
check "so is none" refused etcd-untrusted kms verify --etcd "$front" "${mine[@]}"
check "without a client certificate it says what to give" eval 'refused etcd-untrusted kms verify --etcd "$front" --etcd-ca "$cluster/ca.crt" && says ".error.remedy | test(\"--etcd-certificate\")"'
check "another's client certificate is refused" refused etcd-untrusted kms verify --etcd "$front" --etcd-ca "$cluster/ca.crt" \
    --etcd-certificate "$work/other.crt" --etcd-key "$work/other.key"
check "a file that holds none" refused invalid-file kms verify --etcd "$front" --etcd-ca "$work/encryption.yaml" "${mine[@]}"
check "a file that is absent" refused file-error kms verify --etcd "$front" --etcd-ca "$work/absent" "${mine[@]}"
check "no etcd there" refused etcd-unreachable kms verify --etcd http://127.0.0.1:1
check "a server that is no etcd" refused etcd-refused kms verify --etcd "http://$kms_http"
check "another prefix" refused wrong-store etcd_kms verify --etcd-prefix /elsewhere
check "a caller without rights" refused forbidden etcd_kms migrate --context nobody
check "TLS files without TLS are wrong usage" ends 2 etcd_kms verify --etcd-ca "$cluster/ca.crt"

say "The plugin is away"
casemate key rotate kek >/dev/null
becomes 10 '^casemate-1\..*\.4\.' key_id
control stop
check "no API server is an error" refused cannot-connect etcd_kms migrate
check "the plugin serves without a subcommand and with one" eval 'stop_kms; casemate kms serve --help | grep -q -- "--previous-key"'
check "no secret is in any log or report" eval '! grep -raq "$marker" "$logs" "$work/kms.json" "$work/kms.err"'
finish
