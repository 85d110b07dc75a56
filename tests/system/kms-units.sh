#!/usr/bin/env bash
# The units of deploy/kms as they are: checked by systemd's own tools, and started by a real systemd on a machine made of
# namespaces: first boot, start order before a kubelet, kills, a restart, a stop, the power gone.
. "$(dirname "$0")/lib/report.sh"
needs systemd-analyze systemctl unshare nsenter ip curl jq
. "$here/lib/enclave.sh"
. "$here/lib/kms.sh"
deploy=$here/../../deploy/kms
machine=$work/machine
mkdir -p "$machine"/{etc/systemd/system,etc/casemate,units,lib,bin}

say "What systemd's tools say"
for unit in casemate-enclave casemate-kms; do cp "$deploy/$unit.service" "$machine/etc/systemd/system"; done
# The programs are where the units say on a machine that has them.
sed 's|/usr/local/bin/casemate-enclave-software|/bin/true|; s|/usr/local/bin/casemate |/bin/true |' -i.as-is "$machine"/etc/systemd/system/*.service
check "systemd-analyze verify finds nothing" eval '[ -z "$(systemd-analyze verify "$machine"/etc/systemd/system/*.service 2>&1 | tee "$work/verify")" ]'
cat "$work/verify"
for unit in casemate-enclave casemate-kms; do
    exposure=$(systemd-analyze security --offline=true "$deploy/$unit.service" 2>/dev/null | sed -n 's/.*exposure level for [^ ]*: \([0-9.]*\).*/\1/p')
    check "$unit: exposure $exposure of 10" [ "${exposure/./}" -lt 20 ]
    mv "$machine/etc/systemd/system/$unit.service.as-is" "$machine/etc/systemd/system/$unit.service"
done

# The machine: its own few targets, a user, an administrator, and a kubelet that says what it finds when it starts.
cp /etc/passwd /etc/group /etc/nsswitch.conf /etc/ld.so.cache "$machine/etc"
cp -rL /etc/ssl "$machine/etc/ssl" 2>/dev/null
echo 'casemate:x:990:990::/:/usr/sbin/nologin' >>"$machine/etc/passwd"
echo 'casemate:x:990:' >>"$machine/etc/group"
openssl rand -hex 16 >"$machine/etc/machine-id"
openssl genpkey -algorithm ed25519 -out "$work/admin.key" 2>/dev/null
openssl pkey -in "$work/admin.key" -pubout -out "$machine/etc/casemate/administrator.pem"
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/holder.key"
openssl pkey -in "$work/holder.key" -pubout -out "$work/holder.pub"
chmod go+x "$work" "$machine" && chmod -R go+rX "$machine/etc" "$machine/bin"
echo "$casemate_binary" >"$machine/casemate.path"
echo "$enclave_binary" >"$machine/casemate-enclave-software.path"
touch "$machine/bin/casemate" "$machine/bin/casemate-enclave-software"
for target in sysinit basic multi-user local-fs time-sync shutdown idle; do
    printf '[Unit]\nDescription=%s\nDefaultDependencies=no\n' "$target" >"$machine/units/$target.target"
done
cat >"$machine/etc/systemd/system/kubelet.service" <<'UNIT'
[Unit]
Description=What a kubelet would find
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh -c 'curl -s http://127.0.0.1:8790/readyz >/var/lib/kubelet.found; stat -c %%a:%%U /run/casemate-kms/kms.sock >>/var/lib/kubelet.found'
[Install]
WantedBy=multi-user.target
UNIT
check "systemctl enables them" systemctl --root="$machine" enable casemate-enclave casemate-kms kubelet 2>/dev/null

