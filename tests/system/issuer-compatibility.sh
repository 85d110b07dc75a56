#!/usr/bin/env bash
# What manifests, scripts and peers of Intel's TCS rely on, item by item, on a real control plane: the fields of leaves and
# Secrets, the words of conditions, nonces, what is said of bad deliveries, what goes with what, two issuers of one lease.
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/issuer.sh"
# shellcheck source=lib/key-server.sh
. "$here/lib/key-server.sh"

# leaf NAME CSR USAGES_JSON [SIGNER]: signed, in $work/NAME.crt and as text in $work/NAME.text.
leaf() {
    apply <(csr_manifest "$1" "${4:-$signer/ca}" "$2" null "$3") && approve "$1" && signed "$1" "$work/$1.crt" &&
        openssl x509 -in "$work/$1.crt" -noout -text >"$work/$1.text"
}
has() { grep -q "$2" "$work/$1.text"; }
lacks() { ! has "$@"; }

leaves() {
    local kind
    key_and_request "$work/named" -subj /C=DE/O=o/OU=a/OU=b/UID=u/CN=named -addext \
        'subjectAltName=URI:spiffe://td/ns/a/sa/b,IP:10.0.0.1,email:a@b.example,DNS:named.example'
    key_and_request "$work/nameless" -subj / -addext 'subjectAltName=URI:spiffe://td/ns/a/sa/b'
    key_and_request "$work/plain" -subj /CN=plain
    check "EKU alone when no key usage is asked, in the order asked" eval \
        'leaf eku "$work/named.csr" "[\"server auth\", \"client auth\"]" && lacks eku "X509v3 Key Usage" &&
            has eku "TLS Web Server Authentication, TLS Web Client Authentication"'
    check "key usage alone when no EKU is asked, critical" eval \
        'leaf ku "$work/named.csr" "[\"digital signature\", \"key agreement\"]" && lacks ku "Extended Key Usage" &&
            has ku "X509v3 Key Usage: critical" && has ku "Digital Signature, Key Agreement"'
    check "an EC key gets no key encipherment (RFC 8813), and the rest" eval \
        'leaf ec "$work/named.csr" "[\"digital signature\", \"key encipherment\", \"client auth\"]" &&
            has ec "Digital Signature$" && has ec "TLS Web Client"'
    openssl genrsa -out "$work/rsa.key" 2048 2>/dev/null
    key_and_request "$work/rsa" -subj /CN=rsa
    check "every usage that leaves may have" eval 'leaf all "$work/rsa.csr" "[\"signing\", \"content commitment\",
        \"key encipherment\", \"data encipherment\", \"any\", \"server auth\", \"client auth\", \"code signing\", \"email protection\", \"s/mime\", \"ipsec end system\",
        \"ipsec tunnel\", \"ipsec user\", \"ocsp signing\", \"microsoft sgc\", \"netscape sgc\"]" &&
        has all "Digital Signature, Non Repudiation, Key Encipherment, Data Encipherment" && has all "Netscape Server Gated Crypto"'
    check "time stamping, which stands alone (RFC 3161)" eval \
        'leaf stamp "$work/rsa.csr" "[\"timestamping\"]" && has stamp "Time Stamping"'
    check "the subject as it was asked, byte for byte" eval \
        '[ "$(openssl x509 -in "$work/ku.crt" -noout -subject)" = "$(openssl req -in "$work/named.csr" -noout -subject)" ]'
    check "names of all four kinds" eval 'for kind in DNS:named.example email:a@b.example "IP Address:10.0.0.1" \
        URI:spiffe://td/ns/a/sa/b; do has ku "$kind" || return 1; done'
    check "names are not critical beside a subject, and are without one" eval 'lacks ku "Alternative Name: critical" &&
        leaf nameless "$work/nameless.csr" "[\"client auth\"]" && has nameless "Alternative Name: critical"'
    check "no extension for names when none is asked" eval \
        'leaf plain "$work/plain.csr" "[\"client auth\"]" && lacks plain "Alternative Name"'
    check "never a CA, and says so critically" eval 'has ku "Basic Constraints: critical" && has ku CA:FALSE'
    check "the CA's key id, no list, no authority information" eval '[ "$(key_id ku "Authority Key")" = "$(key_id root "Subject Key")" ] &&
        lacks ku "CRL Distribution" && lacks ku "Authority Information"'
    for kind in rsa:2048 ec:secp384r1 ec:secp521r1 ed25519; do
        check "a requester's key: $kind" requester_key "$kind"
    done
}
# key_id NAME WHOSE: `Authority Key` or `Subject Key`.
key_id() { grep -A1 "X509v3 $2 Identifier" "$work/$1.text" | sed -n '2s/ *\(keyid:\)*//p'; }
requester_key() {
    local file=$work/key-${1/:/-} name=key-${1/:/-}
    case $1 in
    rsa:*) openssl genrsa -out "$file.key" "${1#*:}" 2>/dev/null ;;
    ec:*) openssl ecparam -name "${1#*:}" -genkey -noout -out "$file.key" ;;
    *) openssl genpkey -algorithm "$1" -out "$file.key" ;;
    esac
    key_and_request "$file" -subj /CN=leaf.example
    leaf "$name" "$file.csr" '["client auth"]' &&
        [ "$(openssl x509 -in "$work/$name.crt" -noout -pubkey)" = "$(openssl pkey -in "$file.key" -pubout)" ]
}

