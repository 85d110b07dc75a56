"""Prints dcap-qvl's verdict on every vector below a folder: kind/name, a tab, its status or "reject: why".

For an RA-TLS certificate that is the verdict on the quote inside; what binds it to the key dcap-qvl does not look at.
"""

import json
import pathlib
import sys

import dcap_qvl
from cryptography import x509

STANDARD = x509.ObjectIdentifier("2.23.133.5.4.9")


def byte_string(data, at):
    """The CBOR byte string at an offset, two bytes of length."""
    if data[at] != 0x59:
        raise ValueError("no byte string with two bytes of length")
    length = int.from_bytes(data[at + 1 : at + 3], "big")
    return data[at + 3 : at + 3 + length]


def inner_quote(certificate):
    """The quote of the extension that decides."""
    extensions = {
        e.oid: e.value.value
        for e in x509.load_der_x509_certificate(certificate).extensions
        if isinstance(e.value, x509.UnrecognizedExtension)
    }
    if STANDARD in extensions:  # tag 60000 over an array of two
        return byte_string(extensions[STANDARD], 4)
    return next(iter(extensions.values()))


def verdict(folder):
    expectation = json.loads((folder / "expect.json").read_text())
    certificate = folder / "cert.der"
    quote = inner_quote(certificate.read_bytes()) if certificate.exists() else (folder / "quote.bin").read_bytes()
    collateral = dcap_qvl.QuoteCollateralV3.from_json((folder / "collateral.json").read_text())
    root = (folder / "root_ca.der").read_bytes()
    try:
        return dcap_qvl.verify_with_root_ca(quote, collateral, root, expectation["verify_at_unix"]).status
    except Exception as error:  # the binding raises whatever the library says
        return "reject: " + str(error).splitlines()[0]


for kind in sys.argv[2:]:
    for folder in sorted((pathlib.Path(sys.argv[1]) / kind).iterdir()):
        print(f"{kind}/{folder.name}\t{verdict(folder)}")
