#!/usr/bin/env bash
# casemate-enclave on stand-in machines: it starts where a TEE is and nowhere else, shows which one and what it measured,
# gives evidence over a caller's bytes while open, locked and confined, and opens its state again after a restart of the
# same code only. On SGX it runs with no system call that Gramine has not.
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/machine.sh"
needs jq setpriv
enclave_binary=$(find_program casemate-enclave CASEMATE_HARDWARE_ENCLAVE_BINARY)
casemate_binary=$(find_program casemate CASEMATE_BINARY)
if [ -z "$enclave_binary" ] || [ -z "$casemate_binary" ]; then
    skip "hardware: casemate and casemate-enclave are not built"
    finish
    exit
fi
casemate() { "$casemate_binary" "$@"; }
address=unix:$work/s
export CASEMATE_ENCLAVE=$address
openssl genpkey -algorithm ED25519 -out "$work/administrator.key"
openssl pkey -in "$work/administrator.key" -pubout -out "$work/administrator.pub"
administer() { casemate "$@" --administrator-key "$work/administrator.key"; }

# How each machine is made, and what the enclave is told there. $measurement is what the machine runs.
measurement=a1
on_sgx() { machine gramine --measurement "$measurement" -- "$@"; }
on_tdx() { machine tsm --provider tdx_guest --measurement "$measurement" -- "$@"; }
on_snp() {
    sev_guest STAND_IN_MEASUREMENT="$measurement" -- tsm --provider sev_guest --measurement "$measurement" -- "$@"
}
# As the unit of deploy/cvm runs it: user 0 with no capability.
on_tdx_bare() {
    on_tdx setpriv --bounding-set=-all --inh-caps=-all --ambient-caps=-all --securebits=+noroot,+noroot_locked "$@"
}
on_snp_device() { sev_guest STAND_IN_MEASUREMENT="$measurement" -- sev-guest -- "$@"; }
declare -A options=([sgx]="--memory enclave" [tdx]="" [snp]="" [snp_device]="")
declare -A launcher=([sgx]="$tools/gramine-calls")

# start MACHINE OPTION...: the enclave on that machine, with its state from before.
start() {
    local kind=$1 try
    shift
    rm -f "$work/s" "$work/pid"
    # shellcheck disable=SC2016,SC2086
    "on_$kind" bash -c 'echo $$ >"$0"; exec "$@"' "$work/pid" ${launcher[$kind]:-} "$enclave_binary" \
        --state "$work/$kind" --listen "$address" --administrator "$work/administrator.pub" ${options[$kind]} "$@" \
        >"$work/log" 2>&1 &
    running=$!
    for try in $(seq 1000); do
        casemate status --json >"$work/status" 2>/dev/null && return
        kill -0 $running 2>/dev/null || break
        sleep 0.02
    done
    cat "$work/log"
    return 1
}
stop() {
    kill -TERM "$(cat "$work/pid")" && wait $running
}
status_of() { jq -r ".$1" "$work/status"; }
is() {
    [ "$1" = "$2" ] && return
    printf '        %s, expected %s\n' "$1" "$2"
    return 1
}
repeat() { printf "$1%.0s" $(seq "$2"); }

# over_data MACHINE: evidence over random bytes has them where its format says.
over_data() {
    local data found
    data=$(openssl rand -hex 64)
    casemate attest evidence --report-data "$data" --out "$work/evidence" >/dev/null || return 1
    found=$(xxd -p -s "${place[$1]}" -l 64 "$work/evidence" | tr -d '\n')
    is "$found" "$data"
}
declare -A place=([sgx]=368 [tdx]=568 [snp]=80 [snp_device]=80)
declare -A platform=([sgx]=sgx [tdx]=tdx [snp]=snp [snp_device]=snp)
declare -A sealing=([sgx]=mrenclave [tdx]=none [snp]=measurement [snp_device]=measurement)
declare -A memory=([sgx]=enclave [tdx]=secret [snp]=secret [snp_device]=secret)
declare -A length=([sgx]=32 [tdx]=48 [snp]=48 [snp_device]=48)
declare -A sealed=([sgx]=false [tdx]=true [snp]=true [snp_device]=true)

