#!/usr/bin/env bash
# Makes a machine of its own out of namespaces and boots systemd on it, as process 1; for kms-units.sh.
#
#   boot.sh DIRECTORY TARGET
#
# DIRECTORY holds etc/ (the machine's /etc, with units enabled under systemd/system), units/ (more units, and nothing of
# the host's), lib/ (its /var/lib) and bin/ (its /usr/local/bin). The network is a loopback of its own. Whoever may enter
# namespaces reaches it by the process id of its process 1, the only child of this one.
set -euo pipefail
directory=$1 target=$2
if [ "${BOOT_INSIDE:-}" != 1 ]; then
    exec env -i PATH="$PATH" BOOT_INSIDE=1 unshare --pid --kill-child=KILL --mount --uts --ipc --cgroup --net --fork \
        --mount-proc "$BASH" "$0" "$directory" "$target"
fi
ip link set lo up
mount -t tmpfs tmpfs /run
mount --bind "$directory/lib" /var/lib
mount --bind "$directory/bin" /usr/local/bin
for program in casemate casemate-enclave-software; do
    mount --bind "$(cat "$directory/$program.path")" "/usr/local/bin/$program"
done
mount --bind "$directory/etc" /etc
# systemd wants its own hierarchy of control groups; controllers it does without.
umount -l /sys/fs/cgroup
mount -t tmpfs tmpfs /sys/fs/cgroup
mkdir /sys/fs/cgroup/systemd
mount -t cgroup -o none,name=systemd,xattr cgroup /sys/fs/cgroup/systemd
export container=casemate-tests SYSTEMD_UNIT_PATH=/etc/systemd/system:$directory/units
export SYSTEMD_GENERATOR_PATH=/nowhere SYSTEMD_ENVIRONMENT_GENERATOR_PATH=/nowhere
exec /lib/systemd/systemd --system --unit="$target" --show-status=no
