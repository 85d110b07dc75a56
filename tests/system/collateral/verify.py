"""Fetches a quote's collateral with dcap-qvl's own client, as it stands, and verifies the quote with it.

verify.py URL FOLDER: URL is a caching service; FOLDER holds a vector (quote.bin, root_ca.der, expect.json). Prints the
status dcap-qvl comes to. The CA of the service's certificate is the file that SSL_CERT_FILE names.
"""
import asyncio
import json
import pathlib
import sys

import dcap_qvl


async def main(url, folder):
    quote = (folder / "quote.bin").read_bytes()
    expected = json.loads((folder / "expect.json").read_text())
    collateral = await dcap_qvl.get_collateral(url, quote)
    report = dcap_qvl.verify_with_root_ca(
        quote, collateral, (folder / "root_ca.der").read_bytes(), expected["verify_at_unix"])
    print(report.status)


asyncio.run(main(sys.argv[1], pathlib.Path(sys.argv[2])))