secrets() {
    apply <(issuer_manifest TCSIssuer labelled '{"secretName":"labelled-cert","labels":{"team":"mesh"}}' mesh)
    awaits 20 ready tcsissuer labelled True mesh
    check "the Secret's owner has four fields: no controller, nothing blocks" eval \
        'kubectl get secret labelled-cert -n mesh -o json | jq -e ".metadata.ownerReferences == [{apiVersion:
            \"tcs.intel.com/v1alpha1\", kind: \"TCSIssuer\", name: \"labelled\", uid: \"$(uid tcsissuer labelled mesh)\"}]" >/dev/null'
    check "and it is in the issuer's namespace, with its labels" eval \
        '[ "$(kubectl get secret labelled-cert -n mesh -o jsonpath="{.metadata.labels.team}")" = mesh ]'
    kubectl patch tcsissuer labelled -n mesh --type merge -p '{"spec":{"labels":{"team":"edge"}}}' >>"$logs/kubectl.log"
    check "a change of labels gets there; the certificate stays" awaits 20 eval \
        '[ "$(kubectl get secret labelled-cert -n mesh -o jsonpath="{.metadata.labels.team}")" = edge ]'
    local before
    before=$(kubectl get tcsissuer labelled -n mesh -o json | jq -r '.status.conditions[0].lastTransitionTime')
    sleep 1.1
    kubectl patch tcsissuer labelled -n mesh --type merge -p '{"spec":{"labels":{"team":"core"}}}' >>"$logs/kubectl.log"
    awaits 20 eval '[ "$(kubectl get secret labelled-cert -n mesh -o jsonpath="{.metadata.labels.team}")" = core ]'
    check "a condition's time changes with its status only" eval \
        '[ "$(kubectl get tcsissuer labelled -n mesh -o json | jq -r ".status.conditions[0].lastTransitionTime")" = "$before" ]'
    check "the CA's end is a metric" eval '[ "$(metric "casemate_issuer_ca_not_after_seconds{issuer=\"$signer/ca\"}")" = \
        "$(date -d "$(openssl x509 -in "$work/root.crt" -noout -enddate | cut -d= -f2)" +%s)" ]'
}
uid() { kubectl get "$1" "$2" ${3:+-n "$3"} -o jsonpath='{.metadata.uid}'; }

