#!/usr/bin/env bash
# Relays that propose a lead by a Lease, on a real API server that is a machine of the members' network, each as in a pod
# with the account of deploy/domain/kubernetes: who proposes when the lead is gone; and what a missing right, a forged Lease,
# a holder that cannot lead and an API server that is away do: no harm. Takes the servers from KUBEBUILDER_ASSETS.
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/issuer.sh"
. "$here/lib/domain-members.sh"
trap 'stop_servers; stop_children; remove_network; rm -rf "$work"' EXIT
namespace=casemate-domain manifest=$here/../../deploy/domain/kubernetes/lease.yaml
requests=$work/requests.jsonl # what the relays asked the API server
api_host=10.0.0.1 # one that its certificate names
in_switch() { ip netns exec "cf$$-switch" "$@"; }
servers() { in_switch "$plane" "$1" "$cluster" >>"$logs/cluster.log" 2>&1; }
kubectl() { in_switch "$KUBEBUILDER_ASSETS/kubectl" --namespace "$namespace" "$@"; }

# The switch gets an address, where the API server listens.
start_plane() {
    local slot
    ip -n "cf$$-switch" link set lo up &&
        ip -n "cf$$-switch" addr add "$api_host/32" dev bridge &&
        ip -n "cf$$-switch" addr add 10.78.0.1/24 dev bridge || return 1
    for slot in "${slots[@]}"; do ip -n "cf$$-$slot" route add "$api_host" dev eth0 || return 1; done
    cat >"$work/audit-policy.yaml" <<YAML
apiVersion: audit.k8s.io/v1
kind: Policy
rules: [{level: Metadata, users: ["system:serviceaccount:$namespace:casemate-domain"]}]
YAML
    export APISERVER_FLAGS="--bind-address 0.0.0.0 --audit-policy-file $work/audit-policy.yaml --audit-log-path $requests"
    servers start
}
# The objects of the manifest that are of those kinds.
granted() {
    kubectl create --dry-run=client --validate=false -o json -f "$manifest" |
        jq --arg kinds "$1" 'if .kind == "List" then .items[] else . end | select(.kind | test("^(\($kinds))$"))'
}

# as_pod SLOT COMMAND...: its relay is started as in a pod: it finds the API server and its token as there.
as_pod() {
    local account=$work/$1.account program=$work/$1.pod
    if [ ! -e "$program" ]; then
        mkdir "$account" && cp "$cluster/ca.crt" "$account" && printf %s "$namespace" >"$account/namespace" &&
            kubectl create token casemate-domain --duration 2h >"$account/token" || return 1
        cat >"$program" <<SH
#!/bin/sh
mount -t tmpfs none /run && mkdir -p /run/secrets/kubernetes.io && ln -s $account /run/secrets/kubernetes.io/serviceaccount
unset KUBECONFIG HOME
export KUBERNETES_SERVICE_HOST=$api_host KUBERNETES_SERVICE_PORT=$(cut -d' ' -f3 "$cluster/ports")
exec $casemate_binary "\$@"
SH
        chmod +x "$program"
    fi
    relay_program=$program "${@:2}" --propose-from-lease casemate-domain --lease-duration 3s --log-format json
}
come_back() { start_member "$1" && as_pod "$1" start_relay "$1"; }
lose() { kill_relay_of "$1"; kill_enclave_of "$1"; }

