# shellcheck shell=bash
# Authorities of every kind; openssl verifies every chain, revocation list and rotation.
start_enclave authorities --development || { fail "the enclave starts"; finish; }
admin=(--administrator-key "$work/authorities/administrator.key")
verify() { openssl verify -x509_strict "$@"; }
seconds_until() { echo $(($(date -d "$1" +%s) - $(date +%s))); }
shown() { openssl x509 -in "$1" -noout "${@:2}"; }

for algorithm in p256 p384 p521 ed25519 rsa2048 rsa3072 rsa4096; do
    does "ca create $algorithm" ca create "root-$algorithm" --subject "CN=$algorithm root,O=Example" --key-algorithm $algorithm
    fields "ca create" . name keyId keyAlgorithm subject certificate fingerprint notBefore notAfter state profile parent
    out .certificate >"$work/root.pem"
    same "its fingerprint" "$(out .fingerprint)" "$(shown "$work/root.pem" -fingerprint -sha256 | sed 's/.*=//; s/://g' | tr A-F a-f)"
    check "openssl verifies the root" verify -CAfile "$work/root.pem" "$work/root.pem"
    make_csr "$work/leaf.csr" "/CN=$algorithm.example" "DNS:$algorithm.example,IP:192.0.2.7"
    does "ca issue" ca issue "root-$algorithm" --csr "$work/leaf.csr" --profile server --lifetime 24h --out "$work/leaf.pem"
    fields "ca issue" . serial certificate chain notBefore notAfter fingerprint
    check "openssl verifies the leaf" verify -purpose sslserver -verify_hostname $algorithm.example \
        -CAfile "$work/root.pem" "$work/leaf.pem"
    check "and its address" verify -verify_ip 192.0.2.7 -CAfile "$work/root.pem" "$work/leaf.pem"
    same "the serial is openssl's" "$(out .serial)" "$(shown "$work/leaf.pem" -serial | sed 's/serial=//' | tr A-F a-f)"
    left=$(seconds_until "$(out .notAfter)")
    check "the lifetime asked ($left s left)" test "$left" -gt 86380 -a "$left" -le 86400
    casemate ca crl "root-$algorithm" --out "$work/crl.pem" >/dev/null
    check "openssl verifies the CRL" openssl crl -in "$work/crl.pem" -noout -CAfile "$work/root.pem" -verify
done

# Requests of every key, and what a profile refuses.
casemate ca certificate root-p256 --out "$work/root.pem" >/dev/null
for kind in "rsa:2048" "rsa:4096" "ed25519" "ec -pkeyopt ec_paramgen_curve:P-384" "ec -pkeyopt ec_paramgen_curve:P-521"; do
    # shellcheck disable=SC2086
    make_csr "$work/k.csr" / "DNS:k.example" -newkey $kind
    does "issue for ${kind##*:}" ca issue root-p256 --csr "$work/k.csr" --profile server --out "$work/k.pem"
    check "openssl verifies it" verify -purpose sslserver -CAfile "$work/root.pem" "$work/k.pem"
done
make_csr "$work/weak.csr" / DNS:weak.example -newkey rsa:1024
refuses "RSA-1024" '.*' ca issue root-p256 --csr "$work/weak.csr"
make_csr "$work/web.csr" /CN=web.example DNS:web.example
openssl req -in "$work/web.csr" -outform DER -out "$work/web.der"
does "a request in DER" ca issue root-p256 --csr "$work/web.der"
check "a request on stdin, the chain on stdout" eval 'casemate ca issue root-p256 --csr - <"$work/web.csr" >"$work/k.pem" &&
    verify -CAfile "$work/root.pem" "$work/k.pem"'
does "usages as asked" ca issue root-p256 --csr "$work/web.csr" --profile as-requested --usage "digital signature" "client auth" --out "$work/k.pem"
same "they are in it" "$(shown "$work/k.pem" -ext keyUsage,extendedKeyUsage | grep '^   ' | xargs)" \
    "Digital Signature TLS Web Client Authentication"
