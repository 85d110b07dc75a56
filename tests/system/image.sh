#!/usr/bin/env bash
# `make image`: the archive is the same twice, Debian's skopeo reads it, it holds what the programs need and nothing
# else, and they run from its root file system, as its user, with nothing of this machine's behind them.
# CASEMATE_PROGRAMS names the programs' folder (.build/release).
. "$(dirname "$0")/lib/report.sh"
needs skopeo jq unshare ldd gzip tar
repository=$(cd "$here/../.." && pwd)
export CASEMATE_PROGRAMS=${CASEMATE_PROGRAMS:-$repository/.build/release}
[ -x "$CASEMATE_PROGRAMS/casemate" ] || { skip "image: casemate is not built"; finish; exit; }
is() { [ "$1" = "$2" ] || { say "        got: $1, wanted: $2"; return 1; }; }

archive=$work/casemate.oci.tar
if ! "$repository/dev/image" "$archive" >"$work/image.log" 2>&1; then
    cat "$work/image.log"
    fail "dev/image makes an archive"
    finish
    exit 1
fi
say "        $(cat "$work/image.log")"
# Another folder, other times, another umask, another order of names in the directory.
mkdir "$work/copies"
for name in casemate-enclave-software casemate casemate-enclave; do cp "$CASEMATE_PROGRAMS/$name" "$work/copies/"; done
again() (umask 077 && TZ=Asia/Tokyo CASEMATE_PROGRAMS=$work/copies "$repository/dev/image" "$work/again.tar" >/dev/null)
check "made again, elsewhere" again
check "it is the same file" cmp -s "$archive" "$work/again.tar"

# --- what skopeo reads
skopeo inspect "oci-archive:$archive" >"$work/inspect.json" 2>"$work/err" || cat "$work/err"
skopeo inspect --config "oci-archive:$archive" >"$work/config.json" 2>"$work/err" || cat "$work/err"
inspected() { is "$(jq -r "$1" "$work/inspect.json")" "$2"; }
configured() { is "$(jq -r "$1" "$work/config.json")" "$2"; }
check "skopeo inspect: linux on this processor" inspected '"\(.Os)/\(.Architecture)"' "linux/$(dpkg --print-architecture 2>/dev/null || echo amd64)"
check "skopeo inspect: its version is the program's" inspected '.Labels["org.opencontainers.image.version"]' "$("$CASEMATE_PROGRAMS/casemate" --version)"
check "runs as a number that is not root" configured .config.User 5000:5000
check "begins with casemate" configured '.config.Entrypoint[0]' /usr/bin/casemate
# Copying reads each blob and holds it against its digest, and each layer against its diff id.
check "skopeo copies it" skopeo copy --quiet "oci-archive:$archive" "dir:$work/copied"
cp "$archive" "$work/damaged.tar"
printf X | dd of="$work/damaged.tar" bs=1 seek=2000000 conv=notrunc status=none
check "and not one with a changed byte" eval "! skopeo copy --quiet 'oci-archive:$work/damaged.tar' 'dir:$work/wrong' 2>/dev/null"

# --- what is inside
rootfs=$work/rootfs
mkdir "$rootfs"
for layer in $(jq -r '.layers[].digest' "$work/copied/manifest.json"); do
    tar -xzpf "$work/copied/${layer#sha256:}" -C "$rootfs" --numeric-owner
done
for name in casemate casemate-enclave casemate-enclave-software; do
    check "$name is the measured file" cmp -s "$CASEMATE_PROGRAMS/$name" "$rootfs/usr/bin/$name"
done
unexpected() {
    (cd "$rootfs" && find . ! -type d) |
        grep -vE '^\./(usr/bin/casemate(-enclave(-software)?)?|etc/(passwd|group|ssl/certs/ca-certificates\.crt)|usr/share/doc/casemate/LICENSE)$' |
        grep -vE '/(ld-linux-[^/]*|lib(c|m|stdc\+\+|gcc_s|sqlite3|z)\.so\.[0-9]+)$'
}
check "nothing but programs, their libraries, roots and one user" is "$(unexpected)" ""
check "no file may change who runs it" is "$(find "$rootfs" -perm /6000 | wc -l)" 0
check "nothing may be written to but the user's two directories" \
    is "$(find "$rootfs" ! -user 0 -o -perm /022 ! -type l | sed "s|^$rootfs||" | sort | paste -sd' ')" \
    "/run/casemate /var/lib/casemate"
times() {
    for layer in $(jq -r '.layers[].digest' "$work/copied/manifest.json"); do
        TZ=UTC tar -tvzf "$work/copied/${layer#sha256:}" --full-time | awk '{print $4, $5}'
    done | sort -u
}
check "every time is the beginning" is "$(times)" "1970-01-01 00:00:00"

# --- the programs in it: /proc is what every runtime mounts, no other file of this machine is there
if [ "$(id -u)" != 0 ]; then
    skip "the programs run from the image: needs root to change it"
    finish
    exit
fi
mkdir "$rootfs/proc" "$rootfs/dev"
inside() (
    for variable in $(compgen -e); do [ "$variable" = PATH ] || unset "$variable"; done
    exec unshare --pid --fork --kill-child --mount --root "$rootfs" --mount-proc --setgid 5000 --setuid 5000 "$@"
)
check "casemate runs" is "$(inside /usr/bin/casemate --version)" "$("$CASEMATE_PROGRAMS/casemate" --version)"
check "casemate-enclave runs, and says that there is no TEE" eval \
    "! inside /usr/bin/casemate-enclave --state /var/lib/casemate/x --listen unix:/run/casemate/x.sock >'$work/hardware.log' 2>&1 && grep -q /dev/sev-guest '$work/hardware.log'"
inside /usr/bin/casemate-enclave-software --state /var/lib/casemate/state --development \
    --listen unix:/run/casemate/enclave.sock >"$work/enclave.log" 2>&1 &
for _ in $(seq 100); do [ -S "$rootfs/run/casemate/enclave.sock" ] && break; sleep 0.1; done
status() { inside /usr/bin/casemate status --json; }
status >"$work/status.json" 2>"$work/err" || cat "$work/err" "$work/enclave.log"
check "the enclave runs in secret memory" is "$(jq -r '.memory | .kind? // .' "$work/status.json")" secret
check "its measurement is the file's" is "$(jq -r .measurement "$work/status.json")" \
    "$(sha256sum "$CASEMATE_PROGRAMS/casemate-enclave-software" | cut -d' ' -f1)"
check "a CA is made" eval "inside /usr/bin/casemate ca create root --subject CN=image >'$work/ca.log'"
inside /usr/bin/casemate ca certificate root >"$work/ca.pem" 2>/dev/null
check "OpenSSL reads it" eval "openssl x509 -in '$work/ca.pem' -noout -subject | grep -q image"
finish
