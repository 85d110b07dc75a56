#!/usr/bin/env bash
# Runs a command where a stand-in machine's files are at the kernel's own paths, seen by that command alone:
#
#   machine.sh gramine|tsm|sev-guest|none [OPTION...] -- COMMAND...
#
# OPTION goes to the tree of the stand-in (see gramine.c, tsm.c). MACHINE_DEVICE=1 puts /dev/sev-guest beside `tsm`;
# MACHINE_PRELOAD is preloaded into COMMAND: sev-guest.so answers there. Entries that COMMAND leaves in configfs-tsm are
# named on stderr, and the exit status is then 99. Whatever ends this script ends the machine.
set -eu
if [ "${MACHINE_INSIDE:-}" != 1 ]; then exec env MACHINE_INSIDE=1 unshare --mount --propagation private "$0" "$@"; fi
tools=$(cd "$(dirname "$0")/../.build" && pwd)
kind=$1 options=()
shift
while [ "$1" != -- ]; do options+=("$1"); shift; done
shift

# A /dev of our own with the devices programs need; the real one is shared with everybody.
old=$(mktemp -d)
mount --bind /dev "$old"
mount -t tmpfs tmpfs /dev
for device in null zero full random urandom fuse tty; do
    [ -e "$old/$device" ] && touch "/dev/$device" && mount --bind "$old/$device" "/dev/$device"
done
mkdir /dev/shm && mount -t tmpfs tmpfs /dev/shm
ln -s /proc/self/fd /dev/fd
umount -l "$old" && rmdir "$old"
mount -t tmpfs tmpfs /sys/kernel

place=
case $kind in
    gramine) place=/dev/attestation server=gramine-stand-in ;;
    tsm) place=/sys/kernel/config/tsm/report server=tsm-stand-in ;;
    sev-guest) MACHINE_DEVICE=1 ;;
    none) ;;
    *) exit 2 ;;
esac
if [ "${MACHINE_DEVICE:-}" = 1 ]; then touch /dev/sev-guest; fi
if [ -n "$place" ]; then
    mkdir -p "$place"
    setpriv --pdeathsig KILL "$tools/$server" ${options[@]+"${options[@]}"} "$place" &
    for _ in $(seq 500); do mountpoint -q "$place" && break; sleep 0.01; done
    mountpoint -q "$place"
fi

status=0
setpriv --pdeathsig KILL env -u MACHINE_INSIDE -u MACHINE_DEVICE -u MACHINE_PRELOAD \
    ${MACHINE_PRELOAD:+LD_PRELOAD="$MACHINE_PRELOAD"} "$@" || status=$?
if [ "$kind" = tsm ]; then
    left=$(ls "$place")
    if [ -n "$left" ]; then printf 'left behind: %s\n' "$left" >&2; status=99; fi
fi
if [ -n "$place" ]; then umount "$place" || umount -l "$place"; wait; fi
exit "$status"
