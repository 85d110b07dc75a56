# shellcheck shell=bash
# An enclave in earnest: three administrators of whom two sign; statuses, policies, templates, profiles, the clock.
for name in ann bob eve mallory; do
    casemate administrator key --out "$work/$name.key" --public-out "$work/$name.pub" >/dev/null
done
make_key "$work/eve.key" && openssl pkey -in "$work/eve.key" -pubout -out "$work/eve.pub" # P-256 will do too
two=(--administrator-key "$work/ann.key" --administrator-key "$work/eve.key")
one=(--administrator-key "$work/ann.key")
earnest=(--sealing "file:$work/earnest/sealing.key" --administrator "$work/ann.pub" --administrator "$work/bob.pub"
    --administrator "$work/eve.pub" --threshold 2)
mkdir -p "$work/earnest"
start_enclave earnest "${earnest[@]}" --listen "unix:$work/earnest/g,identity=gateway" ||
    { fail "the enclave starts" "$(tail -3 "$work/earnest/log")"; finish; }

does "status" status
fields "status" . protocol version state platform measurement memory sealing development instanceId recordNumber \
    chainHash keys administrators clock listeners memberId threshold recovery seccomp sessionKey
same "status has the shapes" "$(out '[(.protocol | type), (.version | type), (.development | type), (.recordNumber | type),
    (.administrators | length), (.listeners | length), .state, .clock, .memory, .recovery] | map(tostring) | join(" ")')" \
    "number string boolean number 3 2 open ok secret none"
does "doctor finds no error" doctor --directory "$work/earnest"
fields "doctor" '.items[0]' id level message remedy
same "doctor and heap mean the same memory" "$(jq -r '.items[] | select(.id == "secret-memory") | .message' "$work/out")" \
    "$(($(status_of .memoryCapacity) >> 20)) MiB of secret memory can be had."

refuses "no signature" authorization-required key generate k --purpose sign
refuses "one signature of two" 'authorization-(required|invalid)' key generate k --purpose sign "${one[@]}"
refuses "the same twice" 'authorization-invalid|authorization-required' key generate k --purpose sign "${one[@]}" "${one[@]}"
refuses "a stranger" authorization-invalid key generate k --purpose sign "${one[@]}" --administrator-key "$work/mallory.key"
does "two signatures" key generate k --purpose sign "${two[@]}"
refuses "without policy no use" not-allowed key sign k --in "$work/ann.pub"

does "policy set" policy set default --operation '*' --key '*' "${two[@]}"
does "policy set for another listener" policy set gateway --operation key-sign --operation key-show --key 'gate-*' \
    --rate 1000 "${two[@]}"
does "policy list" policy list
same "both are listed" "$(out '[.items[].identity] | sort | join(" ")')" "default gateway"
fields "policy list" '.items[0]' identity tenant operations keys rate
does "gateway's key" key generate gate-1 --purpose sign "${two[@]}"
does "gateway signs with it" key sign gate-1 --in "$work/ann.pub" --enclave "unix:$work/earnest/g"
refuses "gateway reaches no other key" 'not-allowed|not-found' key sign k --in "$work/ann.pub" --enclave "unix:$work/earnest/g"
refuses "gateway lists no keys" not-allowed key list --enclave "unix:$work/earnest/g"
does "narrowing one's own needs no signature" policy set gateway --operation key-sign --operation key-show --key gate-1 \
    --rate 2 --enclave "unix:$work/earnest/g"
refuses "another's does" authorization-required policy set gateway --operation key-sign --key gate-1 --rate 5
refuses "widening does" authorization-required policy set gateway --operation '*' --key '*'
refuses "and not for itself" authorization-required policy set gateway --operation key-sign --key '*' \
    --enclave "unix:$work/earnest/g"
signing=()
for number in $(seq 12); do
    casemate key sign gate-1 --in "$work/ann.pub" --enclave "unix:$work/earnest/g" --json >"$work/rate.$number" 2>/dev/null &
    signing+=($!)
