#!/usr/bin/env bash
# Every operation under the system call filter, in one process that must outlive them: journal segments, compaction,
# backup, recovery, a full disk, reload, the longest key generation. And what of it shows from outside.
. "$(dirname "$0")/lib/programs.sh"
if [ "$(id -u)" != 0 ]; then
    skip "sealed-process" "it mounts a small disk, which needs root"
    finish
fi
disk=$work/sealed
mkdir "$disk"
mount -t tmpfs -o size=24m casemate-test "$disk" || { skip "sealed-process" "a tmpfs cannot be mounted"; finish; }
trap 'stop_children; umount "$disk"; rm -rf "$work"' EXIT
since=$(cut -d. -f1 /proc/uptime)
start_enclave sealed --development --storage-reserve 4M || { fail "the enclave starts" "$(tail -2 "$disk/log")"; finish; }
admin=(--administrator-key "$disk/administrator.key")
fact() { awk -v name="$1:" '$1 == name { print $2 }' "/proc/$enclave/status"; }
threads() { find "/proc/$enclave/task" -mindepth 1 -maxdepth 1 -printf '%f\n' | sort; }
alive() { kill -0 "$enclave" && [ "$(fact Seccomp)" = 2 ]; }
survives() { # NAME ARGUMENT...: the command does, and the process is the same and sealed
    does "$@" && check "$1: the process is alive" alive
}

same "status says the filter is on" "$(status_of .seccomp)" true
same "and nothing may be dumped" "$(status_of .dumpable)" false
threads >"$work/threads"
for thread in $(cat "$work/threads"); do
    grep -q '^Seccomp:.2' "/proc/$enclave/task/$thread/status" && pass || fail "thread $thread is filtered"
done
same "no new privileges" "$(fact NoNewPrivs)" 1
same "no core dumps" "$(awk '/core file size/ { print $5, $6 }' "/proc/$enclave/limits")" "0 0"
check "its files are root's, as of no dumpable process" test "$(stat -c %u "/proc/$enclave/mem")" = 0

# From the same user, without root.
if command -v setpriv >/dev/null && command -v gdb >/dev/null; then
    mkdir "$work/user"
    chown 65534 "$work/user"
    chmod 755 "$work"
    cp "$enclave_program" "$work/enclave"
    as_user() { setpriv --reuid 65534 --regid 65534 --clear-groups --bounding-set=-all --inh-caps=-all "$@"; }
    (ulimit -l 8192 && exec setpriv --reuid 65534 --regid 65534 --clear-groups "$work/enclave" --development \
        --state "$work/user/state" --listen "unix:$work/user/s") >"$work/user.log" 2>&1 &
    other=$!
    children+=("$other")
    for _ in $(seq 200); do [ -S "$work/user/s" ] && casemate status --enclave "unix:$work/user/s" >/dev/null 2>&1 && break; sleep 0.05; done
    as_user timeout 20 gdb -nx -batch -p "$other" >"$work/gdb" 2>&1
    check "gdb of the same user may not attach" grep -qi 'not permitted' "$work/gdb"
    for file in mem environ maps; do
        check "the same user may not read $file" eval "! as_user head -c 1 /proc/$other/$file >/dev/null 2>&1"
    done
    (exec setpriv --reuid 65534 --regid 65534 --clear-groups sleep 30) &
    control=$!
    children+=("$control")
    for _ in $(seq 100); do [ "$(cat "/proc/$control/comm")" = sleep ] && break || sleep 0.05; done
    check "the control: another process of the user is readable" as_user head -c 1 "/proc/$control/environ"
    kill "$other"
    wait "$other"
    same "it ends well" "$?" 0
else
    skip "attaching as the same user" "setpriv or gdb is missing"
fi

# Every operation there is; the list is the program's own.
head -c 2000 /dev/urandom >"$work/message"
for algorithm in p256 p384 p521 ed25519 rsa2048 rsa3072 rsa4096; do
    survives "generate $algorithm" key generate "k-$algorithm" --purpose sign --algorithm $algorithm
    survives "sign with $algorithm" key sign "k-$algorithm" --in "$work/message"
    survives "an authority of $algorithm" ca create "a-$algorithm" --subject "CN=$algorithm" --key-algorithm $algorithm
