#!/usr/bin/env bash
# `casemate issuer` on two nodes of a domain, each at the enclave of its own node, on a real API server: one authority; when
# the node is lost that leads both the domain and the issuers, the other signs on under the same CA; a new CA waits for a
# lead of the domain and says so.
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/issuer.sh"
. "$here/lib/domain-members.sh"
trap 'stop_servers; stop_children; remove_network; rm -rf "$work"' EXIT

quietly() { "$@" >>"$logs/commands.log"; }
# issuer_at SLOT OPTION...: its pid and its address are in ${issuer_of[SLOT]} and ${port_of[SLOT]}.
declare -A issuer_of port_of
issuer_at() {
    CASEMATE_ENCLAVE=unix:$work/$1.sock start_issuer "issuer-$1" "${@:2}" || return 1
    issuer_of[$1]=$issuer port_of[$1]=$issuer_port
}
# leads SLOT 0|1: whether that issuer holds the Lease.
leads() { [ "$(issuer_port=${port_of[$1]} metric casemate_issuer_leader)" = "$2" ]; }
requested() { # NAME
    apply <(csr_manifest "$1" "$signer/ca" "$work/leaf.csr") && approve "$1"
}
# of_the_ca NAME: it is signed, under the CA the Secret had at first.
of_the_ca() { signed "$1" "$work/$1.crt" && openssl verify -CAfile "$work/ca.crt" "$work/$1.crt" >/dev/null; }
# issued_by SLOT NAME: that enclave signed it, as its audit says.
issued_by() {
    at "$1" audit export 2>/dev/null | jq -r 'select(.operation == "ca-issue" and .outcome == "ok") | .certificate.fingerprint' |
        grep -qix "$(openssl x509 -in "$work/$2.crt" -outform DER | sha256sum | cut -d' ' -f1)"
}

"$plane" start "$cluster" controller-manager || { fail "the control plane starts"; finish; exit; }
found_domain && admit b a && admit c a || { fail "three members"; tail -n 3 "$logs"/*.log; finish; exit; }
check "the issuers may make CAs, as an administrator signed" quietly administer a template set issuers --identity default \
    --pattern 'tcs*' --purpose issue --algorithm p256 --profile kubernetes
check "three enclaves, one domain" eventually 60 settled 0 "${slots[@]}"
awaits 60 kubectl get namespace kube-system
apply "$deploy/crds"
check "the issuers' account" make_account
key_and_request "$work/leaf" -subj /CN=leaf.example -addext subjectAltName=DNS:leaf.example

say "        -- two issuers"
check "the issuer of a, the domain's lead, starts" issuer_at a --leader-elect --lease-duration 5s
check "and works" awaits 20 leads a 1
check "the issuer of b starts, and stands by" eval 'issuer_at b --leader-elect --lease-duration 5s && leads b 0'
apply <(issuer_manifest TCSClusterIssuer ca '{"secretName":"ca-cert"}')
check "a CA is made" awaits 30 ready tcsclusterissuer ca True
secret_field ca-cert casemate-system tls.crt >"$work/ca.crt"
requested one
check "a signs under it" eval 'of_the_ca one && issued_by a one'
eventually 60 settled 0 "${slots[@]}"

say "        -- its issuer ends"
end_issuer_of() { kill -KILL "${issuer_of[$1]}" && wait "${issuer_of[$1]}"; } 2>/dev/null
end_issuer_of a
check "the issuer of b takes over" awaits 20 leads b 1
requested two
check "b's enclave signs under the same CA" eval 'of_the_ca two && issued_by b two'

say "        -- the node is lost that leads the domain"
kill_relay_of a
kill_enclave_of a
requested three
check "b signs without the domain's lead" eval 'of_the_ca three && issued_by b three'
apply <(issuer_manifest TCSClusterIssuer later '{"secretName":"later-cert"}')
check "a new CA waits, and says for what" awaits 30 eval 'ready tcsclusterissuer later False && message tcsclusterissuer later | grep -q lead'
say "        $(message tcsclusterissuer later)"
check "an administrator promotes b" quietly administer b domain promote --give-up founder
check "then it is made" awaits 120 ready tcsclusterissuer later True
check "the CA stayed" eval 'secret_field ca-cert casemate-system tls.crt | cmp -s - "$work/ca.crt"'

say "        -- another node takes the lost one's place"
end_process "${issuer_of[b]}"
eventually 60 settled 0 b c
check "the issuer of c, which never made a CA, takes over" eval 'issuer_at c --leader-elect --lease-duration 5s && awaits 20 leads c 1'
requested four
check "and its enclave signs under the same CA" eval 'of_the_ca four && issued_by c four'
check "each request has one certificate" [ "$(kubectl get csr -o json | jq '[.items[] | select(.status.certificate)] | length')" = 4 ]
stop_servers
finish
