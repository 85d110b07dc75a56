#!/usr/bin/env bash
# Helm values of Istio's `istiod` chart for the CSR registration authority with the signers of issuers.yaml, on stdout:
# the roots are read from the Secrets the issuers publish.
#
#   ISSUER_NAMESPACE=intel-system ./istiod-values.sh >istiod-values.yaml
#   helm install istiod istio/istiod --namespace istio-system --values istiod-values.yaml
#
# WORKLOADS and CONTROL_PLANE name other cluster issuers; MORE_SIGNERS lists issuers that workloads may choose by
# annotation, `name` each, published as `name-root`.
set -euo pipefail
namespace=${ISSUER_NAMESPACE:-intel-system}
workloads=${WORKLOADS:-mesh-workloads} control_plane=${CONTROL_PLANE:-mesh-control-plane}
domain=tcsclusterissuer.tcs.intel.com
kubectl=${KUBECTL:-kubectl}

root() { # ISSUER: its root certificate, indented for the place below
    local certificate
    certificate=$($kubectl --namespace "$namespace" get secret "$1-root" --output 'jsonpath={.data.tls\.crt}' | base64 -d)
    case $certificate in
    *'BEGIN CERTIFICATE'*) sed 's/^/        /' <<<"$certificate" ;;
    *) echo "istiod-values: $1 has published no root in $namespace/$1-root: is it Ready?" >&2; exit 1 ;;
    esac
}

cat <<YAML
global:
  # istiod may approve requests to these signers. Older charts ignore it: apply istiod-approver.yaml too.
  certSigners:
    - $domain/*
pilot:
  env:
    EXTERNAL_CA: ISTIOD_RA_KUBERNETES_API
    CERT_SIGNER_DOMAIN: $domain
    PILOT_CERT_PROVIDER: k8s.io/$domain/$control_plane
    # Peers are verified against all roots below.
    ISTIO_MULTIROOT_MESH: "true"
meshConfig:
  defaultConfig:
    proxyMetadata:
      PROXY_CONFIG_XDS_AGENT: "true"
      ISTIO_META_CERT_SIGNER: $workloads
  caCertificates:
YAML
for issuer in "$workloads" "$control_plane" ${MORE_SIGNERS:-}; do
    certificate=$(root "$issuer")
    printf '    - pem: |\n%s\n      certSigners: [%s/%s]\n' "$certificate" "$domain" "$issuer"
done
