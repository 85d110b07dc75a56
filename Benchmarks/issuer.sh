#!/usr/bin/env bash
# The issuer on a real API server (KUBEBUILDER_ASSETS), by issuer-load, a program of our own client:
#   baseline   1,000 (BENCH_REQUESTS) CSR statuses patched with a ready-made certificate, in turn with 1,000 approved CSRs
#              signed, as many in flight (BENCH_FLIGHT, 16); three rounds (BENCH_ROUNDS), the ratio of the medians
#   ready      the same with CertificateRequests, approved by others: how many are Ready a second
#   flow       requests one by one and 16 (BENCH_FLIGHT) at a time, from approval to certificate, beside ready-made ones
#   memory     what the issuer has with 0, 1,000, 5,000, 10,000 (BENCH_OBJECTS) CSRs about, and after they went
# BENCH_CHAPTERS names some of them. BENCH_PREFIX is put before the measured programs (`chrt -f 20`).
source "$(dirname "$0")/enclave.sh"
[ -n "${KUBEBUILDER_ASSETS:-}" ] || { echo "KUBEBUILDER_ASSETS is not set: no API server to measure on" >&2; exit 0; }

load=${ISSUER_LOAD:-$root/.build/release/issuer-load}
[ -x "$load" ] || (cd "$root" && source dev/build-flags && swift build "${HOST[@]}" --product issuer-load)
plane=$root/tests/system/lib/control-plane.sh
cluster=$work/cluster
export KUBECONFIG=$cluster/kubeconfig
requests=${BENCH_REQUESTS:-1000} rounds=${BENCH_ROUNDS:-3}
# The load's calls in flight and the issuer's workers.
flight=${BENCH_FLIGHT:-16}
signer=tcsclusterissuer.tcs.intel.com/bench stranger=example.com/ready-made
read -ra prefix <<<"${BENCH_PREFIX:-}"
issuer=""

end() {
    [ -z "$issuer" ] || { kill -CONT "$enclave" && kill "$issuer" && wait "$issuer" || true; } 2>/dev/null
    "$plane" stop "$cluster" >/dev/null 2>&1 || true
    finish
}
trap end EXIT

kubectl() { "$KUBEBUILDER_ASSETS/kubectl" "$@"; }
issuer-load() { ${prefix[@]+"${prefix[@]}"} "$load" "$1" --in-flight "$flight" "${@:2}"; }
field() { grep -o "\"$1\":[0-9.]*" | cut -d: -f2; }
median() { sort -n | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'; }
resident() { awk '/^VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$issuer/status"; }
# spent COMMAND...: runs it; the processor time of each program meanwhile goes to standard error.
spent() {
    local name before=() after=() pids=("$enclave" "$issuer" "$(cat "$cluster/kube-apiserver.pid")" "$(cat "$cluster/etcd.pid")")
    for name in 0 1 2 3; do before+=("$(ticks "${pids[name]}")"); done
    "$@"
    for name in 0 1 2 3; do after+=($((($(ticks "${pids[name]}") - before[name]) * 1000 / $(getconf CLK_TCK)))); done
    printf '    processor ms: enclave %d, issuer %d, kube-apiserver %d, etcd %d\n' "${after[@]}" >&2
}
ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }
is_ready() {
    kubectl get tcsclusterissuer bench -o jsonpath='{.status.conditions[?(@.type=="Ready")].status}' | grep -q True
}
await() { local try; for try in $(seq 300); do "$@" 2>/dev/null && return; sleep 0.1; done; return 1; }

start() {
    ${prefix[@]+"${prefix[@]}"} "$plane" start "$cluster" >/dev/null
    start_enclave ${prefix[@]+"${prefix[@]}"}
    kubectl apply --validate=false -f "$root/deploy/issuer/crds" >/dev/null
    WATCH_NAMESPACE=default ${prefix[@]+"${prefix[@]}"} "$casemate" issuer --http 127.0.0.1:0 --workers "$flight" \
        2>"$work/issuer.log" &
    issuer=$!
    kubectl apply --validate=false -f - >/dev/null <<<'{"apiVersion": "tcs.intel.com/v1alpha1", "kind": "TCSClusterIssuer",
        "metadata": {"name": "bench"}, "spec": {}}'
    await is_ready
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/leaf.key" -out "$work/leaf.csr" \
        -subj /CN=leaf.example -addext subjectAltName=DNS:leaf.example,URI:spiffe://td/ns/apps/sa/leaf 2>/dev/null
    # The one whose certificate is the ready-made one, and what warms everything.
    issuer-load flow --prefix first- --count 200 --request "$work/leaf.csr" --signer $signer >/dev/null
}

