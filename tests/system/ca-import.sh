#!/usr/bin/env bash
# `casemate ca import` on a real API server with a real enclave: cert-manager's CA Secret, istio-ca-secret and cacerts,
# copies all over the cluster, a caller who may not look everywhere. Needs KUBEBUILDER_ASSETS.
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/objects.sh"
casemate=$(find_program casemate CASEMATE_BINARY)
enclave=$(find_program casemate-enclave-software CASEMATE_ENCLAVE_BINARY)
is() { [ "$1" = "$2" ] || { say "        got: $1, wanted: $2"; return 1; }; }
control_plane
[ -n "$casemate" ] && [ -n "$enclave" ] || { skip "ca-import: casemate is not built"; stop_servers; finish; exit; }

"$enclave" --state "$work/state" --development --memory ordinary --listen "unix:$work/e/s" >"$work/enclave.log" 2>&1 &
export CASEMATE_ENCLAVE=unix:$work/e/s CASEMATE_ADMINISTRATOR_KEY=$work/administrator.key
for _ in $(seq 100); do [ -S "$work/e/s" ] && break; sleep 0.1; done
import() { "$casemate" ca import --kubeconfig "$cluster/kubeconfig" "$@" --json >"$work/out" 2>"$work/err"; }
said() { is "$(jq -r "$1" "$work/out")" "$2"; }

# authority NAME [PARENT]: NAME.key and NAME.crt
authority() {
    openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/$1.key" -out "$work/$1.crt" -days 30 -subj "/O=Test/CN=$1" \
        -addext keyUsage=critical,keyCertSign,cRLSign ${2:+-CA "$work/$2.crt" -CAkey "$work/$2.key"} 2>/dev/null
}
# secret NAMESPACE NAME TYPE ENTRY=FILE...
secret() {
    local namespace=$1 name=$2 type=$3
    shift 3
    kubectl -n "$namespace" create secret generic "$name" --type "$type" "${@/#/--from-file=}" >/dev/null
}
exists() { kubectl -n "$1" get secret "$2" >/dev/null 2>&1; }
for namespace in cert-manager istio-system apps; do kubectl create namespace "$namespace" >/dev/null; done
authority root
authority mesh
authority old
authority intermediate root

# --- cert-manager's, with copies
secret cert-manager root-ca kubernetes.io/tls tls.crt="$work/root.crt" tls.key="$work/root.key" ca.crt="$work/root.crt"
openssl rsa -in "$work/root.key" -outform DER -traditional -out "$work/root.der" 2>/dev/null
openssl pkcs12 -export -in "$work/root.crt" -inkey "$work/root.key" -passout pass:x -out "$work/root.p12"
secret apps der Opaque key="$work/root.der"
secret apps store Opaque bundle.p12="$work/root.p12"
secret apps other Opaque tls.key="$work/mesh.key"
kubectl -n apps create configmap values --from-file=values.yaml="$work/root.key" >/dev/null
jq -n --rawfile key "$work/root.key" '{apiVersion: "v1", kind: "ConfigMap", metadata: {name: "applied", namespace: "apps",
    annotations: {"example.com/copy": ({data: {a: ($key | @base64)}} | tojson)}}}' |
    kubectl create --validate=false -f - >/dev/null

check "a trial" import root --secret cert-manager/root-ca --dry-run
check "finds four places" eval "said '[.elsewhere[].name] | sort | join(\" \")' 'applied der values' && said '.unreadable[].name' store"
check "and changes nothing" exists cert-manager root-ca
check "without an administrator's key it is refused" eval "! CASEMATE_ADMINISTRATOR_KEY= import root --secret cert-manager/root-ca"
check "and the Secret is there" exists cert-manager root-ca
check "cert-manager's CA is imported" import root --secret cert-manager/root-ca
check "its Secret is gone" eval "! exists cert-manager root-ca"
check "the copies are named and left" eval "said '.elsewhere | length' 3 && exists apps der"
check "it is imported-clear" said .origin imported-clear
check "no key was printed" eval "! grep -q 'PRIVATE KEY' '$work/out' '$work/err' '$work/enclave.log'"
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /dev/null -subj /CN=leaf \
    -addext subjectAltName=DNS:leaf.example -out "$work/leaf.csr" 2>/dev/null
issued() { # NAME ROOT: what the authority issues verifies under that certificate
    "$casemate" ca issue "$1" --csr "$work/leaf.csr" --lifetime 1h --out "$work/leaf.pem" >/dev/null 2>"$work/err" &&
        openssl verify -CAfile "$2" -untrusted "$work/leaf.pem" "$work/leaf.pem" >/dev/null || { cat "$work/err"; return 1; }
}
check "what it issues verifies under the old root" issued root "$work/root.crt"
secret cert-manager root-ca kubernetes.io/tls tls.crt="$work/root.crt" tls.key="$work/root.key"
check "the same Secret again: the second run removes it" eval "import root --secret cert-manager/root-ca && said .alreadyImported true && ! exists cert-manager root-ca"

# --- Istio's
secret istio-system istio-ca-secret istio.io/ca-root ca-cert.pem="$work/mesh.crt" ca-key.pem="$work/mesh.key" root-cert.pem="$work/mesh.crt"
check "istio-ca-secret, with a successor" import tcsclusterissuer.tcs.intel.com/mesh --secret istio-system/istio-ca-secret --rotate
check "istiod's own CA is warned of" eval "jq -r '.warnings[]' '$work/out' | grep -q istiod"
check "the successor is another certificate" eval "! is \"\$(jq -r .authority.certificate '$work/out')\" \"\$(cat '$work/mesh.crt')\" >/dev/null"
check "and verifies under the old root, by the cross certificate" eval \
    "jq -r '.authority.previous[]' '$work/out' >'$work/previous.pem' && '$casemate' ca issue tcsclusterissuer.tcs.intel.com/mesh --csr '$work/leaf.csr' --lifetime 1h --out '$work/leaf.pem' >/dev/null && openssl verify -CAfile '$work/mesh.crt' -untrusted '$work/previous.pem' '$work/leaf.pem' >/dev/null"
secret istio-system cacerts Opaque ca-cert.pem="$work/intermediate.crt" ca-key.pem="$work/intermediate.key" \
    cert-chain.pem="$work/intermediate.crt" root-cert.pem="$work/root.crt"
check "cacerts cannot be rotated" eval "! import plugged --secret istio-system/cacerts --rotate && exists istio-system cacerts"
check "cacerts: an intermediate with its root" eval "import plugged --secret istio-system/cacerts && said '.authority.chain | length' 2"
check "what it issues verifies under the root" issued plugged "$work/root.crt"

# --- a caller who may not see everything
secret apps old kubernetes.io/tls tls.crt="$work/old.crt" tls.key="$work/old.key"
kubectl -n apps create role one --verb get,delete --resource secrets --resource-name old >/dev/null
kubectl -n apps create rolebinding one --role one --user nobody >/dev/null
check "who may only get and delete that Secret can import it" import old --secret apps/old --context nobody
check "and is told what was not searched" said '.unsearched | length' 2
check "it is gone" eval "! exists apps old"
check "a Secret that is not there is an error" eval "! import none --secret apps/none && jq -e .error '$work/out' >/dev/null"
check "a Secret without a CA is an error" eval "! import none --secret apps/store && said .error.code invalid-secret"
stop_servers
finish
