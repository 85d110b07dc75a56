#!/usr/bin/env bash
# The documented command line on the real programs, with openssl as the judge of what comes out. The steps are the
# scripts of command-line/, in order; one is run alone by naming a part of it.
. "$(dirname "$0")/lib/programs.sh"
for step in "$suites"/command-line/*"${1:-}"*.sh; do
    step_failed=$failed step_began=$SECONDS
    . "$step"
    stop_children
    unset CASEMATE_ENCLAVE CASEMATE_ENCLAVE_KEY
    echo "$(basename "$step" .sh): $((failed - step_failed)) failed, $((SECONDS - step_began)) s"
done
finish