relay_metric() { ip netns exec "cf$$-$1" curl -sf http://127.0.0.1:9000/metrics | awk -v name="$2" '$1 == name { print $2 }'; }
held_by() { [ "$(relay_metric "$1" casemate_relay_lease_held)" = 1 ]; }
proposals() { relay_metric "$1" casemate_relay_proposals_total; }
identity() { jq -r 'select(.message == "takes turns by a lease").identity' "$logs/$1-relay.log" | tail -n 1; }
lines() { jq -c "select($2)" "$logs/$1-relay.log" | wc -l; } # SLOT CONDITION

lease() { kubectl get lease casemate-domain -o json; }
lease_says() { lease | jq -e "$1" >/dev/null; }
forge() { kubectl patch lease casemate-domain --type merge -p "{\"spec\": $1}" >>"$logs/kubectl.log" 2>&1; }
give_to() { forge "{\"holderIdentity\": \"$(identity "$1")\", \"leaseDurationSeconds\": 3}"; }

is() { [ "$1" = "$2" ] || { say "        got: $1, wanted: $2"; return 1; }; }
leads() { view "$1" | jq -e .isLead >/dev/null; }
one_leads() { # SLOT...: one of them, which is then in $lead
    for lead in "$@"; do leads "$lead" && return; done
    return 1
}
term() { view "$1" | jq .term; }
# unchanged SECONDS TERM SLOT...: no member begins another term meanwhile.
unchanged() {
    local end=$((SECONDS + $1)) want=$2 slot
    shift 2
    while [ $SECONDS -lt $end ]; do
        for slot in "$@"; do [ "$(term "$slot")" = "$want" ] || return 1; done
        sleep 0.5
    done
}
# makes_key SLOT NAME: a shared change; on a slow machine it may be confirmed only after the answer.
makes_key() {
    administer "$1" key generate "$2" --purpose sign >"$work/made" 2>&1 && return
    grep -q "recorded here" "$work/made" && awaits 30 confirmed "$1"
}
confirmed() { # SLOT: another has all that it has
    view "$1" | jq -e '.memberId as $own | any(.members[]; .memberId != $own and .standing == "heard" and .lag == 0)'
}
hears() { # SLOT OTHER
    view "$1" | jq -e --arg id "${member_id[$2]}" 'any(.members[]; .memberId == $id and .standing == "heard")' >/dev/null
}
others_than() { local slot; for slot in "${slots[@]}"; do [ "$slot" = "$1" ] || printf '%s ' "$slot"; done; }

start_plane || { fail "the API server starts"; tail -n 3 "$logs/cluster.log" "$cluster"/*.log; finish; exit; }
kubectl create namespace "$namespace" >>"$logs/kubectl.log"
granted ServiceAccount | apply
as_pod a found_domain || { fail "a domain is founded"; tail -n 3 "$logs"/*.log; finish; exit; }
for slot in b c; do
    as_pod "$slot" admit "$slot" a || { fail "$slot joins"; tail -n 3 "$logs"/*.log "$work/join.err"; finish; exit; }
done
at a policy set relay --operation peer-send --operation peer-receive --operation peer-serve --operation domain-status \
    --operation domain-stand --administrator-key "$work/admin.key" >/dev/null
check "administrators sign that two of three promote whom a Lease proposes" eval \
    'administer a domain policy set "$work/members.json" --name release-2 --promote-after 3s --promote-quorum 2 \
        --promote-copies 0 --promote-proposed >>"$logs/commands.log"'
check "three enclaves, one domain" eventually 60 settled 0 "${slots[@]}"

say "        -- relays without rights, and the lead is lost"
refused='.message == "lease not read or written"'
for slot in b c; do
    check "$slot: a line says which right is missing" awaits 10 eval \
        "logged $slot-relay '$refused and (.reason | test(\"forbidden.*cannot get resource .*leases.*in the namespace\"))'"
done
first=$(term b)
lose a
check "nobody is promoted" unchanged 6 "$first" b c
check "nor proposed" [ "$(proposals b) $(proposals c)" = "0 0" ]
check "the relays go on" hears b c
check "and said it once" [ "$(lines b "$refused") $(lines c "$refused")" = "1 1" ]

say "        -- the rights come"
begin=$(now)
granted 'Role|RoleBinding' | apply
check "a member leads" awaits 20 one_leads b c
say "        $(($(now) - begin)) ms after the role"
check "it is the holder's" held_by "$lead"
check "which the Lease names" [ "$(lease | jq -r .spec.holderIdentity)" = "$(identity "$lead")" ]
check "kubectl shows it" eval 'kubectl get lease casemate-domain --no-headers | grep -q "$(identity "$lead")"'
check "as a Lease that nobody had before" lease_says \
    '.spec.leaseTransitions == 0 and .spec.leaseDurationSeconds == 3 and .spec.acquireTime <= .spec.renewTime'
check "its proposals are counted, and no other's" eval \
    '[ "$(proposals "$lead")" -ge 1 ] && [ "$(cat <(proposals b) <(proposals c) | grep -cx 0)" = 1 ]'
check "a shared change is made" makes_key "$lead" after
check "by the policy, says the audit" eval \
    'at "$lead" audit export 2>/dev/null | jq -es "any(.[]; .operation == \"domain-promote-by-policy\")" >/dev/null'
check "the relays say that the Lease can be read" logged "$lead-relay" '.message == "lease read again"'
check "the lost lead is a member when it comes back" eval 'come_back a && eventually 30 settled 0 "${slots[@]}" && signs a after'

say "        -- a forged Lease, while the lead is heard"
second=$(term a) before="$(proposals a) $(proposals b) $(proposals c)"
for wrong in '{"leaseDurationSeconds": "long"}' '{"leaseDurationSeconds": -1}' '{"renewTime": "yesterday"}' '{"holderIdentity": 7}' \
    '{"leaseTransitions": -1}' '[]'; do
    check "the API server refuses $wrong" eval '! forge "$wrong"'
done
forge '{"holderIdentity": "nobody", "leaseDurationSeconds": 1, "renewTime": "0001-01-01T00:00:00.000000Z",
    "leaseTransitions": 2147483647}'
check "one takes it over from nobody, whose changes of hands are as many as there can be" awaits 10 lease_says \
    '.spec.holderIdentity != "nobody" and .spec.leaseTransitions == 0'
forge '{"holderIdentity": "nobody", "leaseDurationSeconds": 2147483647, "renewTime": "9999-12-31T23:59:59.000000Z"}'
check "held for 68 years nobody has it" awaits 10 eval '! held_by a && ! held_by b && ! held_by c'
forge '{"holderIdentity": null, "leaseDurationSeconds": null, "acquireTime": null, "renewTime": null, "leaseTransitions": null}'
check "an empty one is taken" awaits 10 eval 'held_by a || held_by b || held_by c'
kubectl delete lease casemate-domain >>"$logs/kubectl.log"
check "so is a deleted one" awaits 10 lease_says '.spec.holderIdentity != ""'
check "the lead and its term stayed" eval 'leads "$lead" && unchanged 1 "$second" a b c'
check "nobody was proposed" is "$(proposals a) $(proposals b) $(proposals c)" "$before"

say "        -- a holder that is cut off from the others, but not from the API server"
read -r holder third < <(others_than "$lead")
check "somebody gives the Lease to $holder" awaits 15 eval 'give_to "$holder" && sleep 1 && held_by "$holder"'
for other in "$lead" "$third"; do deafen "$holder" "$other"; deafen "$other" "$holder"; done
check "a shared change goes past it" makes_key "$lead" missed
check "it proposes in vain, and gives the Lease back" awaits 30 logged "$holder-relay" '.message == "gives the lease back"'
check "another takes it" awaits 10 eval "held_by $lead || held_by $third"
check "the lead stayed" eval 'leads "$lead" && [ "$(term "$third")" = "$second" ]'

say "        -- the lead is lost, and somebody gave the Lease to the member that lags behind"
check "$holder has it" awaits 15 eval 'give_to "$holder" && sleep 1 && held_by "$holder"'
before=$(proposals "$holder")
lose "$lead"
rejoin_network
check "$third leads, which has all, when $holder was proposed in vain" eval \
    'awaits 40 leads "$third" && signs "$third" missed && [ "$(proposals "$holder")" -gt "$before" ]'
lead=$third
for slot in "${slots[@]}"; do kill -0 "${enclave_of[$slot]}" 2>/dev/null || come_back "$slot"; done
check "all three are members" eventually 30 settled 0 "${slots[@]}"

say "        -- the API server stops, then dies"
third_term=$(term a)
failures=".message == \"lease lost\" or ($refused)"
declare -A said
for slot in "${slots[@]}"; do said[$slot]=$(lines "$slot" "$failures"); done
kill -STOP "$(cat "$cluster/kube-apiserver.pid")"
check "nobody holds the Lease" awaits 15 eval '! held_by a && ! held_by b && ! held_by c'
check "shared changes are made" makes_key "$lead" meanwhile
servers kill-apiserver
lost=$lead
before="$(for slot in $(others_than "$lost"); do proposals "$slot"; done)"
lose "$lost"
check "the lead is lost: nobody is promoted" unchanged 6 "$third_term" $(others_than "$lost")
check "nor proposed" eval '[ "$before" = "$(for slot in $(others_than "$lost"); do proposals "$slot"; done)" ]'
check "the relays carry messages" hears $(others_than "$lost")
for slot in $(others_than "$lost"); do
    say "        $slot said $(($(lines "$slot" "$failures") - said[$slot])) line(s)"
    jq -r "select($failures) | .reason" "$logs/$slot-relay.log" | sed "1,${said[$slot]}d; s/^/        /" | cut -c1-150
done
check "the API server starts again" servers start-apiserver
check "a member leads" awaits 30 one_leads $(others_than "$lost")
check "a shared change is made" makes_key "$lead" recovered
check "the lost one is a member again" eval 'come_back "$lost" && eventually 30 settled 0 "${slots[@]}" && signs "$lost" recovered'

for slot in "${slots[@]}"; do collect "$slot"; done
check "the audits agree: a term has one lead, and each change one place" eval \
    '"$casemate_binary" domain check "$history" >"$work/check" 2>&1 || { cat "$work/check"; false; }'
check "all that relays asked for is what the role allows" [ "$(jq -r '.verb + " " + .objectRef.resource' "$requests" |
    sort -u | paste -sd,)" = "create leases,get leases,patch leases" ]
check "SIGTERM ends a relay while the API server does not answer" eval 'kill -STOP "$(cat "$cluster/kube-apiserver.pid")"
    kill "${relay_of[$lead]}" && begin=$(now) && wait "${relay_of[$lead]}"; [ $(($(now) - begin)) -lt 8000 ]'
say "        $(($(now) - begin)) ms"
kill -CONT "$(cat "$cluster/kube-apiserver.pid")"
stop_servers
finish