done
wait "${signing[@]}"
check "its rate is kept" grep -q rate-limited "$work"/rate.*
does "others are not slowed" key sign k --in "$work/ann.pub"

does "template set" template set issuers --identity default --pattern 'issuer-*' --purpose issue --purpose sign \
    --algorithm p256 --profile server --maximum-lifetime 365d "${two[@]}"
does "template list" template list
fields "template list" '.items[0]' name identity pattern purposes algorithms profiles maximumLifetime imports
does "a template makes a key" key generate issuer-key --purpose sign
does "and an authority" ca create issuer-one --subject CN=One --lifetime 300d --profile server
refuses "not another name" authorization-required key generate other --purpose sign
refuses "not another algorithm" authorization-required key generate issuer-k2 --purpose sign --algorithm p384
refuses "not a longer life" authorization-required ca create issuer-two --subject CN=Two --lifetime 3000d --profile server
refuses "not another profile" authorization-required ca create issuer-two --subject CN=Two --lifetime 30d --profile client

does "profile list" profile list
same "the usual five" "$(out '[.items[].name] | sort | join(" ")')" "as-requested client kubernetes mesh-workload server"
casemate profile show server --json | jq '.name = "narrow" | .names = ["dns:.example.com"] | .maximumLifetime = "24h"
    | .defaultLifetime = "1h"' >"$work/narrow.json"
does "profile set" profile set "$work/narrow.json" "${two[@]}"
refuses "profile set without signatures" authorization-required profile set "$work/narrow.json"
echo '{"name":"x","colour":1}' >"$work/odd.json"
run profile set "$work/odd.json" "${two[@]}" --json
same "an unknown member is refused" "$status" 1
does "profile show" profile show narrow
same "it is what was set" "$(out '.maximumLifetime + " " + .names[0]')" "1d dns:.example.com"
refuses "no such profile" not-found profile show none

does "clock accept" clock accept "${two[@]}"
refuses "clock accept without signatures" authorization-required clock accept
does "administrator list" administrator list
same "three, two must sign" "$(out '"\(.items | length) \(.threshold)"')" "3 2"
does "administrator set" administrator set --administrator "$work/ann.pub" --administrator "$work/eve.pub" \
    --administrator "$work/mallory.pub" --threshold 2 "${two[@]}"
refuses "who left signs no more" authorization-invalid key generate z --purpose sign --administrator-key "$work/bob.key" \
    --administrator-key "$work/ann.key"
does "who came signs" key generate z --purpose sign --administrator-key "$work/mallory.key" "${one[@]}"

does "audit show" audit show --limit 3
same "a page and where to go on" "$(out '"\(.items | length) \(.next != null)"')" "3 true"
does "audit show from there" audit show --after "$(out .next)" --limit 3
does "audit export" audit export --out "$work/audit.jsonl"
run audit verify "$work/audit.jsonl" --json
same "audit verify" "$status $(out .ok)" "0 true"
fields "audit verify" . entries checkpoints first last ok firstBad
check "refusals are in it" grep -q '"outcome":"authorization-required"' "$work/audit.jsonl"
run audit export --json
same "audit export onto stdout as JSON" "$status $(out .error.code)" "2 usage"
check "audit export onto stdout" eval 'casemate audit export | head -1 | jq -e . >/dev/null'

# The same state again: everything is there, and the options of creation change nothing.
stop_enclave
same "SIGTERM ends it" "$status" 0
start_enclave earnest --sealing "file:$work/earnest/sealing.key" || fail "it starts again"
same "administrators are those of the state" "$(status_of '"\(.administrators | length) \(.threshold) \(.development)"')" "3 2 false"
does "its keys are there" key show k
"$enclave_program" --state "$work/earnest/state" --listen "unix:$work/earnest/other" \
    --sealing "file:$work/earnest/sealing.key" >"$work/out" 2>"$work/err"
same "a second enclave on the state is refused" "$?" 1
stop_enclave
