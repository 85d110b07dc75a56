# shellcheck shell=bash
# The examples of docs/doors/command-line.md, docs/doors/evidence.md and the README's two shells, run as they stand.
export PATH="$(dirname "$casemate_program"):$PATH"
door=$root/docs/doors/command-line.md
# block FILE NUMBER: the lines of its Nth fenced block.
block() { awk -v wanted="$2" '/^```/ { inside = !inside; number += inside; next } inside && number == wanted' "$1"; }
runs() { # NAME FILE NUMBER
    (cd "$work/door" && eval "set -e; $(block "$2" "$3")") >"$work/out" 2>"$work/err"
    same "$1" "$?" 0
}
in_background() { # FILE NUMBER: the first lines are done, the last command keeps running
    (cd "$work/door" && eval "$(block "$1" "$2" | sed -e ':a' -e '/\\$/N; s/\\\n *//; ta' | sed '$s/^/exec /')") >"$work/out" 2>"$work/err" &
    enclave=$!
    children+=("$enclave")
}
mkdir "$work/door"
in_background "$door" 1
export CASEMATE_ENCLAVE=unix:$work/door/demo/run/enclave.sock
await casemate status
await test -s "$work/out"
same "start prints what the document exports" "$(cat "$work/out")" "export CASEMATE_ENCLAVE=unix:$work/door/demo/run/enclave.sock"
runs "development" "$door" 2
evidence=$root/docs/doors/evidence.md
same "the evidence page starts the same" "$(block "$evidence" 1)" "$(block "$door" 1)"
runs "evidence" "$evidence" 2
runs "key attestation" "$evidence" 3
same "its last line is the quote's report data" "$(tail -n 1 "$work/out")" \
    "$(xxd -s 368 -l 64 -p -c 64 "$work/door/quote.bin")"
runs "judging it" "$evidence" 4
stop_enclave
same "it ends well" "$status" 0
in_background "$door" 3
export CASEMATE_ENCLAVE=unix:$work/door/run/enclave.sock
await casemate status
(unset CASEMATE_ENCLAVE; runs "the administrator" "$door" 4; [ "$failed" = 0 ]) && pass || fail "the administrator's part"
runs "the callers" "$door" 5
check "the certificate is there" openssl x509 -in "$work/door/leaf.pem" -noout
check "it is not in development mode" test "$(status_of .development)" = false
stop_enclave
same "it ends well" "$status" 0

# The README's shells stand in the clone; here in a folder that looks like one.
mkdir -p "$work/clone/.build"
ln -s "$(dirname "$casemate_program")" "$work/clone/.build/release"
(cd "$work/clone" && exec $(block "$root/README.md" 2 | head -1)) >"$work/out" 2>"$work/err" &
enclave=$!
children+=("$enclave")
await grep -q export "$work/out"
same "the README's second line" "$(sed 's/=.*/=unix:.../' "$work/out")" "$(block "$root/README.md" 2 | tail -1)"
(cd "$work/clone" && eval "set -e; $(cat "$work/out"); $(block "$root/README.md" 3)") >"$work/answers" 2>"$work/err"
same "the README's second shell" "$?" 0
stop_enclave
