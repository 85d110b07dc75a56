#!/usr/bin/env bash
# The trusted closure of each enclave program, read from the linked binary, against its committed list (dev/tcb.txt for
# casemate-enclave-software, dev/tcb-hardware.txt for casemate-enclave):
#   module   every Swift or C module whose objects were linked (the linker's own file list)
#   runtime  every module of the Swift runtime whose code is inside (from the names it holds)
#   library  every shared library it loads
# FoundationEssentials is in the list because swift-crypto's API speaks in its Data; Foundation, with ICU, is not.
# After a reviewed change of the closure: dev/check-tcb.sh --write
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

modules() { sed -nE 's|.*/([^/]+)\.build/.*|module \1|p' "$objects" | sort -u; }

# The programs carry no symbols. A Swift module's name is in the program, alone, for its types to be found by, or with the
# names of its files; only names that the runtime has are looked for. ICU is told by the name of its data.
runtime() {
    local known='Foundation|FoundationEssentials|FoundationInternationalization|FoundationNetworking|FoundationXML'
    known+='|_FoundationCollections|_FoundationICU|_FoundationCShims|_RegexParser|_StringProcessing|_Concurrency|Synchronization'
    known+='|Observation|Distributed|RegexBuilder|Dispatch|Differentiation|Cxx|Testing|XCTest'
    strings -a "$binary" | sed -nE "s=^($known)(/[A-Za-z+]+\\.swift)?\$=runtime \\1=p; s=^icudt[0-9].*=runtime ICU=p" | sort -u
}

libraries() { readelf -d "$binary" | sed -nE 's/.*NEEDED.*\[(.*)\]/library \1/p' | sort -u; }

closure() { { modules; runtime; libraries; } | sort -u; }

# compare NAME LIST MODE: the closure of one program.
compare() {
    local list=$2 change
    binary=.build/release/$1
    objects=$binary.product/Objects.LinkFileList
    if [ ! -e "$binary" ] || [ ! -e "$objects" ]; then
        echo "Build first: make build"
        return 1
    fi
    if [ "$3" = --write ]; then
        { grep '^#' "$list"; closure; } >"$list.new" && mv "$list.new" "$list"
        return
    fi
    change=$(diff <(grep -v '^#' "$list") <(closure))
    if [ -n "$change" ]; then
        echo "The trusted closure of $1 is not what $list says (< listed, > linked):"
        grep '^[<>]' <<<"$change" | sed 's/^/  /'
        echo "Remove the dependency, or argue for it in docs/decisions/ and run dev/check-tcb.sh --write"
        return 1
    fi
    summary+="${summary:+; }$1: $(closure | wc -l) entries, $(stat -c %s "$binary") bytes"
}

summary= status=0
compare casemate-enclave-software dev/tcb.txt "${1:-}" || status=1
compare casemate-enclave dev/tcb-hardware.txt "${1:-}" || status=1
echo "$summary"
exit $status