does "a client" ca issue root-p256 --csr "$work/web.csr" --profile client --out "$work/k.pem"
check "openssl takes it as a client" verify -purpose sslclient -CAfile "$work/root.pem" "$work/k.pem"
make_csr "$work/mesh.csr" / URI:spiffe://cluster.local/ns/a/sa/b
does "a mesh workload" ca issue root-p256 --csr "$work/mesh.csr" --profile mesh-workload --requester istiod --out "$work/k.pem"
check "its SAN is critical, its subject empty" grep -q 'Alternative Name: critical' <(shown "$work/k.pem" -text)
does "a lifetime beyond the profile's is clamped" ca issue root-p256 --csr "$work/web.csr" --profile server --lifetime 9999d
check "to the profile's" test "$(seconds_until "$(out .notAfter)")" -le $((398 * 86400))
refuses "certificate signing" '.*' ca issue root-p256 --csr "$work/web.csr" --usage "cert sign"
refuses "no such profile" '.*' ca issue root-p256 --csr "$work/web.csr" --profile none
refuses "no such authority" not-found ca issue none --csr "$work/web.csr"
refuses "no request" '.*' ca issue root-p256 --csr "$work/root.pem"
refuses "a name twice" already-exists ca create root-p256 --subject CN=x
refuses "no subject" '.*' ca create x --subject 'bogus'

# Intermediates of this enclave, with path lengths.
does "a parent" ca create top --subject CN=Top --path-length 1
does "a child" ca create middle --subject CN=Middle --parent top --path-length 0 --lifetime 365d
same "it names its parent" "$(out .parent)" top
casemate ca certificate top --out "$work/top.pem" >/dev/null
does "issue below the child" ca issue middle --csr "$work/web.csr" --profile server --out "$work/chain.pem"
same "leaf first, root omitted" "$(grep -c BEGIN "$work/chain.pem")" 2
check "openssl verifies the chain" verify -purpose sslserver -CAfile "$work/top.pem" -untrusted "$work/chain.pem" "$work/chain.pem"
refuses "no authority below path length 0" '.*' ca create below --subject CN=Below --parent middle

# Under a root that openssl holds.
make_key "$work/outer.key"
openssl req -x509 -new -key "$work/outer.key" -subj '/CN=Outer root' -days 30 -out "$work/outer.pem" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
does "ca create --external" ca create external --subject CN=External,O=Example --external --lifetime 20d
same "it waits" "$(out '.certificate')" null 2>/dev/null || true
refuses "it issues nothing yet" '.*' ca issue external --csr "$work/web.csr"
does "ca request" ca request external --out "$work/external.csr"
check "openssl verifies the request" openssl req -in "$work/external.csr" -noout -verify
printf '%s\n' basicConstraints=critical,CA:TRUE,pathlen:0 keyUsage=critical,keyCertSign,cRLSign subjectKeyIdentifier=hash \
    authorityKeyIdentifier=keyid >"$work/extensions"
sign_external() { openssl x509 -req -in "$1" -CA "$work/outer.pem" -CAkey "$work/outer.key" -set_serial 0x$(openssl rand -hex 16 | sed 's/^./1/') \
    -days 20 -extfile "$work/extensions" -out "$work/external.pem" 2>/dev/null; }
sign_external "$work/external.csr"
refuses "install without its root" '.*' ca install external --chain "$work/external.pem" "${admin[@]}"
cat "$work/external.pem" "$work/outer.pem" >"$work/external-chain.pem"
refuses "install without signature" authorization-required ca install external --chain "$work/external-chain.pem"
make_csr "$work/foreign.csr" /CN=External ""
sign_external "$work/foreign.csr"
cat "$work/external.pem" "$work/outer.pem" >"$work/foreign-chain.pem"
refuses "install another's certificate" '.*' ca install external --chain "$work/foreign-chain.pem" "${admin[@]}"
does "ca install" ca install external --chain "$work/external-chain.pem" "${admin[@]}"
same "it is active" "$(out .state)" active
does "issue under the outer root" ca issue external --csr "$work/web.csr" --profile server --out "$work/chain.pem"
check "openssl verifies up to the outer root" verify -purpose sslserver -CAfile "$work/outer.pem" -untrusted "$work/chain.pem" "$work/chain.pem"
check "ca certificate --chain ends with the root" test "$(casemate ca certificate external --chain | grep -c BEGIN)" = 2