done
make_csr "$work/leaf.csr" /CN=leaf.example DNS:leaf.example
make_key "$work/p256.pem"
make_key "$work/holder.key"
openssl pkey -in "$work/holder.key" -pubout -out "$work/holder.pub"
survives "issue" ca issue a-p256 --csr "$work/leaf.csr"
survives "revoke" ca revoke a-p256 --serial "$(out .serial)" "${admin[@]}"
survives "crl" ca crl a-p256
survives "rotate an authority" ca rotate a-p256 "${admin[@]}"
survives "an external authority" ca create outer --subject CN=outer --external
survives "its request" ca request outer
survives "list authorities" ca list
survives "show an authority" ca show a-p256
survives "request of a key" key request k-p256 --subject CN=x --name dns:x.example
survives "import in clear" key import clear --purpose sign --clear "$work/p256.pem" "${admin[@]}"
survives "import key" key import-key --out "$work/import"
casemate key seal --to "$work/import" --in "$work/p256.pem" --out "$work/sealed-key" >/dev/null
survives "import sealed" key import sealed --purpose sign --sealed "$work/sealed-key" "${admin[@]}"
survives "a wrap key" key generate wrap --purpose wrap
survives "encrypt" key encrypt wrap --in "$work/message" --out "$work/cipher"
survives "decrypt" key decrypt wrap --in "$work/cipher"
survives "rotate a key" key rotate k-rsa3072
survives "retire a key" key retire k-p521
survives "destroy a key" key destroy k-p521 "${admin[@]}"
survives "list keys" key list
survives "a policy" policy set other --operation key-sign --key '*' "${admin[@]}"
survives "policies" policy list
survives "a template" template set t --identity other --pattern 'x*' --purpose sign --algorithm p256 "${admin[@]}"
survives "templates" template list
casemate profile show server --json | jq '.name = "mine"' >"$work/profile"
survives "a profile" profile set "$work/profile" "${admin[@]}"
survives "profiles" profile list
survives "accept the clock" clock accept "${admin[@]}"
survives "administrators" administrator list
openssl pkey -in "$disk/administrator.key" -pubout -out "$work/administrator.pub"
survives "set administrators" administrator set --administrator "$work/administrator.pub" "${admin[@]}"
survives "recovery shares" domain recovery create --threshold 1 --holder "h=$work/holder.pub" --out-directory "$work" "${admin[@]}"
survives "backup" backup create "${admin[@]}"
survives "the audit" audit show
survives "export the audit" audit export --out "$work/audit.jsonl"
refuses "shares for an open state" state-not-locked domain recovery submit --share "$work/h.share" --key "$work/holder.key"
refuses "a refused restore" state-not-locked restore "${admin[@]}"

# Compaction writes a snapshot and archives, and begins a segment; several in a row, with work between.
ls "$disk/state" >"$work/before"
for round in 1 2 3; do
    casemate bench sign --key k-p256 --seconds 0.2 --rounds 1 --connections 2 --json >/dev/null 2>&1
    survives "compact, round $round" compact
    survives "make after round $round" key generate "after-$round" --purpose sign
done
ls "$disk/state" >"$work/after"
check "the files of the journal changed" eval '! cmp -s "$work/before" "$work/after"'

kill -HUP "$enclave"
sleep 0.3
check "SIGHUP reloads" grep -q reload "$disk/log"
check "and ends nothing" alive

# Little space: refused by name once a write has met it, served again when there is room.
head -c $(($(df --output=avail -k "$disk" | tail -1) - 2048))K /dev/zero >"$disk/ballast"
run key generate notices --purpose sign
refuses "work below the reserve of space" storage-low key generate full --purpose sign
check "the full disk ends nothing" alive
survives "signing goes on" key sign k-p256 --in "$work/message"
rm "$disk/ballast"
survives "with room again" key generate room --purpose sign

threads >"$work/threads.after"
check "no thread came or went" cmp "$work/threads" "$work/threads.after"
killed=$(dmesg 2>/dev/null | awk -v pid="$enclave" -v since="$since" '{ gsub(/[][]/, " ") } $1 >= since &&
    /type=1326/ && $0 ~ " pid=" pid " " && /code=0x(80000000|0|30000) ?/ { n++ } END { print n + 0 }')
same "the kernel killed nothing of it" "$killed" 0
keys=$(status_of .keys)
stop_enclave
same "SIGTERM ends it well" "$status" 0
casemate audit verify "$work/audit.jsonl" >/dev/null && pass || fail "the audit is intact"
operations=$(jq -r 'select(.outcome == "ok") | .operation' "$work/audit.jsonl" | sort -u | wc -l)
check "the audit saw many operations ($operations)" test "$operations" -ge 20
start_enclave sealed --development --storage-reserve 4M
same "it starts again, every key there" "$(status_of .keys)" "$keys"
stop_enclave
finish
