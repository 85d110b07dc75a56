#!/usr/bin/env bash
# The trusted closure of casemate-enclave-software, read from the linked binary, against the committed dev/tcb.txt:
#   module   every Swift or C module whose objects were linked (the linker's own file list)
#   runtime  every module of the Swift runtime whose code is inside (from the symbols)
#   library  every shared library it loads
# FoundationEssentials is in the list because swift-crypto's API speaks in its Data; Foundation, with ICU, is not.
# After a reviewed change of the closure: dev/check-tcb.sh --write
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

binary=.build/release/casemate-enclave-software
objects=$binary.product/Objects.LinkFileList
if [ ! -e "$binary" ] || [ ! -e "$objects" ]; then
    echo "Build first: make build"
    exit 1
fi

modules() { sed -nE 's|.*/([^/]+)\.build/.*|module \1|p' "$objects" | sort -u; }

# A Swift symbol begins with the length and name of its module; only names that the runtime has are looked for.
runtime() {
    local known='Foundation|FoundationEssentials|FoundationInternationalization|FoundationNetworking|FoundationXML'
    known+='|_FoundationCollections|_FoundationICU|_FoundationCShims|_RegexParser|_StringProcessing|_Concurrency|Synchronization'
    known+='|Observation|Distributed|RegexBuilder|Dispatch|Differentiation|Cxx|Testing|XCTest'
    nm --defined-only "$binary" 2>/dev/null | awk '{print $NF}' |
        sed -nE 's/^\$s([0-9]+)(.*)$/\1 \2/p' | awk '{print substr($2, 1, $1)}' | sort -u |
        grep -xE "$known" | sed 's/^/runtime /'
    nm --defined-only "$binary" 2>/dev/null | grep -qE ' (u_|ucal_|icu::)[A-Za-z_]+' && echo 'runtime ICU'
}

libraries() { readelf -d "$binary" | sed -nE 's/.*NEEDED.*\[(.*)\]/library \1/p' | sort -u; }

closure() { { modules; runtime; libraries; } | sort -u; }

if [ "${1:-}" = --write ]; then
    { grep '^#' dev/tcb.txt; closure; } >dev/tcb.txt.new && mv dev/tcb.txt.new dev/tcb.txt
    exit
fi
change=$(diff <(grep -v '^#' dev/tcb.txt) <(closure))
if [ -n "$change" ]; then
    echo "The trusted closure is not what dev/tcb.txt says (< listed, > linked):"
    grep '^[<>]' <<<"$change" | sed 's/^/  /'
    echo "Remove the dependency, or argue for it in docs/decisions/ and run dev/check-tcb.sh --write"
    exit 1
fi
echo "$(closure | wc -l) entries, $(stat -c %s "$binary") bytes"
