# shellcheck shell=bash
# Sourced by the suites that run the real programs: counts, a work folder, enclaves started and ended.
#   . "$(dirname "$0")/lib/programs.sh"
# Ends with "N passed, N failed, N skipped". CASEMATE_ENCLAVE is the address of the enclave in use.
set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
suites=$root/tests/suites
casemate_program=${CASEMATE_BINARY:-$root/.build/release/casemate}
enclave_program=${CASEMATE_ENCLAVE_BINARY:-$root/.build/release/casemate-enclave-software}
passed=0 failed=0 skipped=0
children=()
# Hundreds of children each wait for a pid file or a socket: short pauses, bounded.
work=$(mktemp -d)
trap 'stop_children; rm -rf "$work"' EXIT
unset CASEMATE_ENCLAVE CASEMATE_ENCLAVE_KEY CASEMATE_ADMINISTRATOR_KEY
export XDG_RUNTIME_DIR=$work/runtime
mkdir -m 700 "$XDG_RUNTIME_DIR"

pass() { passed=$((passed + 1)); }
fail() { failed=$((failed + 1)); echo "FAIL $1${2:+: $2}"; [ ! -s "$work/err" ] || sed 's/^/    /' "$work/err" | head -5; }
skip() { skipped=$((skipped + 1)); echo "SKIP $1: $2"; }
# check NAME COMMAND...: passes when the command succeeds.
check() { local name=$1; shift; if "$@" >"$work/check" 2>&1; then pass; else fail "$name" "$(tail -n 3 "$work/check")"; fi; }
# same NAME GOT WANTED
same() { if [ "$2" = "$3" ]; then pass; else fail "$1" "got '$2', wanted '$3'"; fi; }
finish() {
    stop_children
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" = 0 ]
    exit
}
stop_children() {
    local child
    for child in "${children[@]:-}"; do
        [ -n "$child" ] && kill -9 "$child" 2>/dev/null && wait "$child" 2>/dev/null
    done
    children=()
}

casemate() { "$casemate_program" "$@"; }
# run ARGUMENT...: leaves status, $work/out and $work/err.
run() {
    casemate "$@" >"$work/out" 2>"$work/err"
    status=$?
}
out() { jq -er "$1" "$work/out"; }
# does NAME ARGUMENT...: succeeds and prints exactly one JSON object, which stays in $work/out.
does() {
    local name=$1
    shift
    run "$@" --json
    if [ "$status" = 0 ] && [ "$(jq -s 'length' "$work/out" 2>/dev/null)" = 1 ]; then pass; else
        fail "$name" "status $status: $(head -c 300 "$work/out")"
        return 1
    fi
}
# refuses NAME CODE ARGUMENT...: exit 1, and the one object says which code, why, and what to do next.
refuses() {
    local name=$1 code=$2
    shift 2
    run "$@" --json
    if [ "$status" = 1 ] && jq -es --arg code "$code" 'length == 1 and (.[0] | keys == ["error"]) and
        (.[0].error | keys == ["code", "message", "remedy"] and (.code | test("^(" + $code + ")$")) and
        (.message | length > 10) and (.remedy | type == "string"))' "$work/out" >/dev/null; then pass; else
        fail "$name" "status $status: $(head -c 300 "$work/out")"
    fi
}
# misused NAME ARGUMENT...: wrong usage is exit 2.
misused() {
    local name=$1
    shift
    run "$@"
    if [ "$status" = 2 ] && [ -s "$work/err" ]; then pass; else fail "$name" "status $status"; fi
}
# fields NAME FILTER FIELD...: the object that the filter gives has these fields.
fields() {
    local name=$1 filter=$2 missing
    shift 2
    missing=$(jq -r "($filter) as \$o | \$ARGS.positional[] | . as \$f | select((\$o | has(\$f)) | not)" \
        --args "$@" <"$work/out" 2>&1)
    same "$name has its fields" "$missing" ""
}

# start_enclave NAME OPTION...: an enclave with its state below $work/NAME; its pid is in $enclave.
start_enclave() {
    local name=$1
    shift
    mkdir -p "$work/$name"
    chmod 700 "$work/$name"
    export CASEMATE_ENCLAVE=unix:$work/$name/s
    "$enclave_program" --state "$work/$name/state" --listen "unix:$work/$name/s" "$@" >>"$work/$name/log" 2>&1 &
    enclave=$!
    children+=("$enclave")
    await casemate status
}
# await COMMAND...: until it succeeds, 20 s at most; ends early when the enclave has ended.
await() {
    local try
    for try in $(seq 400); do
        "$@" >/dev/null 2>&1 && return 0
        kill -0 "$enclave" 2>/dev/null || return 1
        sleep 0.05
    done
    return 1
}
# stop_enclave [SIGNAL]: ends it; leaves its status.
stop_enclave() {
    kill "-${1:-TERM}" "$enclave" 2>/dev/null
    wait "$enclave" 2>/dev/null
    status=$?
}
status_of() { casemate status --json | jq -r "$1"; }
# public_of KEY: its public half, into $work/public.pem.
public_of() {
    casemate key show "$1" --json | jq -r .publicKey | base64 -d |
        openssl pkey -pubin -inform DER -out "$work/public.pem"
}
make_key() { openssl genpkey -algorithm EC -pkeyopt "ec_paramgen_curve:${2:-P-256}" -out "$1" 2>/dev/null; }
# make_csr FILE SUBJECT SAN [ALGORITHM-ARGUMENT...]
make_csr() {
    local file=$1 subject=$2 names=$3
    shift 3
    [ $# -gt 0 ] || set -- -newkey ec -pkeyopt ec_paramgen_curve:P-256
    openssl req -new "$@" -nodes -keyout "$file.key" -out "$file" -subj "$subject" ${names:+-addext "subjectAltName=$names"} \
        2>/dev/null
}

for program in "$casemate_program" "$enclave_program"; do
    [ -x "$program" ] && continue
    skip "$(basename "$0")" "$program is not built: make build"
    finish
done
for tool in jq openssl; do
    command -v "$tool" >/dev/null && continue
    skip "$(basename "$0")" "$tool is missing"
    finish
done
