# Sourced by domain-faults.sh: what is done to members on purpose, each a function. Whoever calls one heals afterwards.
# Usage: . lib/domain-members.sh; . lib/domain-faults.sh

# log_fault KIND SLOT [RECORD]
log_fault() {
    jq -nc --argjson time "$(now)" --arg kind "$1" --arg member "$(name_of "$2")" --arg id "${member_id[$2]:-}" \
        --argjson record "${3:-null}" \
        '{time: $time, kind: $kind, member: $member} + (if $id == "" then {} else {id: $id} end)
            + (if $record == null then {} else {record: $record} end)' >>"$history/faults.jsonl"
}
any_slot() { echo "${slots[RANDOM % ${#slots[@]}]}"; }
# other_slots SLOT: all but that one, in random order.
other_slots() {
    local slot
    for slot in "${slots[@]}"; do [ "$slot" = "$1" ] || echo "$RANDOM $slot"; done | sort -n | cut -d' ' -f2
}

# ask OPERATION NAME SLOT ARGUMENT...: an administrator's change, recorded as the clients record theirs. In NAME, TERM
# stands for the term, or the generation of the domain key, that the answer names.
ask() {
    local operation=$1 name=$2 slot=$3 start outcome=answered code='' answer=$work/answer.$BASHPID
    shift 3
    start=$(now)
    if ! administer "$slot" "$@" --json >"$answer" 2>>"$logs/asked.err"; then
        code=$(jq -r '.error.code // "none"' "$answer" 2>/dev/null)
        case ${code:-none} in
            not-lead | not-found | invalid-argument | already-exists | member-refused) outcome=refused ;;
            *) outcome=unknown ;;
        esac
    fi
    jq -nc --argjson start "$start" --argjson till "$(now)" --arg member "$slot" --arg operation "$operation" \
        --arg name "${name/TERM/$(jq -r '.term // .domainKeyGeneration // "?"' "$answer" 2>/dev/null)}" --arg outcome "$outcome" --arg code "$code" \
        '{client: "administrator", start: $start, end: $till, member: $member, operation: $operation, name: $name,
            outcome: $outcome, code: $code}' >>"$history/clients/administrator.jsonl"
    [ "$outcome" = answered ]
}

# ---- what passes

killed_enclave() { log_fault killed-enclave "$1"; kill_enclave_of "$1"; }
killed_relay() { log_fault killed-relay "$1"; kill_relay_of "$1"; }
stopped() { log_fault stopped "$1"; kill -STOP "${enclave_of[$1]}"; }
cut_off() {
    local other
    log_fault cut-off "$1"
    for other in $(other_slots "$1"); do deafen "$1" "$other"; deafen "$other" "$1"; done
}
cut_one_way() {
    local other
    log_fault cut-one-way "$1"
    for other in $(other_slots "$1"); do deafen "$other" "$1"; done
}
deaf_to_one() { log_fault deaf-to-one "$1"; deafen "$1" "$(other_slots "$1" | head -n 1)"; }
clock_jump() {
    local jumps=(-86400 -3600 -120 -5 5 120 3600 86400)
    log_fault clock-jump "$1"
    control "$1" "${jumps[RANDOM % ${#jumps[@]}]}" 0
}
slow_disk() { log_fault slow-disk "$1"; control "$1" 0 $((20 + RANDOM % 1500)); }
passing=(killed_enclave killed_relay stopped cut_off cut_one_way deaf_to_one clock_jump slow_disk)

# Everything runs again, hears again and has the right time.
heal() {
    local slot
    rejoin_network
    for slot in "${slots[@]}"; do
        control "$slot" 0 0
        kill -CONT "${enclave_of[$slot]}" 2>/dev/null
        kill -0 "${enclave_of[$slot]}" 2>/dev/null || start_member "$slot" || return 1
        kill -0 "${relay_of[$slot]}" 2>/dev/null || start_relay "$slot"
        at "$slot" status --json | jq -e '.clock != "ok"' >/dev/null 2>&1 &&
            administer "$slot" clock accept >/dev/null 2>&1
    done
    return 0
}

