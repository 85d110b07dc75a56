#!/usr/bin/env bash
# A domain of three software enclaves in three network namespaces, as a transcript: join, issue on each, kill one and go
# on, bring it back, promote after the lead is lost, take in a member of a newer program, lose the lead with a policy that
# promotes, recover all from shares.
# `make demo-domain` runs it; as a suite it counts what it checks. Needs root.
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/enclave.sh"
. "$here/lib/domain.sh"

title() { say ""; say "## $*"; }
# shown MEMBER COMMAND...: writes the command as one would type it at that member, runs it, and shows what it says.
shown() {
    local member=$1
    shift
    say "$member\$ casemate ${*//$work\//}"
    at "$member" "$@" 2>&1 | sed "s/^/    /; s|$work/||g"
    return "${PIPESTATUS[0]}"
}
step() {
    local name=$1
    shift
    if shown "$@"; then pass "$name"; else fail "$name"; fi
}
refused() {
    local name=$1 code=$2
    shift 2
    shown "$@" && { fail "$name: it was allowed"; return; }
    check "$name" [ "$(at "$@" --json 2>/dev/null | jq -r .error.code)" = "$code" ]
}

title "1. One enclave, its administrator, and who may do what"
make_administrator
start_member a --administrator "$work/admin.pub" || { fail "a starts"; finish; exit 1; }
step "a is a domain of one" a domain status
admin=(--administrator-key "$work/admin.key")
for identity in default relay join; do allow a "$identity" || fail "the policy of $identity"; done
domain_policy "$enclave_binary" >"$work/members.json"
sed 's/^/    /' "$work/members.json"
step "members of this measurement, under this root, may be admitted" \
    a domain policy set "$work/members.json" --name release-1 "${admin[@]}"
start_relay a

title "2. Two more join"
for member in b c; do
    start_member "$member" --join --administrator "$work/admin.pub" || { fail "$member starts"; finish; exit 1; }
    refused "without an administrator nobody is admitted" authorization-required "$member" domain join --name "$member" \
        --peer "tcp:$(address a):7001" --peer-key "$(session_key a)"
    step "$member joins" "$member" domain join --name "$member" --peer "tcp:$(address a):7001" \
        --peer-key "$(session_key a)" "${admin[@]}"
    start_relay "$member"
done
check "all are up to date" eventually up_to_date a b c
step "the lead sees them" a domain members

title "3. One authority, one key that encrypts: used at every member"
step "an authority" a ca create mesh --subject "CN=Mesh of three" --profile server "${admin[@]}"
step "a key that encrypts" a key generate cluster --purpose wrap "${admin[@]}"
at a ca certificate mesh >"$work/mesh.crt"
check "b and c have them" eventually up_to_date a b c
for member in a b c; do
    check "$member issues under it" issues "$member" mesh
done
check "what b encrypts c decrypts" carries b c cluster
refused "b changes nothing that all share" not-lead b key generate elsewhere --purpose sign "${admin[@]}"

title "4. c is killed; the others go on"
kill_member c
step "the lead makes a key, confirmed by b" a key generate meanwhile --purpose sign "${admin[@]}"
check "b issues" issues b mesh
check "the lead misses c" eventually standing a c silent
step "as its view says" a domain members
say "a\$ casemate doctor"
at a doctor 2>/dev/null | grep -A1 '^domain' | sed 's/^/    /'

title "5. c comes back"
start_member c || fail "c starts again"
check "c catches up" eventually up_to_date a b c
check "c signs with the key it never saw made" signs c meanwhile

title "6. The lead is lost"
kill_member a
kill_relay a
check "c issues without it" issues c mesh
refused "no shared change without a lead" not-lead b key generate early --purpose sign "${admin[@]}"
refused "b does not promote itself" authorization-required b domain promote --give-up founder
say "b\$ casemate domain promote --administrator-key admin.key &"
at b domain promote "${admin[@]}" >"$logs/waiting.log" 2>&1 &
waiting=$!
promised() {
    view b | jq -e '.promise | .signed and .term == 2' >/dev/null &&
        view b | jq -e '[.members[] | select(.name == "b" or .name == "c").promised] == [2, 2]' >/dev/null
}
check "a promotion that waits for the lost lead leaves promises open, and b shows them" eventually promised
step "as its view says" b domain status
step "an administrator promotes b, and gives the founder up" b domain promote --give-up founder "${admin[@]}"
check "the promotion that waited is overtaken" eval '! wait "$waiting"'
check "no promise is open" eventually eval 'view b | jq -e "[.promise, .members[].promised] == [null, null, null]" >/dev/null'
step "b makes keys" b key generate later --purpose sign "${admin[@]}"
check "c follows" eventually up_to_date b c
check "c signs with it" signs c later