# alternate OPTION...: patched and signed in turn, of one kind of requests.
alternate() {
    local round figures
    rm -f "$work/patched" "$work/signed"
    for round in $(seq "$rounds"); do
        issuer-load make --prefix "ready-$round-" --count "$requests" --request "$work/leaf.csr" --signer $stranger "$@"
        sleep 1
        figures=$(spent issuer-load answer --prefix "ready-$round-" --count "$requests" --of first-0 "$@")
        echo "$requests statuses patched, round $round: $figures"
        field milliseconds <<<"$figures" >>"$work/patched"
        # They wait for the enclave: approved, seen, in the queue. Then it goes on.
        kill -STOP "$enclave"
        issuer-load make --prefix "sign-$round-" --count "$requests" --request "$work/leaf.csr" --signer $signer "$@"
        sleep 1
        figures=$(spent issuer-load await --prefix "sign-$round-" --count "$requests" --continue "$enclave" "$@")
        echo "$requests requests signed, round $round: $figures"
        field milliseconds <<<"$figures" >>"$work/signed"
        issuer-load remove --prefix "ready-$round-" --count "$requests" "$@"
        issuer-load remove --prefix "sign-$round-" --count "$requests" "$@"
    done
    awk -v patched="$(median <"$work/patched")" -v signed="$(median <"$work/signed")" 'BEGIN {
        printf "medians: patched %.0f ms, signed %.0f ms, ratio %.2f\n", patched, signed, signed / patched }'
}

baseline() { alternate; }

ready() {
    local kind=(--kind certificaterequest)
    kubectl apply --validate=false -f "$root/tests/system/issuer/certificaterequests.yaml" >/dev/null
    await kubectl get certificaterequests >/dev/null
    # The issuer looks for a resource that was not there at most each half minute.
    issuer-load flow --prefix first- --count 50 --request "$work/leaf.csr" --signer $signer "${kind[@]}" >/dev/null
    alternate "${kind[@]}"
    echo "approved and waited for, $flight in flight: $(issuer-load flow --prefix flow- --count "$requests" \
        --request "$work/leaf.csr" --signer $signer "${kind[@]}")"
}

flow() {
    local together
    for together in 1 "$flight"; do
        echo "ready-made, $together in flight: $(flight=$together issuer-load flow --prefix "given-$together-" \
            --count "$((together > 1 ? requests : 200))" --request "$work/leaf.csr" --signer $stranger --of first-0)"
        echo "signed, $together in flight:     $(flight=$together issuer-load flow --prefix "flow-$together-" \
            --count "$((together > 1 ? requests : 200))" --request "$work/leaf.csr" --signer $signer)"
    done
}

memory() {
    local count before=0
    echo "issuer without requests: $(resident) MB"
    for count in ${BENCH_OBJECTS:-1000 5000 10000}; do
        issuer-load flow --prefix "many-$before-" --count $((count - before)) --request "$work/leaf.csr" \
            --signer $signer >/dev/null
        sleep 2
        echo "issuer with $count signed CSRs: $(resident) MB"
        echo "$before $((count - before))" >>"$work/many"
        before=$count
    done
    while read -r first number; do
        issuer-load remove --prefix "many-$first-" --count "$number"
    done <"$work/many"
    sleep 2
    echo "issuer after they were deleted: $(resident) MB"
    issuer-load make --unapproved --prefix open- --count "$before" --request "$work/leaf.csr" --signer $signer
    sleep 2
    echo "issuer with $before unapproved CSRs: $(resident) MB"
    issuer-load remove --prefix open- --count "$before"
    sleep 2
    echo "issuer after they were deleted: $(resident) MB"
}

printf 'load before: %s\n' "$(cut -d' ' -f1-3 /proc/loadavg)"
start
for chapter in ${BENCH_CHAPTERS:-baseline ready flow memory}; do
    echo "-- $chapter"
    $chapter
done
printf 'load after: %s\n' "$(cut -d' ' -f1-3 /proc/loadavg)"
