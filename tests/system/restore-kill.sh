#!/usr/bin/env bash
# Kills an enclave at random moments while it restores a backup. What is left either serves everything that was backed
# up, or is refused by name; an empty directory and the same backup always work. CASEMATE_RESTORE_KILLS sets how often
# (12).
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/enclave.sh"
kills=${CASEMATE_RESTORE_KILLS:-12}
log=$work/answered

administer() { casemate "$@" --administrator-key "$work/old/administrator.key"; }

# A state with an authority, some hundred keys, shares and a backup, all of it owed by $log.
make_backup() {
    new_base "$work/old"
    start_enclave "$work/old" && prepare "$work/old" "$log" || return 1
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/holder.key"
    openssl pkey -in "$work/holder.key" -pubout -out "$work/holder.pub"
    administer domain recovery create --threshold 1 --holder "h=$work/holder.pub" --out-directory "$work" >/dev/null || return 1
    run_load "$work/load" 3 >/dev/null 2>&1
    # Certificates live in the audit, which a restored instance begins anew.
    grep -v ' certificate ' "$work/load" >>"$log"
    administer backup create >/dev/null || return 1
    kill_enclave TERM
    backup=$(ls "$work"/old/state/backup-*.casemate)
}

# start_restore NAME: an enclave on a new base that waits for its administrator's signature.
start_restore() {
    base=$work/$1
    start_enclave "$base" --restore "$backup" &&
        casemate domain recovery submit --share "$work/h.share" --key "$work/holder.key" >/dev/null
}

# refused_start WHAT OPTION...: a start on $base must end with status 1 and name what is wrong with the state.
refused_start() {
    local what=$1 status name
    shift
    : >"$logs/enclave.log"
    if start_enclave "$base" "$@"; then
        kill_enclave
        fail "$what: it starts"
        return
    fi
    wait "$enclave"
    status=$?
    name=$(grep -Eo 'state-(missing|altered|truncated|exists)' "$logs/enclave.log" | head -1)
    check "$what: refused: ${name:-without a name}" [ $status -eq 1 -a -n "$name" ]
}

check "a state is backed up" make_backup
say "        $(wc -l <"$log") things owed, a backup of $(stat -c %s "$backup") bytes"
new_base "$work/whole"
check "it waits for shares and a signature" start_restore whole
began=$(date +%s%N)
check "the restore is signed" eval 'administer restore >/dev/null'
took=$((($(date +%s%N) - began) / 1000000))
check "everything is there" owed "$log"
kill_enclave
check "and after SIGKILL" eval 'start_enclave "$base" && owed "$log"'
kill_enclave
whole=0 left=0 empty=0
for round in $(seq "$kills"); do
    new_base "$work/round"
    start_restore round || fail "round $round: the restore does not begin"
    administer restore >/dev/null 2>&1 &
    request=$!
    sleep "$(printf '0.%03d' $((RANDOM % (took * 3 / 2 + 10) % 1000)))"
    kill_enclave
    answered=no
    wait "$request" && answered=yes
    if [ -e "$base/state/header" ]; then
        whole=$((whole + 1))
        if ! { start_enclave "$base" && owed "$log"; }; then fail "round $round: less than everything is served"; fi
        kill_enclave
    elif [ $answered = yes ]; then
        fail "round $round: answered, and no state"
    elif [ "$(cat "$base"/state/journal-* 2>/dev/null | wc -c)" -gt 4096 ]; then
        left=$((left + 1))
        refused_start "round $round: what is left"
    else
        empty=$((empty + 1))
    fi
    rm -rf "$base" && new_base "$base"
    if ! { start_restore round && administer restore >/dev/null && owed "$log"; }; then
        fail "round $round: a restore from the beginning"
    fi
    kill_enclave
    rm -rf "$base"
done
check "$kills kills: $whole left everything, $left a part, $empty nothing" [ $((whole + left + empty)) -eq "$kills" ]

# A part of a restore, made without chance: the header is what is written last.
new_base "$work/part"
start_restore part && administer restore >/dev/null
kill_enclave
rm "$base/state/header"
refused_start "a part"
start_restore part >/dev/null 2>&1
casemate status --json >/dev/null 2>&1 && administer restore --json >"$work/out" 2>/dev/null
check "a restore onto a part: $(jq -r .error.message "$work/out" | cut -c 1-60)" \
    grep -q 'state-missing' "$work/out"
kill_enclave
base=$work/whole
: >"$logs/enclave.log"
start_enclave "$base" --restore "$backup"
check "a restore onto a state: already-exists" grep -q 'code: already-exists' "$logs/enclave.log"
finish
