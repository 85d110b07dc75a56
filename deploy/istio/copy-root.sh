#!/usr/bin/env bash
# Copies an issuer's root certificate, and nothing else of its Secret, to where Istio or istio-csr reads it.
#
#   ./copy-root.sh intel-system/mesh-root istio-system/external-ca-cert root-cert.pem       the mounted root
#   ./copy-root.sh istio-system/istio-ca-root cert-manager/istio-root-ca ca.pem             istio-csr
set -euo pipefail
[ $# = 3 ] || { sed -n '2,5s/^# \{0,1\}//p' "$0" >&2; exit 2; }
kubectl=${KUBECTL:-kubectl}
certificate=$($kubectl --namespace "${1%/*}" get secret "${1#*/}" --output 'jsonpath={.data.tls\.crt}' | base64 -d)
case $certificate in
*'BEGIN CERTIFICATE'*) ;;
*) echo "copy-root: $1 holds no certificate: is the issuer Ready?" >&2; exit 1 ;;
esac
$kubectl --namespace "${2%/*}" create secret generic "${2#*/}" --from-literal="$3=$certificate" \
    --dry-run=client --output yaml | $kubectl apply --validate=false --filename -