# Revocation.
does "issue" ca issue root-p256 --csr "$work/web.csr" --profile server --out "$work/bad.pem"
serial=$(out .serial)
does "another" ca issue root-p256 --csr "$work/web.csr" --profile server --out "$work/good.pem"
does "ca revoke" ca revoke root-p256 --serial "$serial" --reason key-compromise "${admin[@]}"
does "ca crl" ca crl root-p256 --lifetime 1d --out "$work/crl.pem"
out .crl >"$work/crl.json.pem"
same "the same in JSON" "$(cat "$work/crl.json.pem")" "$(cat "$work/crl.pem")"
check "the CRL has serial and reason" eval 'openssl crl -in "$work/crl.pem" -noout -text | grep -A4 -i "Serial Number: $serial" | grep -q "Key Compromise"'
check "the good one passes -crl_check" verify -crl_check -CRLfile "$work/crl.pem" -CAfile "$work/root.pem" "$work/good.pem"
check "the revoked one does not" eval '! verify -crl_check -CRLfile "$work/crl.pem" -CAfile "$work/root.pem" "$work/bad.pem" 2>&1 | tee "$work/verdict" >/dev/null;
    grep -q "certificate revoked" "$work/verdict"'
does "ca issued" ca issued root-p256 --limit 1000
fields "ca issued" '.items[0]' serial subject names notBefore notAfter requester fingerprint revoked
same "the revoked one is marked, no other" "$(out '[.items[] | select(.revoked) | .serial] | join(" ")')" "$serial"
check "who asked is known" jq -e '.items[] | select(.requester == "istiod")' "$work/out"
does "ca issued, a page" ca issued root-p256 --limit 2
check "pages go on" jq -e '(.items | length) == 2 and .next != null' "$work/out"

# Rotation: those who trust the old root and those who trust the new one are both served.
does "ca rotate" ca rotate root-p256 "${admin[@]}"
out .certificate >"$work/new-root.pem"
out '.previous[0]' >"$work/cross.pem"
check "the root is another" eval '! cmp -s "$work/root.pem" "$work/new-root.pem"'
does "issue by the new key" ca issue root-p256 --csr "$work/web.csr" --profile server --out "$work/rotated.pem"
check "the new root verifies it" verify -CAfile "$work/new-root.pem" "$work/rotated.pem"
check "the old root verifies it through the cross certificate" verify -CAfile "$work/root.pem" -untrusted "$work/cross.pem" "$work/rotated.pem"
check "but not without" eval '! verify -CAfile "$work/root.pem" "$work/rotated.pem" 2>/dev/null'
check "the old root verifies the old leaf" verify -CAfile "$work/root.pem" "$work/good.pem"
does "revoke what the old key issued" ca revoke root-p256 --serial "$(shown "$work/good.pem" -serial | sed 's/serial=//')" "${admin[@]}"
does "ca rotate below a parent" ca rotate middle "${admin[@]}"
does "issue below it" ca issue middle --csr "$work/web.csr" --profile server --out "$work/chain.pem"
check "the parent verifies it" verify -CAfile "$work/top.pem" -untrusted "$work/chain.pem" "$work/chain.pem"
refuses "an external authority is not rotated" invalid-argument ca rotate external "${admin[@]}"

does "ca list" ca list --limit 4
check "a page" jq -e '(.items | length) == 4 and .next != null' "$work/out"
does "ca show" ca show middle
fields "ca show" . name keyId keyAlgorithm subject certificate fingerprint notBefore notAfter state profile parent

# After a restart everything is the same.
casemate ca list --json >"$work/before"
stop_enclave
start_enclave authorities --development
casemate ca list --json >"$work/after"
check "the same authorities after a restart" cmp "$work/before" "$work/after"
does "and they issue" ca issue middle --csr "$work/web.csr" --profile server
stop_enclave