# lives MACHINE: everything that is the same on each.
lives() {
    local kind=$1 public again
    check "$kind: starts" start "$kind" || return
    check "$kind: says what it is" is "$(status_of platform) $(status_of sealing) $(status_of memory)" \
        "${platform[$kind]} ${sealing[$kind]} ${memory[$kind]}"
    check "$kind: says what it measured" is "$(status_of measurement)" "$(repeat a1 "${length[$kind]}")"
    check "$kind: open, and not for development" is "$(status_of state) $(status_of development)" "open false"
    check "$kind: confined where the kernel is Linux" is "$(status_of seccomp)" "${sealed[$kind]}"
    check "$kind: a policy" eval 'administer policy set default --operation "*" --key "*" >/dev/null'
    check "$kind: evidence over the caller's bytes" over_data "$kind"
    check "$kind: a key" eval 'administer key generate kept --purpose sign --json >"$work/key"'
    check "$kind: which signs" eval 'casemate key sign kept --in "$work/key" >/dev/null'
    for again in 1 2 3 4 5 6 7 8; do over_data "$kind" || break; done
    check "$kind: evidence again and again" is "$again" 8
    check "$kind: recovery shares" eval 'administer domain recovery create --threshold 1 --holder "ann=$work/holder.pub" \
        --out-directory "$work/shares-$kind" >/dev/null'
    check "$kind: ends when told to, and leaves no entry behind" stop
}
opens_again() {
    check "$1: starts again" start "$1" || return
    check "$1: the same code opens its state" is "$(status_of state)" open
    check "$1: with its key" is "$(casemate key show kept --json | jq -r .publicKey)" "$(jq -r .publicKey "$work/key")"
    stop
}
stays_locked() {
    local why=$2
    check "$1: starts $why" start "$1" || return
    check "$1: locked $why" is "$(status_of state)" locked
    check "$1: evidence while it is locked" over_data "$1"
    check "$1: and nothing else" eval '! casemate key sign kept --in "$work/key" >/dev/null 2>&1'
}

openssl ecparam -name prime256v1 -genkey -noout -out "$work/holder.key"
openssl pkey -in "$work/holder.key" -pubout -out "$work/holder.pub"
for kind in sgx snp snp_device; do
    say "$kind"
    mkdir "$work/shares-$kind"
    lives $kind
    opens_again $kind
    measurement=a2
    stays_locked $kind "under another measurement"
    stop
    measurement=a1
    opens_again $kind
done

say "tdx"
mkdir "$work/shares-tdx"
lives tdx
stays_locked tdx "for want of a sealing key"
check "tdx: a share opens it" eval 'casemate domain recovery submit --share "$work/shares-tdx/ann.share" --key "$work/holder.key" >/dev/null'
check "tdx: it signs again" eval 'casemate key sign kept --in "$work/key" >/dev/null'
check "tdx: evidence once it is open" over_data tdx
stop

say "Evidence of SEV-SNP as a verifier sees it, under an AMD of the suite's own"
mkdir "$work/chain"
start snp && over_data snp && stop
"$here/platform/amd-chain.sh" "$work/chain" "$(xxd -p -s $((0x1A0)) -l 64 "$work/evidence" | tr -d '\n')"
on_signed() {
    sev_guest STAND_IN_MEASUREMENT=a1 -- tsm --provider sev_guest --measurement a1 \
        --signing-key "$work/chain/vcek.key" --certificates "$work/chain/table" -- "$@"
}
on_signed_device() {
    sev_guest STAND_IN_MEASUREMENT=a1 STAND_IN_SIGNING_KEY="$work/chain/vcek.key" \
        STAND_IN_CERTIFICATES="$work/chain/table" -- sev-guest -- "$@"
}
# A root that is not AMD's makes it the evidence of software, which a policy must name.
cat >"$work/policy.yaml" <<YAML
version: 1
anyMeasurement: true
allowSoftware: true
softwareRoots: [$(sha256sum <"$work/chain/ark.der" | cut -d' ' -f1)]
snp:
  minimumTcb:
    Milan: {bootloader: 3, tee: 0, snp: 8, microcode: 115}
YAML
# verdict CODE OPTION...: what `attest verify` says of the evidence at hand.
verdict() {
    local wanted=$1
    shift
    casemate attest verify --evidence "$work/evidence" --certificate "$work/certificates" --policy "$work/policy.yaml" \
        "$@" --json >"$work/verdict" 2>/dev/null
    is "$(jq -r '"\(.verdict) \(.platform) \(.genuine)"' "$work/verdict")" "$wanted" && return
    cat "$work/verdict"
    return 1
}
for kind in signed signed_device; do
    options[$kind]=
    check "$kind: starts" start $kind
    administer policy set default --operation "*" --key "*" >/dev/null
    administer key generate kept --purpose sign >/dev/null
    data=$(openssl rand -hex 64)
    casemate attest evidence --report-data "$data" --out "$work/evidence" --collateral-out "$work/certificates" >/dev/null
    check "$kind: the host's certificates come with it" is "$(grep -c BEGIN "$work/certificates")" 3
    ark=(--root "$work/chain/ark.pem")
    check "$kind: accepted" verdict "accept software true" "${ark[@]}" --report-data "$data"
    check "$kind: not over other data" verdict "reject software true" "${ark[@]}" --report-data "${data%??}$(printf %02x $((0x${data: -2} ^ 1)))"
    check "$kind: not under AMD's own root" verdict "reject null false"
    check "$kind: a key attested" casemate key attest kept --nonce 0102 --out "$work/evidence" --statement-out "$work/statement"
    check "$kind: whose statement the report is over" verdict "accept software true" "${ark[@]}" \
        --report-data "$(casemate attest statement --in "$work/statement" --report-data)"
    stop