words() {
    kubectl get tcsclusterissuers -w -o json >"$work/watched" 2>/dev/null &
    local watch=$!
    sleep 1
    apply <(issuer_manifest TCSClusterIssuer told '{"selfSign":false,"labels":{"team":"mesh"}}')
    offered told
    answer told Unknown "First seen"
    awaits 20 eval 'message tcsclusterissuer told | grep -qx "Waiting for key provisioning"'
    kill "$watch"
    wait "$watch" 2>/dev/null
    check "what an issuer says on its way is Intel's to the letter" eval \
        '[ "$(jq -r "select(.metadata.name == \"told\") | .status.conditions[]? | select(.type == \"Ready\") |
            .status + \" \" + .message + \" \" + .reason" "$work/watched" | uniq | tr "\n" ";")" = \
            "Unknown First seen Reconcile;False Initiated key provisioning using QuoteAttestation Reconcile;False Waiting for key provisioning Reconcile;" ]'
    check "the attestation has the issuer's labels, its finalizer, and the issuer as owner" eval \
        '$qa told | jq -e ".metadata | .labels.team == \"mesh\" and .finalizers == [\"tcs.intel.com/issuer-protection\"] and
            (.ownerReferences | length) == 1 and .ownerReferences[0].uid == \"$(uid tcsclusterissuer told)\"" >/dev/null'
    attestation told nonce | base64 -d | base64 -d >"$work/nonce"
    check "the nonce is 28 random bytes and the time, little-endian" eval '[ "$(stat -c %s "$work/nonce")" = 32 ] &&
        age=$(($(date +%s) - $(od -An -tu4 -j28 "$work/nonce"))) && [ "$age" -ge 0 ] && [ "$age" -lt 120 ]'
    local before
    before=$(uid quoteattestation told casemate-system)
    kubectl delete quoteattestation told -n casemate-system --timeout=20s >>"$logs/kubectl.log" 2>&1
    check "who deletes a waiting attestation gets another" awaits 30 eval \
        '[ -n "$(uid quoteattestation told casemate-system 2>/dev/null)" ] && [ "$(uid quoteattestation told casemate-system)" != "$before" ]'
    kubectl delete tcsclusterissuer told --timeout=20s >>"$logs/kubectl.log"
    check "it goes with its issuer, and hangs nowhere" awaits 20 eval '! kubectl get quoteattestation told -n casemate-system'
}

# dated FILE FROM TO CA: a certificate of FILE.key, days from today, for a CA or none, into FILE.crt.
dated() {
    python3 - "$@" <<'PYTHON'
import datetime, sys
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "dated")])
file, start, end, is_ca = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4] == "yes"
key = serialization.load_pem_private_key(open(file + ".key", "rb").read(), None)
now = datetime.datetime.utcnow()
made = x509.CertificateBuilder().subject_name(name).issuer_name(name).serial_number(x509.random_serial_number())
made = made.not_valid_before(now + datetime.timedelta(start)).not_valid_after(now + datetime.timedelta(end))
made = made.public_key(key.public_key()).add_extension(x509.BasicConstraints(is_ca, None), True)
open(file + ".crt", "wb").write(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
PYTHON
}
fails() { awaits 40 eval "message tcsclusterissuer $1 | grep -qE '$2'" || { message tcsclusterissuer "$1"; false; }; }
deliveries() {
    local one from to ca words
    make_ca "$work/ca"
    request no-key && offered no-key && kubectl create secret generic no-key -n casemate-system --from-literal=tls.crt=x \
        >>"$logs/kubectl.log" && answer no-key True
    check "no key was delivered" fails no-key 'invalid secret: missing CA private key$'
    request no-crt && offered no-crt && kubectl create secret generic no-crt -n casemate-system --from-literal=tls.key=AAAA \
        >>"$logs/kubectl.log" && answer no-crt True
    check "no certificate was delivered" fails no-crt 'invalid secret: missing CA certificate$'
    printf x >"$work/garbage"
    request odd && offered odd && wrap odd "$work/ca" && deliver odd "$work/ca.wrapped" "$work/garbage" && answer odd True
    check "what is no certificate" fails odd 'corrupted certificate'
    while read -r one from to ca words; do
        dated "$work/ca" "$from" "$to" "$ca"
        request "$one" && offered "$one" && wrap "$one" "$work/ca" && deliver "$one" "$work/ca.wrapped" "$work/ca.crt" &&
            answer "$one" True
        check "a certificate that is $one" fails "$one" "$words"
    done <<'TABLE'
expired -20 -10 yes expired
future 10 20 yes not valid yet
leaf -1 300 no CA
TABLE
}