# boot TARGET: the machine runs when it returns; $one is its process 1.
boot() {
    "$here/kms/boot.sh" "$machine" "$1" >>"$logs/boot.log" 2>&1 &
    booted=$!
    one=
    local try
    for try in $(seq 300); do
        [ -n "$one" ] || one=$(pgrep -P "$booted" | head -1)
        [ -n "$one" ] && inside systemctl is-system-running 2>/dev/null | grep -qE 'running|degraded' && return 0
        kill -0 "$booted" 2>/dev/null || return 1
        sleep 0.1
    done
    return 1
}
inside() { nsenter -t "$one" -m -p -n -i -u -C "$@"; }
# Off without a word, as when the power goes.
power_off() { kill -KILL "$one" && wait "$booted" 2>/dev/null; }
of() { inside systemctl show -p "$2" --value "$1"; } # UNIT PROPERTY
is() { [ "$(of "$1" "$2")" = "$3" ]; }
ready() { [ "$(inside curl -s http://127.0.0.1:8790/readyz)" = ok ]; }
named() { inside "$kms_python" "$here/kms/call.py" /run/casemate-kms/kms.sock status; }
administer() { inside env CASEMATE_ENCLAVE=unix:/run/casemate/enclave.sock casemate "$@" --administrator-key "$work/admin.key"; }

# A kubelet comes up behind a plugin that is ready.
comes_up() {
    check "$1: the kubelet starts" within 90 is kubelet ActiveState active
    check "$1: and finds the plugin ready on its socket" [ "$(tr '\n' ' ' <"$machine/lib/kubelet.found")" = "ok 600:casemate " ]
    check "$1: the plugin was active $((($(of kubelet ExecMainStartTimestampMonotonic) - $(of casemate-kms ActiveEnterTimestampMonotonic)) / 1000)) ms before it" \
        [ "$(of kubelet ExecMainStartTimestampMonotonic)" -ge "$(of casemate-kms ActiveEnterTimestampMonotonic)" ]
    check "$1: the enclave before that" \
        [ "$(of casemate-kms ExecMainStartTimestampMonotonic)" -ge "$(of casemate-enclave ActiveEnterTimestampMonotonic)" ]
}

# The drills of one machine, from its first boot on.
drills() {
    check "systemd $(systemctl --version | awk 'NR == 1 { print $2 }') is process 1" [ "$(inside ps -o comm= 1)" = systemd ]
    check "the enclave's unit starts" inside systemctl start casemate-enclave
    check "and answers" within 20 eval 'inside env CASEMATE_ENCLAVE=unix:/run/casemate/enclave.sock casemate status --json >"$work/status"'
    check "from secret memory" [ "$(jq -r .memory "$work/status")" = secret ]
    check "its sealing file is its own, outside the state" [ "$(stat -c %u:%a "$machine/lib/casemate-sealing/sealing.key")" = 990:600 ]
    administer policy set default --operation encrypt --operation decrypt --operation key-show --operation audit-note --key cluster >/dev/null
    administer key generate cluster --purpose wrap >/dev/null
    administer domain recovery create --threshold 1 --holder "h=$work/holder.pub" --out-directory "$work/shares" >/dev/null
    administer backup create >/dev/null
    check "the node's other units start" inside systemctl start multi-user.target
    comes_up "first start"
    local first process
    first=$(named)
    check "Status names a key" grep -q '^casemate-1\.' <<<"$first"
    process=$(of casemate-kms MainPID)
    check "the plugin is no root and has no capability" eval 'inside grep -q "^CapEff:.0*$" "/proc/$process/status" &&
        [ "$(inside stat -c %U "/proc/$process")" = casemate ]'
    check "a reload is answered" inside systemctl reload casemate-kms

    inside kill -KILL "$process"
    check "killed, the plugin is back within 30 s" within 30 eval '! is casemate-kms MainPID "$process" && ready'
    inside kill -KILL "$(of casemate-enclave MainPID)"
    check "the enclave killed, all is ready within 30 s" within 30 eval 'sleep 1; ready && is casemate-enclave ActiveState active'
    check "under the same key id" [ "$(named)" = "$first" ]
    process=$(of casemate-kms MainPID)
    inside systemctl restart casemate-enclave
    check "the enclave restarted, the plugin lives on" within 30 eval 'sleep 1; ready && is casemate-kms MainPID "$process"'
    inside systemctl stop casemate-kms
    check "stopped, it ends with success" eval 'is casemate-kms Result success && is casemate-kms ExecMainStatus 0'
    inside systemctl start casemate-kms
    power_off
    check "the power fails, and it boots again" boot multi-user.target
    comes_up "after that"
    check "under the same key id" [ "$(named)" = "$first" ]
    power_off
}

say "On a machine of its own"
if boot idle.target; then drills; else skip "systemd does not boot in namespaces here: $(tail -1 "$logs/boot.log")"; fi
finish
