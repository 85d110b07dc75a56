#!/usr/bin/env bash
# `casemate issuer` when things end: SIGKILL of issuer, enclave and API server in turn under a stream of requests, a lost
# enclave, two issuers with one lease, and one requester with thousands of requests.
# ISSUER_REQUESTS requests in the stream (300), ISSUER_HERD of the one requester (1000).
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/issuer.sh"
requests=${ISSUER_REQUESTS:-300} herd=${ISSUER_HERD:-1000}

# create_approved PREFIX COUNT [USER]: requests that are approved as soon as they are there; asked for again until taken.
create_approved() {
    python3 "$here/issuer/stream.py" "$cluster" "$work/leaf.csr" "$signer/ca" "$@"
}
ended() { # PREFIX: how many of them have a certificate or failed
    kubectl get csr -o json | jq --arg prefix "$1" \
        '[.items[] | select(.metadata.name | startswith($prefix)) | select((.status.certificate // "") != "" or
            any(.status.conditions[]?; .type == "Failed"))] | length'
}
all_ended() { [ "$(ended "$1")" = "$2" ]; }

turns() {
    local stream round
    create_approved stream- "$requests" 'stream-{}' >"$logs/stream.log" 2>&1 &
    stream=$!
    for round in 1 2; do
        sleep 1
        end_issuer KILL
        start_issuer "turn-$round"
        sleep 1
        kill_enclave
        start_enclave "$work/base"
        sleep 1
        "$plane" kill-apiserver "$cluster"
        "$plane" start-apiserver "$cluster"
    done
    wait "$stream"
    check "every approved request ended" awaits 120 all_ended stream- "$requests"
    check "each with a certificate of the one CA" eval 'verify_all stream-'
    check "and the CA stayed" eval 'secret_field ca-cert casemate-system tls.crt | cmp -s - "$work/ca.crt"'
    signed_once
}
# docs/decisions/0018: once in the cluster. What the enclave signed besides, for a process that died with it, is in the
# audit under the request's own requester, who has the one certificate of the cluster.
signed_once() {
    kubectl get csr -o json | jq -r '.items[] | select(.metadata.name | startswith("stream-")) | select(.status.certificate != null) |
        .metadata.name + " " + .status.certificate' | while read -r name certificate; do
        echo "$name $(base64 -d <<<"$certificate" | openssl x509 -outform DER | sha256sum | cut -d' ' -f1)"
    done | sort >"$work/in-cluster"
    casemate audit export | jq -r 'select(.operation == "ca-issue" and .outcome == "ok") | .certificate |
        select(.requester // "" | startswith("stream-")) | .requester + " " + .fingerprint' | sort >"$work/in-audit"
    check "each has exactly one, of its own" eval '[ "$(wc -l <"$work/in-cluster")" = "$requests" ] &&
        [ "$(cut -d" " -f1 "$work/in-cluster" | uniq | wc -l)" = "$requests" ] && [ "$(cut -d" " -f2 "$work/in-cluster" | sort -u | wc -l)" = "$requests" ]'
    check "the audit has every one of them" eval '[ -z "$(comm -23 "$work/in-cluster" "$work/in-audit")" ]'
    comm -13 "$work/in-cluster" "$work/in-audit" >"$work/besides"
    check "and names the requester of every other that was signed" eval '[ -z "$(cut -d" " -f1 "$work/besides" | sort -u |
        comm -23 - <(cut -d" " -f1 "$work/in-cluster"))" ]'
    say "        $(wc -l <"$work/in-audit") signed in the enclave for $requests requests"
}
verify_all() { # PREFIX
    local bad=0
    while read -r text; do
        base64 -d <<<"$text" | openssl verify -CAfile "$work/ca.crt" >/dev/null 2>&1 || bad=$((bad + 1))
    done < <(kubectl get csr -o json | jq -r --arg prefix "$1" '.items[] | select(.metadata.name | startswith($prefix)) | .status.certificate')
    [ "$bad" = 0 ]
}