flags() {
    end_issuer
    check "a key-wrap mechanism that is none ends it with what it takes" eval \
        '! "$casemate_binary" issuer --kubeconfig "$issuer_kubeconfig" --key-wrap-mechanism aes_key_pad_wrap >"$work/out" 2>&1 &&
            grep -q aes_key_wrap_pad "$work/out"'
    start_issuer counted --use-random-nonce=false --csr-full-cert-chain=true
    request counted && offered counted
    attestation counted nonce | base64 -d | base64 -d >"$work/nonce"
    check "--use-random-nonce=false: 0 to 31" eval 'cmp -s "$work/nonce" <(xxd -r -p <<<"$(printf "%02x" {0..31})")'
}

farewells() {
    end_issuer
    kubectl delete tcsissuer labelled -n mesh --wait=false >>"$logs/kubectl.log"
    sleep 2
    check "an issuer deleted while nobody works stays until it was dealt with" kubectl get tcsissuer labelled -n mesh -o name
    start_issuer late
    check "then it goes, its Secret with it" awaits 30 eval \
        '! kubectl get tcsissuer labelled -n mesh && ! kubectl get secret labelled-cert -n mesh'
    check "and its key is retired" eval \
        '[ "$(casemate key show tcsissuer.tcs.intel.com/mesh.labelled --json | jq -r .state)" = retired ]'
}

leads() { [ "$(curl -s "http://127.0.0.1:$1/metrics" | awk '/^casemate_issuer_leader/ { print $2 }')" = "${2:-1}" ]; }
# takes_over WHAT PORT MOST_MILLISECONDS: that process leads within that time from now.
takes_over() {
    local began=$EPOCHREALTIME milliseconds=0
    awaits 30 leads "$2"
    milliseconds=$(awk -v a="$began" -v b="$EPOCHREALTIME" 'BEGIN { printf "%d", (b - a) * 1000 }')
    check "$1: the standby leads within $3 ms" [ "$milliseconds" -le "$3" ]
    say "        after $milliseconds ms"
}
leases() {
    local first second second_port third
    end_issuer
    start_issuer lease-1 --leader-elect --lease-duration 5s
    first=$issuer
    local first_port=$issuer_port
    awaits 20 leads "$first_port"
    start_issuer lease-2 --leader-elect --lease-duration 5s
    second=$issuer second_port=$issuer_port
    check "one of two leads" eval 'leads "$first_port" && leads "$second_port" 0'
    kill -KILL "$first"
    wait "$first" 2>/dev/null
    # From the last renewal that was seen: the lease, and at most a fifth of it until a look; half a second for the machine.
    takes_over "the leader is killed" "$second_port" 6500
    start_issuer lease-3 --leader-elect --lease-duration 5s
    third=$issuer
    local third_port=$issuer_port
    kill -STOP "$second"
    takes_over "the leader sleeps" "$third_port" 6500
    kill -CONT "$second"
    check "who slept over its lease leads no more" eval 'awaits 5 leads "$second_port" 0 && leads "$third_port"'
    kill -TERM "$third"
    takes_over "the leader ends in order and gives the lease back" "$second_port" 2000
    apply <(csr_manifest after "$signer/ca" "$work/plain.csr")
    check "and signs" eval 'approve after && signed after "$work/after.crt"'
    kill -TERM "$second"
}

check "the control plane starts" "$plane" start "$cluster" controller-manager
new_base "$work/base"
check "the enclave starts" start_enclave "$work/base" --software-root "$work/software-root"
awaits 60 kubectl get namespace kube-system
apply "$deploy/crds"
kubectl create namespace mesh >>"$logs/kubectl.log"
check "the issuer's account has the rights of the manifests and no others" make_account
check "the issuer starts" start_issuer first
apply <(issuer_manifest TCSClusterIssuer ca '{"secretName":"ca-cert"}')
check "its CA is ready" awaits 30 ready tcsclusterissuer ca True
secret_field ca-cert casemate-system tls.crt >"$work/root.crt"
openssl x509 -in "$work/root.crt" -noout -text >"$work/root.text"
for chapter in leaves secrets words deliveries flags farewells leases; do
    say "        -- $chapter"
    $chapter
done
stop_servers
finish