title "7. The lost lead comes back as it was"
start_member a
start_relay a
check "the others do not speak to it" eventually meets_refusal a
refused "it takes itself for the lead, but nobody confirms its changes" unconfirmed \
    a key generate stale --purpose sign "${admin[@]}"
step "it sees nobody" a domain members
check "the others know nothing of what it did" missing b stale
kill_member a
kill_relay a

title "8. The program is upgraded: another measurement"
upgraded=$work/upgraded
cp "$enclave_binary" "$upgraded" && printf 'release 2' >>"$upgraded"
say "        an enclave is known by the SHA-256 of its program: ${upgraded##*/} is release 1 and nine more bytes"
rm -rf "${work:?}/a"
enclave_program=$upgraded start_member a --join --administrator "$work/admin.pub" || fail "the new program starts"
refused "release 1 does not admit it" member-refused a domain join --name a2 \
    --peer "tcp:$(address b):7001" --peer-key "$(session_key b)" "${admin[@]}"
domain_policy "$enclave_binary" "$upgraded" >"$work/members.json"
step "administrators sign a policy that names both" \
    b domain policy set "$work/members.json" --name release-2 "${admin[@]}"
step "it joins" a domain join --name a2 --peer "tcp:$(address b):7001" --peer-key "$(session_key b)" "${admin[@]}"
start_relay a
check "it is up to date" eventually up_to_date b c a
step "two measurements, one domain" b domain members
check "it issues" issues a mesh
check "it decrypts what c encrypts" carries c a cluster

title "9. The lead is lost while nobody is there"
step "administrators sign that two of three may promote one of themselves, after three seconds, and two answer" \
    b domain policy set "$work/members.json" --name release-2 --promote-after 3s --promote-quorum 2 --promote-copies 0 \
    "${admin[@]}"
check "all have that" eventually up_to_date b c a
check "c says by whom and when, and how many must have a change" eval \
    'view c | jq -e ".promotion.quorum == 2 and .promotion.after == \"3s\" and .confirmations == 2" >/dev/null'
milliseconds() { echo $(($(date +%s%N) / 1000000)); }
# The one of c and a that leads now.
successor() {
    for lead in c a; do [ "$(view "$lead" | jq -r .isLead)" = true ] && return; done
    return 1
}
makes_a_key() { successor && at "$lead" key generate unattended --purpose sign "${admin[@]}" >/dev/null 2>&1; }
before=$(milliseconds)
kill_member b
kill_relay b
check "a shared change is made again" eventually makes_a_key
say "        $(($(milliseconds) - before)) ms after the lead was killed; nobody signed the promotion"
step "who leads" "$lead" domain status
start_member b || fail "b starts again"
start_relay b
check "b hears of the new term and is a member" eventually up_to_date "$lead" b c a
check "b signs with the key it never saw made" signs b unattended
refused "it leads no more" not-lead b key generate stale --purpose sign "${admin[@]}"
step "a planned hand-over makes it lead again" b domain promote "${admin[@]}"
check "all follow" eventually up_to_date b c a

title "10. Everything is lost but one state directory and two of three shares"
make_holders
step "shares" b domain recovery create --threshold 2 "${holders[@]}" --out-directory "$work/shares" "${admin[@]}"
step "a backup" b backup create "${admin[@]}"
check "the others have that too" eventually up_to_date b c a
for member in a b c; do kill_relay "$member"; kill_member "$member"; done
rm -f "$work"/{a,b,c}/sealing.key
(umask 077 && openssl rand 32 >"$work/b/sealing.key")
start_member b
check "b is locked" [ "$(at b status --json | jq -r .state)" = locked ]
for holder in h1 h3; do
    step "$holder gives a share" b domain recovery submit --share "$work/shares/$holder.share" --key "$work/$holder.key"
done
check "b is open" [ "$(at b status --json | jq -r .state)" = open ]
check "it issues under the same authority" issues b mesh
check "it has the key made last" signs b later
step "the domain as it was" b domain status
finish
