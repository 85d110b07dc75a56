# Sourced by domain.sh and domain-members.sh, which say where a member is: what suites of several enclaves ask of them.
# `at MEMBER ARGUMENT...` is the command line of that member's machine; $work/admin.key signs.

view() { at "$1" domain status --json 2>/dev/null; }
make_administrator() {
    "$casemate_binary" administrator key --out "$work/admin.key" --public-out "$work/admin.pub" >/dev/null
}
# allow MEMBER IDENTITY: what each listener is for.
allow() {
    local operations=()
    case $2 in
        relay) operations=(peer-send peer-receive peer-serve domain-status) ;;
        join) operations=(domain-offer domain-admit domain-status challenge) ;;
        *) operations=('*') ;;
    esac
    at "$1" policy set "$2" "${operations[@]/#/--operation=}" --key '*' --administrator-key "$work/admin.key" >/dev/null
}
# domain_policy PROGRAM...: members are these programs, under the software root in $work/software-root.
domain_policy() {
    local certificate=$work/software-root/root.crt root program sets=()
    root=$(openssl x509 -in "$certificate" -outform DER | sha256sum | cut -d' ' -f1)
    for program in "$@"; do
        sets+=("{\"name\": \"release-$((${#sets[@]} + 1))\", \"mrEnclave\": \"$(sha256sum <"$program" | cut -d' ' -f1)\"}")
    done
    jq -n --arg root "$root" --argjson sets "$(printf '%s\n' "${sets[@]}" | jq -s .)" \
        '{version: 1, kinds: ["sgx"], statuses: ["UpToDate"], allowSoftware: true, softwareRoots: [$root],
          measurements: $sets}'
}
# signs MEMBER KEY: a signature that its public key verifies.
signs() {
    at "$1" key show "$2" --json | jq -r .publicKey | base64 -d >"$work/signer.der" &&
        echo casemate >"$work/message" &&
        at "$1" key sign "$2" --in "$work/message" --out "$work/signature" >/dev/null &&
        openssl dgst -sha256 -verify "$work/signer.der" -keyform DER -signature "$work/signature" "$work/message" >/dev/null
}
