#!/usr/bin/env bash
# Quote verification on one core (BENCH_CORE, 1): 10,000 distinct quotes of 500 simulated machines, each machine with its
# own PCK certificate, in runs alternating with dcap-qvl 0.7.0 (dev/peers installs it). Rates are of processor time.
set -euo pipefail
cd "$(dirname "$0")/.."
core=${BENCH_CORE:-1}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

bench=${DCAP_BENCH:-enclave/.build/release/dcap-bench}
if [ -z "${DCAP_BENCH:-}" ]; then
    # shellcheck source=../dev/build-flags
    source dev/build-flags
    swift build "${ENCLAVE[@]}" --product dcap-bench >/dev/null
fi
"$bench" make "$work" "${BENCH_PLATFORMS:-500}" "${BENCH_QUOTES:-10000}"

peer() {
    taskset -c "$core" .peers/venv/bin/python - "$work" <<'PYTHON'
import struct, sys, time
import dcap_qvl

read = lambda name: open(f"{sys.argv[1]}/{name}", "rb").read()
collateral = dcap_qvl.QuoteCollateralV3.from_json(read("collateral.json").decode())
root, now, data = read("root.der"), int(read("time")), read("quotes")
quotes, offset = [], 0
while offset < len(data):
    length, = struct.unpack_from("<I", data, offset)
    quotes.append(data[offset + 4:offset + 4 + length])
    offset += 4 + length
start = time.process_time()
for quote in quotes:
    assert dcap_qvl.verify_with_root_ca(quote, collateral, root, now).status == "UpToDate"
print(int(len(quotes) / (time.process_time() - start)))
PYTHON
}

median() { sort -n | awk '{ line[NR] = $1 } END { print line[int((NR + 1) / 2)] }'; }

for _ in $(seq "${BENCH_ROUNDS:-5}"); do
    taskset -c "$core" "$bench" kept "$work" >>"$work/kept"
    taskset -c "$core" "$bench" whole "$work" >>"$work/whole"
    if [ -x .peers/venv/bin/python ]; then peer >>"$work/peer"; fi
done
kept=$(median <"$work/kept")
whole=$(median <"$work/whole")
echo "with verified collateral: $kept quotes/s"
echo "with collateral verified for each: $whole quotes/s"
if [ -s "$work/peer" ]; then
    other=$(median <"$work/peer")
    awk -v kept="$kept" -v whole="$whole" -v other="$other" 'BEGIN {
        printf "dcap-qvl 0.7.0: %d quotes/s; %.2fx and %.2fx\n", other, kept / other, whole / other }'
else
    echo "dcap-qvl is not installed: dev/peers"
fi
