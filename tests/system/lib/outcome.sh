# Sourced after lib/cluster.sh by the suites of `casemate kms verify` and `migrate`: runs them and judges how they end.

# kms COMMAND OPTION...: its JSON in $work/kms.json; its exit status.
kms() {
    local command=$1
    shift
    casemate kms "$command" --kubeconfig "$cluster/kubeconfig" --json "$@" >"$work/kms.json" 2>"$work/kms.err"
}
says() { jq -e "$1" "$work/kms.json" >/dev/null || { head -c 2000 "$work/kms.json"; return 1; }; }
# ends STATUS COMMAND...: the command's exit status is that.
ends() {
    local wanted=$1
    shift
    "$@"
    local status=$?
    [ $status = "$wanted" ] || { echo "exit status $status"; head -c 2000 "$work/kms.json"; tail -3 "$work/kms.err"; return 1; }
}
# refused CODE COMMAND...: it fails with a code of that form.
refused() {
    local code=$1
    shift
    ends 1 "$@" && says ".error.code | test(\"^$code\$\")"
}
