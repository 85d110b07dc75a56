# Sourced after lib/enclave.sh by the suites that look for secrets of the KMS plugin wherever root can look.
needs gcore
known=$work/secrets # the harness' own files, NAME.list among them; what is scanned is where the product writes
mkdir -p "$known" "$work/run"

# scan NAME LIST PID [OPTION...]: what is found of LIST in the process, its core and what the product wrote; PID may be
# empty. The hits are in $work/NAME.hits, one a line.
scan() {
    local name=$1 list=$2 process=$3
    shift 3
    "$tools/secret-scan" --secrets "$known/$list.list" ${process:+--pid "$process"} --stops 1 --names --directory "$base" \
        --directory "$logs" --directory "$cores" --directory "$work/run" "$@" >"$work/$name.scan" 2>"$work/$name.hits"
    local status=$?
    [ $status -lt 2 ] || fail "$name: the scan ends with $status"
}

# hits NAME [SECRET]: how often a scan found it, without registers; where NAME: where.
hits() { grep "^hit [^ ]* ${2:-}" "$work/$1.hits" | grep -cv '^hit registers'; }
where() { grep '^hit' "$work/$1.hits" | awk '{ print $2, $3, $4 }' | sort | uniq -c | sort -rn | head -8 | sed 's/^/        /'; }
