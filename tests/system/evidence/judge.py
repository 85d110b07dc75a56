"""Asks dcap-qvl about evidence that the software enclave gave.

    judge.py QUOTE COLLATERAL ROOT [--at UNIXTIME] [--intel] [--every-byte]

Prints status, MRENCLAVE, MRSIGNER, report data and CONFIGID, one a line; exit 1 with the reason when it is refused.
--intel verifies under Intel's root instead. --every-byte changes each byte before the certificates, and of the
collateral's signed texts, one at a time: prints how many were tried and each that was accepted all the same.
"""

import argparse
import json
import sys
import time

import dcap_qvl

# Version 3 with 32 bytes of authentication data: all before is signed or hashed. Behind it stand the type and length of
# the certificates, which dcap-qvl reads leniently, and the certificates, signed by one another.
SIGNED_END = 1046


def verify(quote, collateral, root, now):
    parsed = dcap_qvl.QuoteCollateralV3.from_json(json.dumps(collateral))
    if root is None:
        return dcap_qvl.verify(quote, parsed, now)
    return dcap_qvl.verify_with_root_ca(quote, parsed, root, now)


def is_accepted(*arguments):
    try:
        verify(*arguments)
    except Exception:  # pylint: disable=broad-except  # whatever it throws, it refused
        return False
    return True


def every_byte(quote, collateral, root, now):
    tried, accepted = 0, []
    for position in range(SIGNED_END):
        changed = quote[:position] + bytes([quote[position] ^ 1]) + quote[position + 1 :]
        tried += 1
        if is_accepted(changed, collateral, root, now):
            accepted.append(f"quote[{position}]")
    for name in ("tcb_info", "qe_identity"):
        text = collateral[name]
        for position in range(0, len(text), 7):
            changed = text[:position] + chr(ord(text[position]) ^ 1) + text[position + 1 :]
            tried += 1
            if is_accepted(quote, collateral | {name: changed}, root, now):
                accepted.append(f"{name}[{position}]")
    print(f"tried {tried}")
    for position in accepted:
        print(f"accepted {position}")
    return 1 if accepted else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs=3)
    parser.add_argument("--at", type=int, default=int(time.time()))
    parser.add_argument("--intel", action="store_true")
    parser.add_argument("--every-byte", action="store_true")
    options = parser.parse_args()
    quote, collateral, root = (open(name, "rb").read() for name in options.files)
    collateral = json.loads(collateral)
    if options.every_byte:
        return every_byte(quote, collateral, root, options.at)
    try:
        verdict = json.loads(verify(quote, collateral, None if options.intel else root, options.at).to_json())
    except Exception as error:  # pylint: disable=broad-except
        print(error, file=sys.stderr)
        return 1
    report = verdict["report"]["SgxEnclave"]
    print(verdict["status"], *(report[name] for name in ("mr_enclave", "mr_signer", "report_data")), sep="\n")
    print(quote[240:304].hex())
    return 0


sys.exit(main())
