# Sourced after lib/issuer.sh: the part of a key server and its client (Intel's TAC), played with OpenSSL by the bytes
# they write.
qa="kubectl get quoteattestation -n casemate-system -o json"

attestation() { $qa "$1" | jq -r ".spec.$2"; }
answer() { # NAME STATUS [MESSAGE]: the client's verdict
    kubectl patch quoteattestation "$1" -n casemate-system --subresource=status --type merge -p "$(jq -n --arg status "$2" \
        --arg message "${3:-CA secrets are prepared successfully.}" '{status: {conditions: [{type: "Ready", status: $status,
            reason: "AttestationControllerReconcile", message: $message}]}}')" >>"$logs/kubectl.log"
}
# make_ca FILE: an RSA CA that a key server holds.
make_ca() {
    openssl req -x509 -newkey rsa:3072 -nodes -keyout "$1.key" -out "$1.crt" -days 3650 -subj "/O=Key server/CN=$(basename "$1")" \
        -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
    openssl pkcs8 -topk8 -nocrypt -in "$1.key" -outform DER -out "$1.p8"
}
# wrap NAME CA [gcm]: what is delivered for the attestation's public key, into CA.wrapped
wrap() {
    attestation "$1" publicKey | base64 -d >"$work/pub.pem"
    openssl rand 32 >"$work/swk.bin"
    openssl pkeyutl -encrypt -pubin -inkey "$work/pub.pem" -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha1 \
        -pkeyopt rsa_mgf1_md:sha1 -in "$work/swk.bin" -out "$work/swk.wrapped"
    if [ "${3:-}" = gcm ]; then
        python3 -c 'import os, sys
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
nonce = os.urandom(12)
sys.stdout.buffer.write(nonce + AESGCM(open(sys.argv[1], "rb").read()).encrypt(nonce, open(sys.argv[2], "rb").read(), None))' \
            "$work/swk.bin" "$2.p8" >"$work/key.wrapped"
    else
        openssl enc -id-aes256-wrap-pad -K "$(xxd -p -c 64 "$work/swk.bin")" -iv A65959A6 -in "$2.p8" -out "$work/key.wrapped"
    fi
    cat "$work/swk.wrapped" "$work/key.wrapped" | base64 -w0 >"$2.wrapped"
}
# deliver NAME KEY_FILE CERTIFICATE_FILE
deliver() {
    base64 -w0 <"$3" >"$work/crt.b64"
    kubectl create secret generic "$1" -n casemate-system --from-file=tls.key="$2" --from-file=tls.crt="$work/crt.b64" >>"$logs/kubectl.log"
}
offered() { awaits 90 eval "$qa $1 | jq -r .spec.type | grep -qx KeyProvisioning"; }
request() { apply <(issuer_manifest TCSClusterIssuer "$1" "{\"selfSign\":false,\"secretName\":\"$1-cert\"}"); }
