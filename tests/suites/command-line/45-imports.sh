# shellcheck shell=bash
# Every form of private key that openssl writes, sealed offline and in clear.
start_enclave imports --development || { fail "the enclave starts"; finish; }
admin=(--administrator-key "$work/imports/administrator.key")
head -c 3000 /dev/urandom >"$work/message"
does "import-key" key import-key --out "$work/enclave.import"
echo secret >"$work/pass"
formats() { # NAME KEY-FILE: the same key in each form there is for it
    openssl pkcs8 -topk8 -nocrypt -in "$2" -out "$work/$1.pkcs8.pem"
    openssl pkcs8 -topk8 -nocrypt -in "$2" -outform DER -out "$work/$1.pkcs8.der"
    openssl pkcs8 -topk8 -v2 aes-256-cbc -passout file:"$work/pass" -in "$2" -out "$work/$1.pbes2.pem"
    openssl pkcs8 -topk8 -v2 aes-128-cbc -v2prf hmacWithSHA512 -passout file:"$work/pass" -in "$2" -outform DER \
        -out "$work/$1.pbes2.der"
    case $1 in
    p*) openssl ec -in "$2" -out "$work/$1.sec1.pem"; openssl ec -in "$2" -outform DER -out "$work/$1.sec1.der" ;;
    rsa*) openssl rsa -traditional -in "$2" -out "$work/$1.pkcs1.pem"
        openssl rsa -traditional -in "$2" -outform DER -out "$work/$1.pkcs1.der" ;;
    esac 2>/dev/null
}
for curve in 256 384 521; do make_key "$work/p$curve.original" P-$curve; done
openssl genpkey -algorithm ED25519 -out "$work/ed25519.original"
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$work/rsa2048.original" 2>/dev/null
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out "$work/rsa3072.original" 2>/dev/null
for name in p256 p384 p521 ed25519 rsa2048 rsa3072; do
    formats $name "$work/$name.original"
    openssl pkey -in "$work/$name.original" -pubout -out "$work/$name.public"
    for file in "$work/$name".*.{pem,der}; do
        form=$(basename "$file") open=()
        [ -f "$file" ] || continue
        case $form in *pbes2*) open=(--passphrase-file "$work/pass") ;; esac
        run key seal --to "$work/enclave.import" --in "$file" --out "$work/sealed" "${open[@]}" --json
        same "seal $form" "$status $(out .algorithm)" "0 $name"
        does "import $form sealed" key import "sealed-$form" --purpose sign --sealed "$work/sealed" "${admin[@]}" || continue
        same "its origin" "$(out .origin)" imported-sealed
        public_of "sealed-$form"
        same "its public half is openssl's" "$(cat "$work/public.pem")" "$(cat "$work/$name.public")"
    done
    does "import $name in clear" key import "clear-$name" --purpose sign --clear "$work/$name.original" "${admin[@]}"
    same "marked for ever" "$(out .origin)" imported-clear
    does "it signs" key sign "clear-$name" --in "$work/message"
done
refuses "a wrong passphrase" '.*' key seal --to "$work/enclave.import" --in "$work/p256.pbes2.pem" --out "$work/x" \
    --passphrase-file "$work/message"
refuses "no passphrase" '.*' key seal --to "$work/enclave.import" --in "$work/p256.pbes2.pem" --out "$work/x"
refuses "no key" '.*' key seal --to "$work/enclave.import" --in "$work/message" --out "$work/x"
does "unattended, as development's template names receive" key import x --purpose sign --sealed "$work/sealed"
refuses "import without signature where no template reaches" authorization-required \
    key import y --purpose identity --sealed "$work/sealed"
refuses "a name that is taken" already-exists key import clear-p256 --purpose sign --sealed "$work/sealed" "${admin[@]}"
printf '\x00' | dd of="$work/sealed" bs=1 seek=300 conv=notrunc status=none
refuses "a sealed key that was changed" '.*' key import changed --purpose sign --sealed "$work/sealed" "${admin[@]}"
stop_enclave