health() {
    kill_enclave
    check "without its enclave it is not ready, and says why" eval \
        'awaits 10 eval "! curl -sf http://127.0.0.1:$issuer_port/readyz" && curl -s "http://127.0.0.1:$issuer_port/readyz" | grep -q "^enclave: " &&
            [ "$(metric casemate_issuer_enclave_up)" = 0 ]'
    check "but alive" eval 'curl -sf "http://127.0.0.1:$issuer_port/healthz" >/dev/null'
    start_enclave "$work/base"
    check "and ready again with it" awaits 15 curl -sf "http://127.0.0.1:$issuer_port/readyz"
}

loss() {
    kill_enclave
    mv "$work/base" "$work/base.away"
    new_base "$work/base"
    start_enclave "$work/base"
    check "another enclave does not replace the CA" eval \
        'awaits 30 ready tcsclusterissuer ca False && message tcsclusterissuer ca | grep -q "CA lost" &&
            secret_field ca-cert casemate-system tls.crt | cmp -s - "$work/ca.crt"'
    create_approved lost- 1
    sleep 1
    check "and signs nothing" eval '! has_certificate lost-0'
    kill_enclave
    rm -rf "$work/base"
    mv "$work/base.away" "$work/base"
    start_enclave "$work/base"
    check "with its own it goes on" eval 'awaits 60 ready tcsclusterissuer ca True && awaits 20 has_certificate lost-0'
}

takeover() {
    end_issuer
    start_issuer leader --leader-elect --lease-duration 5s
    local leader=$issuer
    awaits 20 eval '[ "$(metric casemate_issuer_leader)" = 1 ]'
    start_issuer standby --leader-elect --lease-duration 5s
    check "the standby is ready and does nothing" eval '[ "$(metric casemate_issuer_leader)" = 0 ]'
    kill -KILL "$leader"
    check "it takes over within the lease time" awaits 8 eval '[ "$(metric casemate_issuer_leader)" = 1 ]'
    create_approved taken- 5
    check "and signs" awaits 20 all_ended taken- 5
}

fairness() {
    end_issuer
    create_approved herd- "$herd" crowd
    local one
    for one in 0 1 2 3 4 5 6 7 8 9; do create_approved "few$one-" 10 "user$one"; done
    local began=$EPOCHREALTIME
    start_issuer fair
    check "all of them end" eval 'awaits 400 all_ended herd- "$herd" && awaits 20 all_ended few 100'
    say "        $((herd + 100)) requests in $(awk -v a="$began" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f", b - a }') s from the start" \
        "of the issuer, which has $(awk '/^VmRSS/ { print int($2 / 1024) }' "/proc/$issuer/status") MB"
    # Their order is the enclave's: the audit's.
    local bound=$((herd < 1000 ? herd / 2 : 500))
    check "ten requesters with ten each are done before the first $bound of the other's" eval \
        '[ "$(casemate audit export | jq -r "select(.operation == \"ca-issue\") | .certificate.requester" |
            awk "/^user/ { few++; last = crowd } /^crowd/ { crowd++ } END { print few == 100 ? last + 0 : 999999 }" |
            tee "$work/before")" -lt "$bound" ]'
    say "        $(cat "$work/before") of the crowd's $herd were signed before the last of the others"
}

check "the control plane starts" "$plane" start "$cluster" controller-manager
new_base "$work/base"
check "the enclave starts" start_enclave "$work/base"
awaits 60 kubectl get namespace kube-system
apply "$deploy/crds"
check "the issuer's account has the rights of the manifests and no others" make_account
key_and_request "$work/leaf" -subj /CN=leaf.example -addext subjectAltName=DNS:leaf.example
check "the issuer starts" start_issuer first
apply <(issuer_manifest TCSClusterIssuer ca '{"secretName":"ca-cert"}')
check "its CA is ready" awaits 30 ready tcsclusterissuer ca True
secret_field ca-cert casemate-system tls.crt >"$work/ca.crt"
for chapter in turns health loss takeover fairness; do
    say "        -- $chapter"
    $chapter
done
stop_servers
finish
