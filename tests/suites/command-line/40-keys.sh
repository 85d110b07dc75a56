# shellcheck shell=bash
# Keys of every algorithm and scheme, judged by openssl; wrapping; the life of a key.
start_enclave keys --development || { fail "the enclave starts"; finish; }
admin=(--administrator-key "$work/keys/administrator.key")
head -c 3000 /dev/urandom >"$work/message"
head -c 700000 /dev/urandom >"$work/long-message" # hashed by the client

# verifies SCHEME HASH SIGNATURE MESSAGE with $work/public.pem
verifies() {
    case $1 in
    eddsa) openssl pkeyutl -verify -pubin -inkey "$work/public.pem" -rawin -in "$4" -sigfile "$3" ;;
    pss) openssl dgst "-$2" -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest -verify "$work/public.pem" \
        -signature "$3" "$4" ;;
    *) openssl dgst "-$2" -verify "$work/public.pem" -signature "$3" "$4" ;;
    esac
}
# signs KEY SCHEME HASH...: message, digest and (but for EdDSA) a long message.
signs() {
    local key=$1 scheme=$2 hash
    for hash in "${@:3}"; do
        local how="$key with $scheme and $hash"
        does "$how" key sign "$key" --in "$work/message" --scheme "$scheme" --hash "$hash" --out "$work/sig" || continue
        same "$how says so" "$(out '.scheme + " " + .hash')" "$scheme $hash"
        check "openssl verifies $how" verifies "$scheme" "$hash" "$work/sig" "$work/message"
        check "and no other message" eval '! verifies "$scheme" "$hash" "$work/sig" "$work/public.pem" 2>/dev/null'
        [ "$scheme" = eddsa ] && continue
        openssl dgst "-$hash" -binary -out "$work/digest" "$work/message"
        does "$how, digest" key sign "$key" --in "$work/digest" --digest --scheme "$scheme" --hash "$hash" --out "$work/sig"
        check "openssl verifies $how, digest" verifies "$scheme" "$hash" "$work/sig" "$work/message"
    done
}
for algorithm in p256 p384 p521 ed25519 rsa2048 rsa3072 rsa4096; do
    key=sign-$algorithm
    does "generate $algorithm" key generate $key --purpose sign --algorithm $algorithm
    fields "key" . keyId tenant name algorithm purpose origin export state publicKey versions
    same "$algorithm has its shapes" \
        "$(out '[.algorithm, .purpose, .origin, .export, .state, (.versions | length), .tenant] | map(tostring) | join(" ")')" \
        "$algorithm sign generated never active 1 default"
    check "ids are 128 bits in hex" grep -qE '^[0-9a-f]{32}$' <(out .keyId)
    public_of $key
    case $algorithm in
    p*) signs $key ecdsa sha256 sha384 sha512 ;;
    ed25519) signs $key eddsa sha512 ;;
    rsa*) signs $key pkcs1 sha256 sha384 sha512; signs $key pss sha256 sha384 sha512 ;;
    esac
    does "request of $key" key request $key --subject "CN=$key" --name dns:$algorithm.example --name ip:192.0.2.1 --out "$work/k.csr"
    check "openssl verifies the request of $key" openssl req -in "$work/k.csr" -noout -verify
    same "the request is for its key" "$(openssl req -in "$work/k.csr" -noout -pubkey)" "$(cat "$work/public.pem")"
done
public_of sign-p256
does "a long message" key sign sign-p256 --in "$work/long-message" --out "$work/sig"
check "openssl verifies it" verifies ecdsa sha256 "$work/sig" "$work/long-message"
check "a signature on stdout is base64" eval 'casemate key sign sign-p256 --in - <"$work/message" | base64 -d >"$work/sig" &&
    verifies ecdsa sha256 "$work/sig" "$work/message"'
id=$(casemate key show sign-p256 --json | jq -r .keyId)
does "sign by id" key sign "$id" --in "$work/message"
refuses "a scheme that does not fit" '.*' key sign sign-p256 --in "$work/message" --scheme pss
refuses "a digest that is none" '.*' key sign sign-p256 --in "$work/message" --digest
refuses "Ed25519 has no digests" '.*' key sign sign-ed25519 --in "$work/digest" --digest
refuses "no such key" not-found key sign none --in "$work/message"
refuses "a name twice" already-exists key generate sign-p256 --purpose sign
refuses "a name that is none" invalid-argument key generate '../x' --purpose sign
refuses "issue keys come with authorities" purpose-mismatch key generate x --purpose issue
refuses "wrap is AES" algorithm-mismatch key generate x --purpose wrap --algorithm p256

does "a tls key" key generate tls-key --purpose tls
refuses "it signs no message" '.*' key sign tls-key --in "$work/message"
refuses "nor a digest" '.*' key sign tls-key --in "$work/digest" --digest
does "born exportable and audited each" key generate careful --purpose sign --export attested --audit each
same "as asked for ever" "$(out '.export + " " + .audit')" "attested each"

# Wrapping.
does "a wrap key" key generate wrapper --purpose wrap
same "it is AES and has no public half" "$(out '.algorithm + " " + (.publicKey | tostring)')" "aes256 null"
does "encrypt" key encrypt wrapper --in "$work/message" --context one --out "$work/cipher"
does "decrypt" key decrypt wrapper --in "$work/cipher" --context one --out "$work/plain"
check "the same comes back" cmp "$work/message" "$work/plain"
same "only its owner reads it" "$(stat -c %a "$work/plain")" 600
refuses "another context" '.*' key decrypt wrapper --in "$work/cipher" --context two
does "rotate it" key rotate wrapper
same "two versions" "$(out '.versions | length')" 2
does "the old ciphertext still opens" key decrypt wrapper --in "$work/cipher" --context one
does "retire it" key retire wrapper
does "it still decrypts" key decrypt wrapper --in "$work/cipher" --context one
refuses "and encrypts no more" key-not-active key encrypt wrapper --in "$work/message"
openssl rand 32 >"$work/aes"
does "an AES key in clear" key import aes --purpose wrap --clear "$work/aes" "${admin[@]}"

before=$(casemate key show sign-p384 --json | jq -r .publicKey)
does "rotate a signing key" key rotate sign-p384
check "it has another public key" test "$(out .publicKey)" != "$before"
public_of sign-p384
does "it signs" key sign sign-p384 --in "$work/message" --out "$work/sig"
check "with the new one" verifies ecdsa sha384 "$work/sig" "$work/message"
does "retire" key retire sign-p521
refuses "a retired key signs no more" key-not-active key sign sign-p521 --in "$work/message"
refuses "destroy without signature" authorization-required key destroy sign-p521
does "destroy" key destroy sign-p521 "${admin[@]}"
same "destroyed" "$(out .state)" destroyed
refuses "a destroyed key signs no more" key-not-active key sign sign-p521 --in "$work/message"
refuses "its name is not given again" already-exists key generate sign-p521 --purpose sign

does "key list" key list --limit 5
same "a page" "$(out '"\(.items | length) \(.next != null)"')" "5 true"
total=0 next=""
while does "a page" key list --limit 20 ${next:+--after "$next"}; do
    total=$((total + $(out '.items | length')))
    next=$(jq -r '.next // empty' "$work/out")
    [ -n "$next" ] || break
done
same "pages hold every key" "$total" "$(status_of .keys)"
does "compact" compact
does "a key is there after compaction" key show careful
stop_enclave
