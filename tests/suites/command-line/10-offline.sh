# shellcheck shell=bash
# What needs no enclave: usage, help, errors, keys of administrators, sealing, audit files.
run --version
same "version" "$status $(cat "$work/out")" "0 0.1.0"

# Every command has help, found by walking the tree of commands that help prints.
walk() {
    run "$@" --help
    [ "$status" = 0 ] && [ -s "$work/out" ] && grep -q '^USAGE:' "$work/out" && grep -q '^OVERVIEW:' "$work/out" ||
        { fail "help of $*"; return; }
    pass
    local name
    for name in $(awk '/SUBCOMMANDS:$/ { on = 1; next } on && /^  [a-z]/ { print $1 } /^[^ ]/ { on = /SUBCOMMANDS:$/ }' "$work/out"); do
        commands=$((commands + 1))
        walk "$@" "$name"
    done
}
commands=0
walk
check "help names every command" test "$commands" -ge 55
for shell in bash zsh fish; do
    run --generate-completion-script $shell
    same "completions for $shell" "$status $(grep -c quickstart "$work/out" | sed 's/^[1-9].*/some/')" "0 some"
done

misused "no such command" conjure
misused "no such option" status --colour
misused "missing name" ca show
misused "missing subject" ca create x
misused "no such purpose" key generate x --purpose juggle
misused "no such algorithm" key generate x --purpose sign --algorithm dsa
misused "two sources" key import x --purpose sign --clear a --sealed b
misused "a duration without unit" ca create x --subject CN=x --lifetime 10
misused "parent and external" ca create x --subject CN=x --parent y --external
misused "threshold above holders" domain recovery create --threshold 3 --holder a=b
misused "an address of no kind" status --enclave carrier-pigeon:7
misused "a pin that is none" status --enclave-key abc
run key generate x --purpose juggle --json
same "wrong usage as JSON" "$status $(jq -r '.error.code' "$work/out")" "2 usage"

refuses "nobody answers" cannot-connect status --enclave "unix:$work/nobody"
refuses "nobody answers on TCP" '.*' status --enclave tcp:127.0.0.1:9 --enclave-key "$(printf '%064d' 1)"
check "the remedy names a command" grep -q casemate <(casemate status --enclave "unix:$work/nobody" 2>&1)
refuses "no such file" file-error audit verify "$work/none"

does "administrator key" administrator key --out "$work/a.key" --public-out "$work/a.pub"
check "openssl reads the private key" openssl pkey -in "$work/a.key" -noout
check "openssl reads the public key" openssl pkey -pubin -in "$work/a.pub" -noout
same "both are one key" "$(openssl pkey -in "$work/a.key" -pubout)" "$(cat "$work/a.pub")"
same "only its owner reads it" "$(stat -c %a "$work/a.key")" 600
refuses "an existing key is kept" file-error administrator key --out "$work/a.key"

: >"$work/empty"
run audit verify "$work/empty" --json
same "an empty audit is not intact" "$status $(out .ok)" "1 false"
openssl rand 4096 >"$work/noise"
run audit verify "$work/noise" --json
same "noise is not intact" "$status $(out .ok)" "1 false"

# The enclave's own command line.
enclave_says() { # NAME STATUS PATTERN ARGUMENT...
    local name=$1 wanted=$2 pattern=$3
    shift 3
    "$enclave_program" "$@" >"$work/out" 2>"$work/err"
    local got=$?
    if [ $got = "$wanted" ] && grep -q -- "$pattern" "$work/out" "$work/err"; then pass; else fail "$name" "status $got"; fi
}
enclave_says "help" 0 "Exit status: 0 done" --help
enclave_says "no state" 2 "--state DIR is missing" --listen unix:/tmp/x
enclave_says "no listener" 2 "--listen is missing" --state "$work/x"
enclave_says "no sealing" 2 "--sealing is missing" --state "$work/x" --listen unix:/tmp/x
enclave_says "sealing inside the state" 2 "outside the state" --state "$work/x" --listen unix:/tmp/x \
    --sealing "file:$work/x/key"
enclave_says "an option twice" 2 "--state is given twice" --state a --state b --listen unix:/tmp/x
enclave_says "a switch twice" 2 "--development is given twice" --development --development --state a
enclave_says "memory twice" 2 "--memory is given twice" --memory=locked --memory secret --state a
enclave_says "no such option" 2 "no option --colour" --colour
enclave_says "ordinary memory in earnest" 2 "for --development only" --memory ordinary --state "$work/x" \
    --listen "unix:$work/xs" --sealing none
enclave_says "more workers than memory" 2 "more than 32 do not fit" --development --workers 33 --state "$work/x" \
    --listen "unix:$work/xs"
enclave_says "nobody to administer" 1 "needs an administrator" --state "$work/x" --listen "unix:$work/xs" --sealing none
enclave_says "a listener beyond loopback" 2 "only the loopback addresses" --state "$work/x" --listen tcp:0.0.0.0:1
enclave_says "TCP without session" 2 "always required on TCP" --state "$work/x" --listen tcp:127.0.0.1:1,session=optional
