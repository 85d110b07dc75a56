#!/usr/bin/env bash
# A new domain key, with the real programs: after a member was removed, the key it had opens nothing that the others have on
# their disks; a lead and a follower that are killed at the steps of a change lose nothing. Needs root.
# CASEMATE_REKEY_KILLS sets how often each is killed (3).
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/enclave.sh"
. "$here/lib/domain.sh"
kills=${CASEMATE_REKEY_KILLS:-3}

generation() { at "$1" status --json | jq -r .domainKeyGeneration; }
of_generation() { [ "$(generation "$1")" = "$2" ]; }
# The header names the key that files are still under, until the snapshot under the new one is there.
changing() { grep -aq previous "$work/$1/state/header"; }
one_key() { ! changing "$1"; }
start() { start_member "$1" >/dev/null; }
end() { kill_member "$1" >/dev/null; }
# key NAME: made at a, once somebody is there to confirm it.
key() { eventually made "$1"; }
made() { signs a "$1" 2>/dev/null || at a key generate "$1" --purpose sign "${admin[@]}" >/dev/null 2>&1; }
keys() { at "$1" key list --json | jq -r '.items[].name' | sort; }

# opens STATE SEALING: whether an enclave that nobody can reach starts on a copy of a state directory; else its reason is in
# $work/reason.
opens() {
    rm -rf "$work/try" && mkdir -p "$work/try" && cp -a "$1" "$work/try/state" && cp "$2" "$work/try/sealing.key"
    "$enclave_binary" --state "$work/try/state" --sealing "file:$work/try/sealing.key" --software-root "$work/software-root" \
        --listen "unix:$work/try.sock" >"$work/reason" 2>&1 &
    local program=$! try status=1
    for try in $(seq 500); do
        CASEMATE_ENCLAVE=unix:$work/try.sock "$casemate_binary" status --json 2>/dev/null | jq -e '.state == "open"' >/dev/null &&
            { status=0; break; }
        kill -0 "$program" 2>/dev/null || break
        sleep 0.02
    done
    kill -9 "$program" 2>/dev/null
    wait "$program" 2>/dev/null
    rm -f "$work/try.sock"
    return $status
}
refuses() {
    opens "$@" && return 1
    grep -aoE 'state-altered: [a-z0-9-]+: [^.]*' "$work/reason" | sed 's/^/        /'
    grep -aqE 'state-altered' "$work/reason"
}

make_administrator
admin=(--administrator-key "$work/admin.key")
start_member a --administrator "$work/admin.pub" || { fail "a starts"; finish; exit 1; }
for identity in default relay join; do allow a "$identity"; done
domain_policy "$enclave_binary" >"$work/members.json"
at a domain policy set "$work/members.json" --name release-1 "${admin[@]}" >/dev/null
start_relay a >/dev/null
for member in b c; do
    start_member "$member" --join --administrator "$work/admin.pub" &&
        at "$member" domain join --name "$member" --peer "tcp:$(address a):7001" --peer-key "$(session_key a)" \
            "${admin[@]}" >/dev/null || { fail "$member joins"; finish; exit 1; }
    start_relay "$member" >/dev/null
done
make_holders
key before
at a domain recovery create --threshold 2 "${holders[@]}" --out-directory "$work/shares" "${admin[@]}" >/dev/null
check "three members are up to date" eventually up_to_date a b c

# b's state of now: what its header opens is under the key that c has too.
kill -STOP "${member_pid[b]}"
cp -a "$work/b/state" "$work/old"
kill -CONT "${member_pid[b]}"
check "b's state of before opens" opens "$work/old" "$work/b/sealing.key"

check "c is removed" eval 'at a domain remove c "${admin[@]}" >/dev/null'
check "a and b have a new key" eval 'eventually of_generation a 1 && eventually of_generation b 1'
check "c does not" of_generation c 0
check "the shares are void" [ "$(at a status --json | jq -r .recovery)" = none ]
key after
check "b has what a made since" eventually signs b after
check "c has not" missing c after
check "nothing is under both keys any more" eval 'eventually one_key a && eventually one_key b'
end b
mkdir "$work/mixed"
cp -a "$work/b/state/." "$work/mixed"
check "b's state of now opens" opens "$work/mixed" "$work/b/sealing.key"
cp "$work/old/header" "$work/mixed/header"
check "none of it opens with the key that c has" refuses "$work/mixed" "$work/b/sealing.key"
rm "$work"/mixed/{fence,journal-*,snapshot-*}
cp -a "$work"/old/{fence,journal-*} "$work/mixed"
numbers=("$work"/old/journal-*)
next=$(printf 'journal-%06d' $((10#${numbers[-1]##*-} + 1)))
cp -a "$(printf '%s\n' "$work"/b/state/journal-* | tail -n 1)" "$work/mixed/$next"
check "nor does its newest segment behind the old ones" refuses "$work/mixed" "$work/b/sealing.key"
start b
check "b is back" eventually up_to_date a b

# kill_at MEMBER MOMENT: kills when the change has got so far at that member.
kill_at() {
    local state=$work/$1/state try
    case $2 in
        header) for try in $(seq 2000); do changing "$1" && break; done ;;
        segment) for try in $(seq 2000); do [ "$(ls "$state")" = "$files" ] || break; done ;;
        snapshot) for try in $(seq 2000); do [ "$(ls "$state" | grep snapshot-)" = "$(grep snapshot- <<<"$files")" ] || break; done ;;
        *) sleep "0.0$2" ;;
    esac
    end "$1"
}
moments=(header segment snapshot 20 35 50)
admit_loss() { say "        killed at $1: generation $2, the change was $([ "$3" = 0 ] && echo answered || echo not answered)"; }

for victim in a b; do
    for round in $(seq "$kills"); do
        moment=${moments[(round - 1) % ${#moments[@]}]}
        eventually one_key a && eventually one_key b || fail "the change before is over"
        was=$(generation a)
        key "$victim-$round" || fail "a key can be made"
        keys a >"$work/owed"
        files=$(ls "$work/$victim/state")
        at a domain rekey "${admin[@]}" >/dev/null 2>&1 &
        request=$!
        kill_at "$victim" "$moment"
        wait "$request"
        answered=$?
        start "$victim" || fail "$victim killed at $moment: it does not start"
        eventually up_to_date a b || fail "$victim killed at $moment: b does not follow"
        is=$(generation a)
        admit_loss "$moment" "$is" "$answered"
        [ "$is" = $((was + 1)) ] || { [ "$is" = "$was" ] && [ "$answered" != 0 ]; } || fail "$victim killed at $moment: the key is of generation $is after $was"
        eventually of_generation b "$is" || fail "$victim killed at $moment: b has another generation than a"
        for member in a b; do
            cmp -s "$work/owed" <(keys "$member") || fail "$victim killed at $moment: keys are missing at $member"
            signs "$member" "$victim-$round" || fail "$victim killed at $moment: a key does not sign at $member"
        done
    done
    check "$victim was killed $kills times during a change of the key, and nothing was lost" [ "$failed" = 0 ]
done
finish
