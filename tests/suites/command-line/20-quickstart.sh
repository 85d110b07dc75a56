# shellcheck shell=bash
# quickstart and start: what they leave, again in the same place, in odd places, with little or no locked memory.
quick=$work/quick
mkdir "$quick"
quickstart_in() { (cd "$quick" && casemate quickstart "$@" >"$work/out" 2>"$work/err"); status=$?; }

began=$(date +%s%N)
quickstart_in
same "quickstart" "$status" 0
took=$((($(date +%s%N) - began) / 1000000))
check "quickstart in under 5 s (took $took ms)" test "$took" -lt 5000
demo=$quick/casemate-quickstart
for file in ca.crt leaf.csr leaf.crt chain.pem audit.jsonl state sealing.key administrator.key software-root; do
    check "quickstart leaves $file" test -e "$demo/$file"
done
same "the root is one block" "$(grep -c BEGIN "$demo/ca.crt")" 1
same "the leaf is one block" "$(grep -c BEGIN "$demo/leaf.crt")" 1
check "openssl verifies the leaf" openssl verify -CAfile "$demo/ca.crt" "$demo/leaf.crt"
check "openssl verifies it strictly" openssl verify -x509_strict -purpose sslserver -CAfile "$demo/ca.crt" "$demo/leaf.crt"
check "openssl verifies the request" openssl req -in "$demo/leaf.csr" -noout -verify
check "the audit is intact" casemate audit verify "$demo/audit.jsonl"
same "nothing else is readable by others" "$(find "$demo" -maxdepth 1 -name '*.key' -perm /077 | wc -l)" 0
check "no key of a user was written, and but for the administrator's none in PEM" test \
    "$(grep -rl 'PRIVATE KEY' "$demo" | sort)" = "$demo/administrator.key"
check "the story names process, platform, limits and next steps" eval \
    'for word in "Who holds the keys: process" "platform software" "What that protects" "What it does not" "casemate start"; do
         grep -q "$word" "$work/out" || exit 1; done'
check "the enclave has ended" eval '! pgrep -u "$(id -u)" -f "state $demo/state" >/dev/null'

cp "$demo/ca.crt" "$work/first-ca.crt"
sed 's/\(.\)$/\1/' "$demo/audit.jsonl" | sed '3s/"number":\([0-9]*\)/"number":\1\1/' >"$work/forged.jsonl"
run audit verify "$work/forged.jsonl" --json
same "a changed audit is not intact" "$status $(out .ok)" "1 false"
sed 4d "$demo/audit.jsonl" >"$work/shortened.jsonl"
run audit verify "$work/shortened.jsonl" --json
same "an audit without one entry is not intact" "$status $(out .ok)" "1 false"
quickstart_in --json
same "quickstart again" "$status" 0
same "the authority is the same" "$(cat "$demo/ca.crt")" "$(cat "$work/first-ca.crt")"
check "the new leaf verifies too" openssl verify -CAfile "$demo/ca.crt" "$demo/leaf.crt"
fields "quickstart --json" . directory ca leaf key platform memory sealing auditEntries

for place in "with spaces and ünï" "nested/below/that/is/not/there" "$(printf 'long%.0s' $(seq 45))"; do
    quickstart_in --directory "$place"
    same "quickstart in \"${place:0:30}\"" "$status" 0
    check "its leaf verifies" openssl verify -CAfile "$quick/$place/ca.crt" "$quick/$place/leaf.crt"
done
mkdir "$quick/full" && echo mine >"$quick/full/file"
refuses "quickstart in a directory of another kind" directory-not-empty quickstart --directory "$quick/full"
same "nothing was put there" "$(ls -A "$quick/full")" file
echo >"$quick/flat"
refuses "quickstart in a file" file-error quickstart --directory "$quick/flat"

