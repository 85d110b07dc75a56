#!/usr/bin/env bash
# The collateral cache as its clients meet it: QPL's requests with curl, dcap-qvl's own client, over TLS; reloads, modes,
# a start that must fail; then 10,000 requests of 64 clients with two kill -9 and upstream stopped half-way.
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/collateral.sh"

make_authority
make_certificate
v4=/sgx/certification/v4 tdx=/tdx/certification/v4
leaf_tcb='cpusvn=04040202030100050000000000000000&pcesvn=0D00&pceid=0000'
zeros=$(printf '0%.0s' {1..768}) ppid=$(printf '1%.0s' {1..768})

is() { [ "$1" = "$2" ] || { say "        got: $1"; return 1; }; }
answers() { is "$(ask "${@:2}")" "$1"; }
registration() {
    printf '{"qe_id":"%s","pce_id":"0000","cpu_svn":"04040202030100050000000000000000","pce_svn":"0D00","enc_ppid":"%s","platform_manifest":""}' "$1" "$ppid"
}

# --- recorded answers pass through
start_upstream --recorded2023 "$recorded/go-tdx-guest-2023" --recorded2025 "$recorded/teepot-2025"
make_configuration "$upstream_port"
start_cache || { cat "$work/cache.log"; fail "the cache starts"; finish; exit 1; }

# An installed client's configuration, as Intel ships it: nothing of it but the host's name and port is this machine's.
cat >"$work/sgx_default_qcnl.conf" <<EOF
{
  // *** ATTENTION : This file is in JSON format so the keys are case sensitive. Don't change them.
  "pccs_url": "$url/sgx/certification/v4/"
  ,"use_secure_cert": true
  ,"pccs_api_version": "3.1"
}
EOF
base=$(sed -nE 's/^ *"pccs_url": "([^"]*)".*/\1/p' "$work/sgx_default_qcnl.conf")
recorded_passes() { # TARGET FILE HEADER HEADER_FILE
    is "$(url='' ask "$1")" 200 && cmp -s "$work/body" "$recorded/go-tdx-guest-2023/$2" &&
        is "$(header "$3")" "$(cat "$recorded/go-tdx-guest-2023/$4")"
}
for round in upstream cache; do
    check "QPL: TDX TCB info of 2023 is the recorded one, from $round" recorded_passes \
        "${base/\/sgx\//\/tdx\/}tcb?fmspc=50806f000000&update=standard" sample_tcbInfo_response TCB-Info-Issuer-Chain tcb.issuer-chain.header
    check "QPL: TD QE identity of 2023 is the recorded one, from $round" recorded_passes \
        "${base/\/sgx\//\/tdx\/}qe/identity?update=standard" sample_qeIdentity_response SGX-Enclave-Identity-Issuer-Chain qe_identity.issuer-chain.header
    check "QPL: the platform CA's CRL of 2023 is the recorded one, from $round" recorded_passes \
        "${base}pckcrl?ca=platform&encoding=der" pckcrl SGX-PCK-CRL-Issuer-Chain pckcrl.issuer-chain.header
done
hex_matches() { is "$(ask "$1")" 200 && [ "$(cat "$work/body")" = "$(xxd -p "$2" | tr -d '\n')" ]; }
check "QPL 3.0: pckcrl is hexadecimal text" hex_matches "$v4/pckcrl?ca=platform" "$recorded/go-tdx-guest-2023/pckcrl"
check "QPL 3.0: rootcacrl is hexadecimal text" hex_matches "$v4/rootcacrl" "$recorded/go-tdx-guest-2023/rootcrl.der"
root_by_address() {
    is "$(ask "$v4/crl" -G --data-urlencode "uri=https://certificates.trustedservices.intel.com/IntelSGXRootCA.der")" 200 &&
        cmp -s "$work/body" "$recorded/go-tdx-guest-2023/rootcrl.der"
}
check "QPL 3.1: crl?uri= of the root CRL is DER" root_by_address
check "an address that is not Intel's is refused" answers 400 "$v4/crl?uri=http%3A%2F%2F127.0.0.1%2Fx"
check "go-tdx-guest: no update parameter, lower case" answers 200 "$tdx/tcb?fmspc=50806f000000"
check "expired by its own date, so it says so" is "$(header Warning)" '110 - "Response is Stale"'
check "SGX identities and TCB info of 2025" eval "answers 200 '$v4/qe/identity' && answers 200 '$v4/qve/identity?update=standard' && answers 200 '$v4/tcb?fmspc=00906ED50000&update=early'"
check "an unknown FMSPC is 404" answers 404 "$v4/tcb?fmspc=0123456789AB"
check "an unknown platform without its PPID is 404, as QCNL expects" answers 404 "$v4/pckcert?qeid=AB&encrypted_ppid=$zeros&$leaf_tcb"