done

say "Where the firmware answers nobody but the guest's SVSM"
on_services() {
    machine tsm --provider sev_guest --only-services --measurement a1 --signing-key "$work/chain/vcek.key" \
        --certificates "$work/chain/table" -- "$@"
}
options[services]=
check "services: starts" start services
administer policy set default --operation "*" --key "*" >/dev/null
administer key generate kept --purpose sign >/dev/null
check "services: a key attested" casemate key attest kept --nonce 0102 --out "$work/evidence" \
    --statement-out "$work/statement" --collateral-out "$work/certificates" --manifest-out "$work/manifest"
stop
bound=(--root "$work/chain/ark.pem" --report-data "$(casemate attest statement --in "$work/statement" --report-data)")
check "services: not bound without the manifest" verdict "reject software true" "${bound[@]}"
check "services: nor with it, unless the policy knows of an SVSM" verdict "reject software true" "${bound[@]}" --manifest "$work/manifest"
check "services: the reason says what to add" eval 'jq -r .reason "$work/verdict" | grep -q "allowServicesManifest: true"'
sed -i 's/^snp:$/&\n  allowServicesManifest: true/' "$work/policy.yaml"
check "services: bound with it" verdict "accept software true" "${bound[@]}" --manifest "$work/manifest"
printf x >>"$work/manifest"
check "services: not with another" verdict "reject software true" "${bound[@]}" --manifest "$work/manifest"

say "In a guest, without any right beside owning the files"
options[tdx_bare]="" place[tdx_bare]=568
check "tdx_bare: starts" start tdx_bare
administer policy set default --operation "*" --key "*" >/dev/null
check "tdx_bare: no capability is left" is "$(grep CapEff "/proc/$(cat "$work/pid")/status" | tr -d 'CapEf:\t 0')" ""
check "tdx_bare: evidence" over_data tdx_bare
check "tdx_bare: ends" stop

say "SGX over TCP, as under Gramine"
options[sgx]="--memory enclave --listen tcp:127.0.0.1:$((20000 + RANDOM % 20000))"
start sgx
key=$(sed -n 's/.*: session key; sha256: //p' "$work/log") tcp=$(grep -o 'tcp:127.0.0.1:[0-9]*' "$work/log" | head -1)
check "the log has the key to pin" is "$key" "$(status_of sessionKey)"
CASEMATE_ENCLAVE=$tcp CASEMATE_ENCLAVE_KEY=$key check "a session" over_data sgx
CASEMATE_ENCLAVE=$tcp CASEMATE_ENCLAVE_KEY=$key check "the enclave attests that key" eval \
    'casemate attest enclave --json | jq -e --arg key "$key" ".sessionKey == \$key" >/dev/null'
check "no other than the enclave's" eval '! casemate status --enclave "$tcp" --enclave-key "$(printf "%064d" 7)" >/dev/null 2>&1'
stop

# refused STATUS TEXT COMMAND...
refused() {
    local wanted=$1 text=$2 status
    shift 2
    "$@" >"$work/out" 2>&1
    status=$?
    [ $status -eq "$wanted" ] && grep -q -- "$text" "$work/out" && return
    printf '        status %s: %s\n' $status "$(head -c 400 "$work/out")"
    return 1
}
run() { "$enclave_binary" --state "$work/none" --listen "unix:$work/n" "$@"; }
say "Refusals"
check "no TEE" refused 1 "no trusted execution environment" run
check "no TEE, whatever the environment says" refused 1 "no trusted execution environment" env \
    DCAP_TDX_QUOTE_CONFIGFS_PATH="$work" CASEMATE_TSM="$work" HOME="$work" "$enclave_binary" --state "$work/none" --listen "unix:$work/n"
check "--development" refused 2 "no option --development" run --development
check "--software-root" refused 2 "no option --software-root" run --software-root "$work"
check "a sealing file" refused 2 "code, signer or none" run --sealing "file:$work/sealing.key"
check "ordinary memory" refused 2 "secret, locked or enclave" run --memory ordinary
check "the enclave's memory in a guest" refused 2 "for Gramine" run --memory enclave
under_gramine() { on_sgx "$enclave_binary" --state "$work/none" --listen "unix:$work/n" "$@"; }
check "secret memory under Gramine" refused 2 "give --memory enclave" under_gramine
check "nothing of the software platform is linked" eval '! nm -D "$enclave_binary" | grep -q TEESoftware'
finish
