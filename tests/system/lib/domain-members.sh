# Sourced by suites that break a domain: its members as processes that can be killed, stopped, copied and replaced, each
# with its relay in a network namespace of its own. Usage: . lib/report.sh; . lib/enclave.sh; . lib/domain-members.sh
#
# A slot (a, b, c, …) is a place in the network. Who lives there has a name, b at first (the first member of all is called
# founder), then b2, b3, …: each time with an empty state directory of its own. The slot z is for copies.
needs ip nft
if [ "$(id -u)" != 0 ] || ! ip netns add "cf$$-switch" 2>/dev/null; then
    skip "$(basename "$0" .sh): needs root and network namespaces"
    finish
    exit
fi
slots=(a b c d e)
slots=("${slots[@]:0:${CASEMATE_FAULT_MEMBERS:-3}}")
history=$work/history
mkdir -p "$history"/{audits,clients,final}
declare -A enclave_of relay_of generation member_id
export LC_ALL=C
. "$here/lib/domain-common.sh"

name_of() {
    case $1${generation[$1]:-} in
        a) echo founder ;;
        *) echo "$1${generation[$1]:-}" ;;
    esac
}
place() { echo "$work/$(name_of "$1")"; }
address() { printf '10.78.0.%d\n' "'$1"; }
now() { awk '{printf "%d\n", $1 * 1000}' /proc/uptime; }
# at SLOT ARGUMENT...: the command line of that machine.
at() { CASEMATE_ENCLAVE="unix:$work/$1.sock" timeout 60 "$casemate_binary" "${@:2}"; }
administer() { at "$@" --administrator-key "$work/admin.key"; }
# eventually SECONDS COMMAND...
eventually() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [ $SECONDS -lt $end ] || return 1
        sleep 0.5
    done
}

# ---- the network

make_network() {
    local slot
    ip -n "cf$$-switch" link add bridge type bridge && ip -n "cf$$-switch" link set bridge up || return 1
    for slot in "${slots[@]}" z; do
        ip netns add "cf$$-$slot" &&
            ip link add "port-$slot" netns "cf$$-switch" type veth peer name eth0 netns "cf$$-$slot" &&
            ip -n "cf$$-switch" link set "port-$slot" master bridge up &&
            ip -n "cf$$-$slot" addr add "$(address "$slot")/24" dev eth0 &&
            ip -n "cf$$-$slot" link set eth0 up && ip -n "cf$$-$slot" link set lo up &&
            ip netns exec "cf$$-$slot" nft 'add table ip cut; add chain ip cut in { type filter hook input priority 0; }' ||
            return 1
    done
}
remove_network() {
    local slot
    for slot in switch "${slots[@]}" z; do ip netns delete "cf$$-$slot" 2>/dev/null; done
}
# deafen SLOT OTHER: what OTHER sends no longer arrives at SLOT.
deafen() { ip netns exec "cf$$-$1" nft "add rule ip cut in ip saddr $(address "$2") drop"; }
rejoin_network() {
    local slot
    for slot in "${slots[@]}"; do ip netns exec "cf$$-$slot" nft 'flush chain ip cut in'; done
}

# ---- enclaves and relays; each started as a plain command, so that $! is the program itself