# ---- what ends a member

# copy_state SLOT DIRECTORY: as a disk would be read while the program runs.
copy_state() {
    kill -STOP "${enclave_of[$1]}"
    cp -a "$(place "$1")/." "$2"
    kill -CONT "${enclave_of[$1]}"
}
# The newest record of a state directory: asked of a start of it that nobody can reach.
newest_record() {
    cp -a "$1" "$1.read" && start_enclave_at z "$1.read" && at z status --json | jq -r .recordNumber
    kill_enclave_of z
    rm -rf "$1.read"
}
is_refused() { view "$1" | jq -e '.memberId as $own | any(.members[]; .memberId == $own and .standing == "refused")' >/dev/null; }
# tells_of_refusal NAME...: one of these audits does; it is on disk a moment after the member says so.
tells_of_refusal() { (cd "$history/audits" && grep -q '"operation":"domain-refused"' "${@/%/.jsonl}"); }
restored_tells() { collect "$1" restored && tells_of_refusal "$(name_of "$1")-restored"; }
copies_tell() {
    at z audit export --out "$history/audits/$(name_of "$1")-copy.jsonl" >/dev/null && collect "$1" original &&
        tells_of_refusal "$(name_of "$1")-copy" "$(name_of "$1")-original"
}
refused_anywhere() { is_refused "$1" || is_refused "$2"; }