# --- tokens, health, reload
check "a refresh without the token is 401" answers 401 "$v4/refresh"
check "a refresh with the token is done" answers 200 "$v4/refresh" -X POST -H "admin-token: $administrator_token"
check "healthy and ready" eval "curl -sf http://127.0.0.1:$metrics_port/healthz && curl -sf http://127.0.0.1:$metrics_port/readyz"
check "metrics count hits and misses" eval '[ "$(metric casemate_collateral_lookups_total)" -gt 10 ] && [ "$(metric casemate_collateral_documents)" -gt 5 ]'
served() { openssl s_client -connect "127.0.0.1:$cache_port" </dev/null 2>/dev/null | openssl x509 -noout -serial; }
before=$(served)
make_certificate
kill -HUP "$cache"
reloaded() { for _ in $(seq 100); do [ "$(served)" != "$before" ] && return; sleep 0.05; done; return 1; }
check "SIGHUP takes a new certificate without closing" reloaded
before=$(served)
echo broken >"$work/file.crt"
kill -HUP "$cache"
complained() { for _ in $(seq 100); do grep -q 'not reloaded' "$work/cache.log" && return; sleep 0.05; done; return 1; }
check "a broken certificate is complained of" complained
check "and the one in use stays" is "$(served)" "$before"
make_certificate

# --- a port in use, and how it ends: an open request is finished, a client that sits there is not waited for
in_use() {
    local out
    out=$(timeout 20 "$casemate_binary" collateral-cache --config "$work/default.json" --listen "127.0.0.1:$cache_port" \
        --certificate "$work/file.crt" --key "$work/private.pem" --database "$work/other.db" 2>&1)
    [ $? = 1 ] && grep -q "cannot listen on 127.0.0.1:$cache_port" <<<"$out" || { say "$out"; return 1; }
}
check "a port in use is refused by name" in_use
control() { curl -s "http://127.0.0.1:$upstream_port/control/$1" >/dev/null; }
control delay/1000
ask "$v4/tcbevaluationdatanumbers" >"$work/open" &
asking=$!
openssl s_client -connect "127.0.0.1:$cache_port" < <(sleep 30) >/dev/null 2>&1 &
sitting=$!
sleep 0.5
began=$EPOCHREALTIME
end "$cache" TERM
check "SIGTERM ends it with status 0" is $? 0
wait "$asking"
check "the request that was open is answered" is "$(cat "$work/open")" 200
check "and nobody else is waited for" eval '[ "$(bc <<<"$EPOCHREALTIME - $began < 10")" = 1 ]'
kill "$sitting" 2>/dev/null
control status/200
start_cache --drain 1s
control delay/8000
ask "$v4/tcb?fmspc=0123456789AC" >/dev/null &
sleep 0.5
began=$EPOCHREALTIME
end "$cache" TERM
check "cut off with a status that says so, not a crash" eval "[ $? -lt 128 ]"
check "with --drain 1s a request of 8 s is cut off" eval '[ "$(bc <<<"$EPOCHREALTIME - $began < 5")" = 1 ]'
control status/200

# --- OFFLINE over the same database
end "$upstream" TERM
start_cache --mode OFFLINE
check "OFFLINE serves what was fetched" recorded_passes "$url$tdx/tcb?fmspc=50806F000000" sample_tcbInfo_response TCB-Info-Issuer-Chain tcb.issuer-chain.header
check "OFFLINE fetches nothing" answers 404 "$v4/tcb?fmspc=000000000001"
check "OFFLINE refreshes nothing" answers 503 "$v4/refresh" -H "admin-token: $administrator_token"
check "OFFLINE queues a registration" answers 200 "$v4/platforms" -H "user-token: $user_token" -d "$(registration A1)"
check "and lists it" eval "answers 200 '$v4/platforms?source=reg' -H 'admin-token: $administrator_token' && is \"\$(header platform-count)\" 1"
end "$cache" TERM

# --- a start that must fail, by name
refuses_start() { # WORD OPTION...
    local word=$1 out
    shift
    out=$(timeout 20 "$casemate_binary" collateral-cache --config "$work/default.json" --listen 127.0.0.1:0 "$@" 2>&1)
    [ $? = 1 ] && grep -q "$word" <<<"$out" || { say "$out"; return 1; }
}
echo "this is no database, whatever its name says, and it is long enough" >"$work/broken.db"
check "a damaged database is refused" refuses_start broken.db --database "$work/broken.db" --certificate "$work/file.crt" --key "$work/private.pem"
check "a missing certificate is refused" refuses_start nowhere.crt --certificate "$work/nowhere.crt" --key "$work/private.pem"
check "another configuration than JSON is refused" refuses_start cannot.be.read --config "$work/file.crt"