# control SLOT CLOCK-SECONDS SYNC-MILLISECONDS: what the shim in that enclave does from now on.
control() {
    perl -e 'print pack("q<q<", $ARGV[0] * 1e9, $ARGV[1] * 1e6)' -- "$2" "$3" |
        dd of="$work/$1.control" conv=notrunc status=none
}
# start_enclave_at SLOT DIRECTORY OPTION...
start_enclave_at() {
    local slot=$1 directory=$2
    shift 2
    mkdir -p "$directory"
    rm -f "$work/$slot".{sock,relay,join}
    [ -f "$work/$slot.control" ] || control "$slot" 0 0
    CASEMATE_SHIM_CONTROL=$work/$slot.control LD_PRELOAD=$tools/clock-shim.so \
        "$enclave_binary" --state "$directory/state" --sealing "file:$directory/sealing.key" \
        --software-root "$work/software-root" --listen "unix:$work/$slot.sock" --listen "unix:$work/$slot.relay,identity=relay" \
        --listen "unix:$work/$slot.join,identity=join,session=required" "$@" >>"$logs/$slot.log" 2>&1 &
    enclave_of[$slot]=$!
    eventually 60 answers_or_ended "$slot" && kill -0 "${enclave_of[$slot]}" 2>/dev/null
}
answers_or_ended() { at "$1" status >/dev/null 2>&1 || ! kill -0 "${enclave_of[$1]}" 2>/dev/null; }
start_member() { start_enclave_at "$1" "$(place "$1")" "${@:2}"; }
# start_relay SLOT OPTION...; its program can be another: relay_program=FILE start_relay …
start_relay() {
    local slot=$1 other peers=()
    for other in "${slots[@]}"; do [ "$other" = "$slot" ] || peers+=(--peer "$(address "$other"):${peer_port:-7000}"); done
    ip netns exec "cf$$-$slot" "${relay_program:-$casemate_binary}" domain relay --enclave "unix:$work/$slot.relay" \
        --listen "$(address "$slot"):7000" "${peers[@]}" --http 127.0.0.1:9000 \
        --join-listen "$(address "$slot"):7001" --join-enclave "unix:$work/$slot.join" "${@:2}" >>"$logs/$slot-relay.log" 2>&1 &
    relay_of[$slot]=$!
}
# end_process ID: ends what this suite started, stopped or not.
end_process() {
    jobs -pr | grep -qx "$1" || return 0
    kill -9 "$1" 2>/dev/null
    wait "$1" 2>/dev/null
}
kill_enclave_of() { end_process "${enclave_of[$1]}"; }
kill_relay_of() { end_process "${relay_of[$1]}"; }

# ---- the domain

# found_domain RELAY-OPTION...
found_domain() {
    make_administrator &&
        start_member a --administrator "$work/admin.pub" || return 1
    local identity
    for identity in default relay join; do allow a "$identity" || return 1; done
    administer a template set clients --identity default --pattern '*' --purpose sign --purpose wrap \
        --algorithm p256 --algorithm aes256 >/dev/null || return 1
    domain_policy "$enclave_binary" >"$work/members.json"
    administer a domain policy set "$work/members.json" --name release-1 >/dev/null && start_relay a "$@"
    member_id[a]=$(view a | jq -r .memberId)
}
# admit SLOT LEAD RELAY-OPTION...: an empty directory becomes a member; the lead admits it.
admit() {
    local slot=$1 lead=$2 key
    start_member "$slot" --join --administrator "$work/admin.pub" || return 1
    key=$(at "$lead" status --json | jq -r .sessionKey)
    ip netns exec "cf$$-$slot" env CASEMATE_ENCLAVE="unix:$work/$slot.sock" timeout 60 "$casemate_binary" domain join \
        --name "$(name_of "$slot")" --peer "tcp:$(address "$lead"):7001" --peer-key "$key" \
        --administrator-key "$work/admin.key" --json >"$work/join.json" 2>"$work/join.err" || return 1
    member_id[$slot]=$(jq -r .memberId "$work/join.json")
    start_relay "$slot" "${@:3}"
}
# The slot of the lead that most members name; nothing when they name none that lives here.
lead_slot() {
    local slot lead
    lead=$(for slot in "${slots[@]}"; do view "$slot" | jq -r 'select(.memberId != null) | .lead'; done |
        sort | uniq -c | sort -rn | awk 'NR == 1 {print $2}')
    for slot in "${slots[@]}"; do [ "${member_id[$slot]:-}" = "$lead" ] && echo "$slot" && return; done
}
# Every member of these slots hears every other and is at most so many changes behind the lead.
settled() {
    local most=$1 slot names
    shift
    names=$(for slot in "$@"; do echo "${member_id[$slot]}"; done | sort | paste -sd,)
    for slot in "$@"; do
        view "$slot" | jq -e --arg names "$names" --argjson most "$most" '
            .catchingUp == false and ([.members[].memberId] | sort | join(",")) == $names
            and all(.members[]; .standing == "here" or .standing == "heard")
            and all(.members[]; .lag <= $most)' >/dev/null 2>&1 || return 1
    done
    [ "$(for slot in "$@"; do view "$slot" | jq -r .lead; done | sort -u | wc -l)" = 1 ]
}

# collect SLOT [WORD]: keeps the audit of the directory in use there.
collect() {
    local file
    file=$history/audits/$(name_of "$1")${2:+-$2}.jsonl
    at "$1" audit export --out "$file" >/dev/null 2>"$work/collect.err" || { cat "$work/collect.err"; return 1; }
}

trap 'stop_children; remove_network; rm -rf "$work"' EXIT
make_network || { skip "$(basename "$0" .sh): needs bridges, veth and nftables"; finish; exit; }
