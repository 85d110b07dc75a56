# shellcheck shell=bash
# Recovery shares open an enclave whose sealing file is gone; a backup makes a new instance. Two of three each time.
administrators=()
for name in ann bob; do
    rm -f "$work/$name.key"
    casemate administrator key --out "$work/$name.key" --public-out "$work/$name.pub" >/dev/null
    administrators+=(--administrator "$work/$name.pub")
    signed+=(--administrator-key "$work/$name.key")
done
mkdir -p "$work/lost" "$work/shares"
sealing=file:$work/lost/sealing.key
start_enclave lost --sealing "$sealing" "${administrators[@]}" --threshold 2 || { fail "the enclave starts"; finish; }
refuses "a backup without shares" '.*' backup create "${signed[@]}"
for name in h1 h2 h3; do
    make_key "$work/$name.key"
    openssl pkey -in "$work/$name.key" -pubout -out "$work/$name.pub"
done
holders=(--holder "h1=$work/h1.pub" --holder "h2=$work/h2.pub" --holder "h3=$work/h3.pub" --out-directory "$work/shares")
refuses "shares without signatures" authorization-required domain recovery create --threshold 2 "${holders[@]}"
does "recovery create" domain recovery create --threshold 2 "${holders[@]}" "${signed[@]}"
fields "recovery create" . setId threshold shares
same "only its owner reads a share" "$(stat -c %a "$work/shares/h1.share")" 600
does "domain status" domain status
same "it tells the shares and the member" "$(out '"\(.recovery) \(.members[0].memberId | length)"')" "2 of 3: h1, h2, h3 32"
does "an authority" ca create kept --subject CN=Kept "${signed[@]}"
fingerprint=$(out .fingerprint)
does "a key" key generate kept-key --purpose sign "${signed[@]}"
public=$(out .publicKey)
does "a policy" policy set default --operation '*' --key '*' "${signed[@]}"
does "backup create" backup create "${signed[@]}"
fields "backup create" . name length sha256
backup=$work/lost/state/$(out .name)
same "its digest is sha256sum's" "$(sha256sum <"$backup" | cut -d' ' -f1)" "$(out .sha256)"
instance=$(status_of .instanceId)
cp "$backup" "$work/backup"
stop_enclave

rm "$work/lost/sealing.key"
start_enclave lost --sealing "$sealing"
check "without the sealing file it does not start, and makes no other" eval \
    '! kill -0 $enclave 2>/dev/null && [ ! -e "$work/lost/sealing.key" ] && tail -1 "$work/lost/log" | grep -q "is missing.*recovery shares"'
(umask 077 && openssl rand 32 >"$work/lost/sealing.key")
start_enclave lost --sealing "$sealing"
does "a locked enclave tells its status" status
same "locked, not made anew" "$(out '.state + " " + .instanceId')" "locked $instance"
fields "status of a locked enclave" . protocol version state platform measurement memory sealing instanceId memberId locked
refuses "it signs nothing" state-locked key sign kept-key --in "$work/h1.pub"
refuses "it makes nothing" state-locked key generate x --purpose sign
run doctor --json --directory "$work/lost"
same "doctor calls it an error" "$status $(jq -r '.items[] | select(.id == "enclave") | .level' "$work/out")" "1 error"
refuses "a share of another's key" '.*' domain recovery submit --share "$work/shares/h1.share" --key "$work/h2.key"
does "open-share" domain recovery open-share --share "$work/shares/h1.share" --key "$work/h1.key" --out "$work/h1.opened"
same "only its owner reads it" "$(stat -c %a "$work/h1.opened")" 600
does "submit an opened share" domain recovery submit --share "$work/h1.opened"
same "one of two" "$(out '"\(.received) \(.threshold) \(.state)"')" "1 2 locked"
does "the same share again" domain recovery submit --share "$work/h1.opened"
same "still one" "$(out .received)" 1
does "submit a sealed share" domain recovery submit --share "$work/shares/h3.share" --key "$work/h3.key"
same "open" "$(out .state)" open
same "the same authority" "$(casemate ca show kept --json | jq -r .fingerprint)" "$fingerprint"
same "the same key" "$(casemate key show kept-key --json | jq -r .publicKey)" "$public"
does "it signs" key sign kept-key --in "$work/h1.pub"
refuses "an open enclave takes no shares" state-not-locked domain recovery submit --share "$work/h1.opened"
stop_enclave
start_enclave lost --sealing "$sealing"
same "it was sealed to the new file: it opens by itself" "$(status_of .state)" open
stop_enclave
start_enclave lost --sealing none
same "sealing none: it opens with shares only" "$(status_of .state)" locked
for name in h2 h1; do does "submit $name" domain recovery submit --share "$work/shares/$name.share" --key "$work/$name.key"; done
same "open" "$(status_of .state)" open
stop_enclave

# The backup, elsewhere.
start_enclave restored --sealing "file:$work/restored/sealing.key" --restore "$work/backup"
same "a restore begins locked" "$(status_of .state)" locked
refuses "restore before shares" state-locked restore "${signed[@]}"
does "submit h1" domain recovery submit --share "$work/shares/h1.share" --key "$work/h1.key"
does "submit h2" domain recovery submit --share "$work/shares/h2.share" --key "$work/h2.key"
refuses "restore without signatures" 'authorization-required' restore
refuses "restore with one of two" 'authorization-.*' restore --administrator-key "$work/ann.key"
does "restore" restore "${signed[@]}"
same "open" "$(status_of .state)" open
check "a new instance" test "$(status_of .instanceId)" != "$instance"
same "the same authority" "$(casemate ca show kept --json | jq -r .fingerprint)" "$fingerprint"
same "the same key" "$(casemate key show kept-key --json | jq -r .publicKey)" "$public"
stop_enclave
start_enclave restored --sealing "file:$work/restored/sealing.key"
same "it starts by itself" "$(status_of .state)" open
does "and issues" ca certificate kept
stop_enclave
cp "$work/backup" "$work/changed-backup"
printf '\xff' | dd of="$work/changed-backup" bs=1 seek=600 conv=notrunc status=none
start_enclave altered --sealing "file:$work/altered.key" --restore "$work/changed-backup" && {
    casemate domain recovery submit --share "$work/shares/h1.share" --key "$work/h1.key" >/dev/null 2>&1
    run domain recovery submit --share "$work/shares/h2.share" --key "$work/h2.key" --json
    casemate restore "${signed[@]}" >/dev/null 2>&1
}
check "an altered backup does not open" test "$(status_of .state)" != open
stop_enclave