# --- dcap-qvl's own client, over TLS
python=$here/../../.peers/venv/bin/python
dcap_qvl_verifies() { # VECTOR
    local folder=$simulated/$1 want got
    want=$(jq -r .dcap_qvl_0_7_0.status "$folder/expect.json")
    got=$(SSL_CERT_FILE=$work/ca.pem timeout 60 "$python" "$here/collateral/verify.py" "$base" "$folder" 2>&1 | tail -n 1)
    is "$got" "$want"
}
casemate_verifies() { # VECTOR
    local folder=$simulated/$1
    is "$("$casemate_binary" attest verify --evidence "$folder/quote.bin" --pccs "$base" --pccs-ca "$work/ca.pem" \
        --root "$folder/root_ca.der" --at "$(jq -r .verify_at_unix "$folder/expect.json")" --json 2>/dev/null |
        jq -r '"\(.genuine) \(.status)"')" "true $(jq -r .expected "$folder/expect.json")"
}
for vector in sgx/sim-uptodate sgx/sim-cert-type-3 tdx/sim-v4-uptodate sgx/real-processor-ca-2025 tdx/real-v4-uptodate-2025; do
    if ! "$python" -c 'import dcap_qvl' 2>/dev/null; then skip "dcap-qvl: missing dcap-qvl"; break; fi
    if [ ! -d "$simulated/$vector" ]; then fail "dcap-qvl: no vector $vector"; continue; fi
    rm -f "$work"/pckcache.db*
    start_upstream --collateral "$simulated/$vector/collateral.json"
    make_configuration "$upstream_port"
    start_cache
    if [ "$vector" = sgx/sim-cert-type-3 ]; then
        # Its quote names the platform by an encrypted PPID that its client does not send: the owner registers it.
        check "dcap-qvl: the platform of $vector is registered" answers 200 "$v4/platforms" -H "user-token: $user_token" -d "$(registration B30B3FAB41FE12B76BD86747704A011C)"
    fi
    check "dcap-qvl: $vector with collateral fetched over TLS" dcap_qvl_verifies "$vector"
    check "attest verify --pccs: $vector with collateral fetched over TLS" casemate_verifies "$vector"
    end "$upstream" TERM
    check "dcap-qvl: $vector again, from the cache alone" dcap_qvl_verifies "$vector"
    check "attest verify --pccs: $vector again, from the cache alone" casemate_verifies "$vector"
    end "$cache" TERM
done

# --- 64 clients, two kill -9, upstream stopped half-way
requests=${COLLATERAL_REQUESTS:-10000}
set_of=(--recorded2025 "$recorded/teepot-2025" --recorded2023 "$recorded/go-tdx-guest-2023" --made 300
    --collateral "$simulated/sgx/sim-cert-type-3/collateral.json")
rm -f "$work"/pckcache.db*
start_upstream "${set_of[@]}"
make_configuration "$upstream_port"
start_cache
kill_and_start() { end "$cache" KILL; start_cache; }
under_load() {
    local word count done=0
    while read -r word count; do
        case $word in
            at) done=$count ;;
            *) printf '%s %s\n' "$word" "$count" >"$work/load.json"; continue ;;
        esac
        case $((done * 10 / requests)) in
            3 | 7) kill_and_start ;;
            5) end "$upstream" KILL ;;
        esac
    done
}
under_load < <("$peer" load --url "$url" --ca "$work/ca.pem" --clients 64 --requests "$requests" --platforms 100 "${set_of[@]}" 2>"$work/load.log")
say "        $(cat "$work/load.json")"
check "every request is answered or rightly refused" eval '[ "$(jq .requests "$work/load.json")" = "$requests" ] && [ "$(jq .failed "$work/load.json")" = 0 ]'
check "no answer is wrong" is "$(jq .wrong "$work/load.json")" 0
check "the kills were felt, and what was never fetched was refused" eval '[ "$(jq .retries "$work/load.json")" -gt 0 ] && [ "$(jq .refused "$work/load.json")" -gt 0 ]'
check "hundreds of documents were served" eval '[ "$(jq .documents "$work/load.json")" -gt 300 ]'
check "the database is whole" is "$(sqlite3 "$work/pckcache.db" 'PRAGMA integrity_check')" ok
end "$cache" TERM
finish