# As a user who may lock little: says so first, falls back, still ends well.
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
    chmod 755 "$work"
    cp "$casemate_program" "$enclave_program" "$work/"
    chmod 755 "$work/casemate" "$work/casemate-enclave-software"
    as_user() { # KILOBYTES COMMAND...
        (ulimit -l "$1" && cd "$work/user" && exec env -u XDG_RUNTIME_DIR setpriv --reuid 65534 --regid 65534 \
            --clear-groups "${@:2}" >"$work/out" 2>"$work/err")
        status=$?
    }
    mkdir "$work/user" && chown 65534 "$work/user"
    mkdir "$work/user/shut" && chmod 555 "$work/user/shut"
    as_user 8192 "$work/casemate" quickstart --directory enough --json
    same "secret memory under ulimit -l 8192" "$status $(out .memory)" "0 secret"
    for kilobytes in 8191 64 0; do
        as_user $kilobytes "$work/casemate" quickstart --directory "little-$kilobytes" --json
        same "quickstart under ulimit -l $kilobytes" "$status $(out .memory)" "0 ordinary"
        check "it says so first" grep -q "^Running with --memory ordinary.*ulimit -l 8192" <(head -1 "$work/err")
        check "its leaf verifies" openssl verify -CAfile "$work/user/little-$kilobytes/ca.crt" \
            "$work/user/little-$kilobytes/leaf.crt"
    done
    as_user 64 "$work/casemate" doctor --json --directory little-64
    same "doctor says what is missing" "$status $(jq -r '.items[] | select(.id == "memlock") | .level' "$work/out")" "1 error"
    as_user 8192 "$work/casemate" quickstart --directory shut/below --json
    same "an unwritable place" "$status $(out .error.code)" "1 file-error"
    rm -f "$work/started"
    (ulimit -l 64 && cd "$work/user" && exec env -u XDG_RUNTIME_DIR setpriv --reuid 65534 --regid 65534 --clear-groups \
        "$work/casemate" start --directory little-64 >"$work/started" 2>"$work/err") &
    enclave=$!
    children+=("$enclave")
    await grep -q export "$work/started"
    check "start says so too" grep -q "^Running with --memory ordinary" "$work/err"
    stop_enclave
    same "and ends well" "$status" 0
else
    skip "little locked memory" "it needs root and setpriv"
fi

# The README's two shells.
start_here() {
    rm -f "$work/started"
    (cd "$quick" && exec "$casemate_program" start "$@" >"$work/started" 2>"$work/err") &
    enclave=$!
    children+=("$enclave")
    await grep -q export "$work/started"
}
start_here
line=$(head -1 "$work/started")
check "the first line is the export line" grep -q '^export CASEMATE_ENCLAVE=unix:/' <<<"$line"
eval "$line"
does "status of the second shell" status
does "ca list of the second shell" ca list
same "it lists the quickstart's authority" "$(out '.items[0].name')" quickstart
does "key generate of the second shell" key generate web --purpose tls
does "audit show of the second shell" audit show
check "and as text" eval 'casemate status && casemate ca list && casemate audit show'
check "what the story says works" casemate ca issue quickstart --csr "$demo/leaf.csr"
(cd "$quick" && casemate quickstart --json >"$work/out" 2>"$work/err")
same "quickstart beside a running start is refused" "$? $(out .error.code)" "1 already-running"
stop_enclave
same "SIGTERM ends start well" "$status" 0
check "no enclave is left" eval '! pgrep -u "$(id -u)" -f "state $demo/state" >/dev/null'

# A socket that a killed enclave left is taken over.
start_here
eval "$(head -1 "$work/started")"
pkill -9 -P "$enclave" 2>/dev/null
wait "$enclave" 2>/dev/null
check "start ends when its enclave is killed" eval '! kill -0 "$enclave" 2>/dev/null'
check "the socket is stale" test -S "$demo/run/enclave.sock"
refuses "a stale socket" cannot-connect status
start_here
check "start goes on over a stale socket" casemate status
kill -INT "$enclave"
wait "$enclave"
same "SIGINT ends start well" "$?" 0