# remove NAME LEAD: until it is gone; an answer that did not come may have been a yes.
remove() {
    ask domain-remove "$1" "$2" domain remove "$1" ||
        view "$2" | jq -e --arg name "$1" '.isLead and all(.members[]; .name != $name)' >/dev/null
}
# give_up SLOT: the lead removes it; was it the lead, then another is promoted.
give_up() {
    local slot=$1 name lead other
    name=$(name_of "$slot")
    lead=$(lead_slot)
    if [ "$lead" != "$slot" ]; then
        eventually 60 remove "$name" "$lead" && return
    fi
    for other in $(other_slots "$slot") $(other_slots "$slot") $(other_slots "$slot"); do
        ask domain-promote "term TERM" "$other" domain promote --give-up "$name" && return
    done
    say "        nobody could be promoted in place of $name"
    return 1
}
# replace SLOT: an empty directory joins in its place.
replace() {
    local slot=$1 lead start
    for lead in 1 2 3; do
        kill_relay_of "$slot"
        kill_enclave_of "$slot"
        generation[$slot]=$((${generation[$slot]:-1} + 1))
        eventually 120 settled 1000000 $(other_slots "$slot") || say "        the others have not settled"
        lead=$(lead_slot)
        start=$(now)
        admit "$slot" "$lead" || { sed 's/^/        /' "$work/join.err"; continue; }
        jq -nc --argjson start "$start" --argjson till "$(now)" --arg lead "$lead" --arg name "$(name_of "$slot")" \
            '{client: "administrator", start: $start, end: $till, member: $lead, operation: "domain-admit", name: $name,
                outcome: "answered"}' >>"$history/clients/administrator.jsonl"
        return 0
    done
    return 1
}
# The others have only what they wrote down of it.
restart_others() {
    local other
    log_fault others-restarted "$1"
    for other in $(other_slots "$1"); do kill_enclave_of "$other"; done
    for other in $(other_slots "$1"); do start_member "$other" || say "        $other does not start"; done
}
position_of() { view "$1" | jq -r '.position | sub("[.].*"; "") as $term | sub(".*[.]"; "") as $index | "\($term) \($index)"'; }
# went_on SLOT TERM INDEX: it took five changes more, or is in another term. Others write down what they saw of it with
# a change: without one, nobody who then starts again could know.
went_on() {
    local term index
    read -r term index < <(position_of "$1")
    [ "${term:-0}" -gt "$2" ] || [ "${index:-0}" -ge $(($3 + 5)) ]
}
restored() {
    local slot=$1 old=$work/old-$RANDOM$RANDOM record term index
    mkdir -p "$old"
    copy_state "$slot" "$old"
    record=$(newest_record "$old")
    read -r term index < <(position_of "$slot")
    sleep $((2 + RANDOM % 5))
    eventually 60 went_on "$slot" "${term:-0}" "${index:-0}" || { rm -rf "$old"; return 1; }
    collect "$slot" original || return 1
    kill_relay_of "$slot"
    kill_enclave_of "$slot"
    [ $((RANDOM % 2)) = 0 ] || restart_others "$slot"
    log_fault restored "$slot" "$record"
    start_enclave_at "$slot" "$old" || return 1
    start_relay "$slot"
    eventually 90 is_refused "$slot" || say "        $(name_of "$slot") was restored and is not refused"
    eventually 60 restored_tells "$slot" || say "        the audit of $(name_of "$slot") does not say that it was refused"
    give_up "$slot" && replace "$slot"
    rm -rf "$old"
}
copied() {
    local slot=$1 copy=$work/copy-$RANDOM$RANDOM
    mkdir -p "$copy"
    copy_state "$slot" "$copy"
    sleep $((RANDOM % 4))
    log_fault copied "$slot"
    start_enclave_at z "$copy" && start_relay z
    eventually 90 refused_anywhere z "$slot" || say "        $(name_of "$slot") was copied and is not refused"
    eventually 60 copies_tell "$slot" || say "        no audit of $(name_of "$slot") says that it was refused"
    kill_relay_of z
    kill_enclave_of z
    collect "$slot" original
    kill_relay_of "$slot"
    kill_enclave_of "$slot"
    give_up "$slot" && replace "$slot"
    rm -rf "$copy"
}
lost() {
    log_fault lost "$1"
    kill_relay_of "$1"
    kill_enclave_of "$1"
    give_up "$1" || return 1
    # Its audit says what it had confirmed to clients; nobody can reach it any more.
    start_member "$1" && collect "$1"
    replace "$1"
}
removed() {
    local lead
    lead=$(lead_slot)
    [ "$1" != "$lead" ] || return 0
    log_fault removed "$1"
    eventually 60 remove "$(name_of "$1")" "$lead" || return 1
    collect "$1" && replace "$1"
}
handed_over() {
    [ "$1" != "$(lead_slot)" ] || return 0
    log_fault handed-over "$1"
    ask domain-promote "term TERM" "$1" domain promote
}
rekeyed() {
    log_fault rekeyed "$1"
    ask domain-rekey "generation TERM" "$(lead_slot)" domain rekey
}
# Two want to lead at once; at most one of a term may. Where neither did, all have promised away, and it is asked again.
rivals() {
    local other
    other=$(other_slots "$1" | head -n 1)
    log_fault rivals "$1"
    ask domain-promote "term TERM" "$1" domain promote &
    local first=$!
    ask domain-promote "term TERM" "$other" domain promote
    wait "$first" || ask domain-promote "term TERM" "$1" domain promote
    return 0
}
# With a policy that promotes: the lead is gone, or hears nobody, until another leads.
lead_away() {
    local lead
    lead=$(lead_slot)
    [ -n "$lead" ] || return 0
    log_fault lead-away "$lead"
    if [ $((RANDOM % 2)) = 0 ]; then kill_enclave_of "$lead"; else cut_off "$lead"; fi
    eventually 60 led_by_another "$lead" && promotions=$((promotions + 1)) && return
    say "        nobody leads in place of $(name_of "$lead")"
}
led_by_another() {
    local slot
    for slot in $(other_slots "$1"); do view "$slot" | jq -e .isLead >/dev/null && return; done
    return 1
}
promotions=0
ending=(restored restored copied copied lost lost removed handed_over handed_over rivals rekeyed rekeyed)
