#!/usr/bin/env bash
# The collateral cache under a load of BENCH_CLIENTS (64) and of one client, over TLS, everything cached and upstream gone:
# requests a second, latencies, and the cache's processor time for each request.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=dev/build-flags
source "$root/dev/build-flags"
peer=${COLLATERAL_PEER:-$root/.build/release/collateral-peer}
[ -x "$peer" ] || swift build --package-path "$root" "${HOST[@]}" --product collateral-peer
here=$root/tests/system work=$(mktemp -d)
find_program() { echo "$root/.build/release/$1"; }
needs() { :; }
CASEMATE_BINARY=${CASEMATE_BINARY:-$root/.build/release/casemate}
# shellcheck source=tests/system/lib/collateral.sh
source "$here/lib/collateral.sh"
casemate_binary=$CASEMATE_BINARY peer=${COLLATERAL_PEER:-$peer}
trap 'kill "$cache" "$upstream" 2>/dev/null || true; rm -rf "$work"' EXIT

answers=(--recorded2025 "$recorded/teepot-2025" --made 300)
make_authority
make_certificate
start_upstream "${answers[@]}"
make_configuration "$upstream_port"
start_cache
load() { "$peer" load --url "$url" --ca "$work/ca.pem" --late 0 "${answers[@]}" "$@" | tail -n 1; }
processor_time() { awk -v tick="$(getconf CLK_TCK)" '{ print ($14 + $15) * 1000000 / tick }' "/proc/$cache/stat"; }

load --clients 16 --requests 8000 >"$work/warm.json"
kill "$upstream"
for clients in 1 "${BENCH_CLIENTS:-64}"; do
    requests=$((clients == 1 ? 5000 : 30000))
    before=$(processor_time) began=$EPOCHREALTIME
    load --clients "$clients" --requests "$requests" >"$work/load.json"
    ended=$EPOCHREALTIME after=$(processor_time)
    jq -r --argjson clients "$clients" --argjson seconds "$(bc <<<"$ended - $began")" \
        --argjson spent "$(bc <<<"$after - $before")" '
        "\($clients) clients: \(.requests / $seconds | floor)/s, p50 \(.cached.p50Microseconds) us, p99 \(.cached.p99Microseconds) us, " +
        "maximum \(.cached.maximumMicroseconds) us, \($spent / .requests | floor) us of processor time each, " +
        "\(.wrong) wrong, \(.failed + .refused) failed"' "$work/load.json"
done
