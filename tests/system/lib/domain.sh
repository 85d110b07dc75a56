# Sourced by suites of several enclaves: three members in network namespaces of their own, joined by a bridge that no
# other machine is on. Usage: . lib/report.sh; . lib/enclave.sh; . lib/domain.sh
needs ip curl
if [ "$(id -u)" != 0 ] || ! ip netns add "cm$$-switch" 2>/dev/null; then
    skip "$(basename "$0" .sh): needs root and network namespaces"
    finish
    exit
fi

declare -A member_pid relay_pid
. "$here/lib/domain-common.sh"
# A member's program can be another: enclave_program=FILE start_member …
address() {
    case $1 in
        a) echo 10.77.0.1 ;;
        b) echo 10.77.0.2 ;;
        c) echo 10.77.0.3 ;;
        *) echo 10.77.0.9 ;;
    esac
}
inside() { ip netns exec "cm$$-$1" "${@:2}"; }
# at MEMBER ARGUMENT...: the command line of that member's machine.
at() { CASEMATE_ENCLAVE="unix:$work/$1.sock" inside "$1" "$casemate_binary" "${@:2}"; }

make_network() {
    local member
    ip -n "cm$$-switch" link add bridge type bridge && ip -n "cm$$-switch" link set bridge up || return 1
    for member in "$@"; do
        ip netns add "cm$$-$member" &&
            ip link add "port-$member" netns "cm$$-switch" type veth peer name eth0 netns "cm$$-$member" &&
            ip -n "cm$$-switch" link set "port-$member" master bridge up &&
            ip -n "cm$$-$member" addr add "$(address "$member")/24" dev eth0 &&
            ip -n "cm$$-$member" link set eth0 up && ip -n "cm$$-$member" link set lo up || return 1
    done
}
remove_network() {
    local name
    for name in switch a b c; do ip netns delete "cm$$-$name" 2>/dev/null; done
}
trap 'stop_children; remove_network; rm -rf "$work"' EXIT

# start_member MEMBER OPTION...: an enclave with its own state and sealing file; the software root is everyone's.
start_member() {
    local member=$1 try
    shift
    mkdir -p "$work/$member"
    rm -f "$work/$member".{sock,relay,join}
    ip netns exec "cm$$-$member" "${enclave_program:-$enclave_binary}" --state "$work/$member/state" \
        --sealing "file:$work/$member/sealing.key" --software-root "$work/software-root" \
        --listen "unix:$work/$member.sock" --listen "unix:$work/$member.relay,identity=relay" \
        --listen "unix:$work/$member.join,identity=join,session=required" "$@" >>"$logs/$member.log" 2>&1 &
    member_pid[$member]=$!
    for try in $(seq 1000); do
        at "$member" status >/dev/null 2>&1 && return 0
        kill -0 "${member_pid[$member]}" 2>/dev/null || break
        sleep 0.02
    done
    sed 's/^/        /' "$logs/$member.log" | tail -n 3
    return 1
}
kill_member() {
    say "        kill -9 enclave of $1"
    kill -9 "${member_pid[$1]}" 2>/dev/null
    wait "${member_pid[$1]}" 2>/dev/null
}

# start_relay MEMBER: beside its enclave, connected to all others.
start_relay() {
    local member=$1 other peers=()
    for other in a b c; do
        [ "$other" = "$member" ] || peers+=(--peer "$(address "$other"):7000")
    done
    say "$member\$ casemate domain relay --listen $(address "$member"):7000 ${peers[*]} --join-listen …:7001 …"
    ip netns exec "cm$$-$member" "$casemate_binary" domain relay --enclave "unix:$work/$member.relay" \
        --listen "$(address "$member"):7000" "${peers[@]}" --http 127.0.0.1:9000 \
        --join-listen "$(address "$member"):7001" --join-enclave "unix:$work/$member.join" \
        >>"$logs/$member-relay.log" 2>&1 &
    relay_pid[$member]=$!
}
kill_relay() {
    kill -9 "${relay_pid[$1]}" 2>/dev/null
    wait "${relay_pid[$1]}" 2>/dev/null
}

session_key() { at "$1" status --json | jq -r .sessionKey; }
make_holders() {
    local name
    holders=()
    for name in h1 h2 h3; do
        openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/$name.key" 2>/dev/null
        openssl pkey -in "$work/$name.key" -pubout -out "$work/$name.pub"
        holders+=(--holder "$name=$work/$name.pub")
    done
}

# eventually COMMAND...: within 30 s.
eventually() {
    local deadline=$((SECONDS + 30))
    while [ $SECONDS -lt $deadline ]; do
        "$@" && return 0
        sleep 0.1
    done
    return 1
}
# up_to_date LEAD OTHER...: all are at the lead's position and know it as the lead.
up_to_date() {
    local lead=$1 want member
    want=$(view "$lead" | jq -r '.position + " " + .lead')
    [ -n "$want" ] || return 1
    for member in "${@:2}"; do
        [ "$(view "$member" | jq -r 'select(.catchingUp | not) | .position + " " + .lead')" = "$want" ] || return 1
    done
}
# standing MEMBER OTHER WORD: as MEMBER sees OTHER.
standing() { view "$1" | jq -e --arg name "$2" --arg word "$3" 'any(.members[]; .name == $name and .standing == $word)' >/dev/null; }
# meets_refusal MEMBER: the others' enclaves refuse what its relay brings.
meets_refusal() {
    inside "$1" curl -sf http://127.0.0.1:9000/metrics | grep -q '^casemate_relay_refused_total{code="member-refused"} [1-9]'
}
# missing MEMBER KEY
missing() { [ "$(at "$1" key show "$2" --json | jq -r .error.code)" = not-found ]; }

# issues MEMBER CA: a certificate that openssl verifies under the authority in $work/CA.crt.
issues() {
    make_request "$work/leaf.der" &&
        openssl req -inform DER -in "$work/leaf.der" -out "$work/leaf.csr" &&
        at "$1" ca issue "$2" --csr "$work/leaf.csr" --profile server --lifetime 24h --out "$work/leaf.crt" >/dev/null &&
        openssl verify -CAfile "$work/$2.crt" "$work/leaf.crt" >/dev/null
}
# carries MEMBER OTHER KEY: what one encrypts the other decrypts.
carries() {
    echo "for all of us" >"$work/plain" &&
        at "$1" key encrypt "$3" --in "$work/plain" --out "$work/cipher" >/dev/null &&
        at "$2" key decrypt "$3" --in "$work/cipher" --out "$work/plain.back" >/dev/null &&
        cmp -s "$work/plain" "$work/plain.back"
}

make_network a b c || { skip "$(basename "$0" .sh): needs bridges and veth"; finish; exit; }
