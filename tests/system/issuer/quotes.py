"""Evidence of a software root that only who holds its keys can make, and a PCCS that has its papers.

quotes.py debug QUOTE PCK_KEY OUT                   the quote with the debug bit set, signed again throughout
quotes.py expire COLLATERAL TCB_SIGNING_KEY OUT     the collateral with a TCB info that ended yesterday, signed again
quotes.py pccs COLLATERAL PORT_FILE                 answers as a PCCS with what is in the file at that moment, until it is killed
"""
import datetime
import hashlib
import http.server
import json
import pathlib
import struct
import sys
import urllib.parse

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

HEADER, BODY = 48, 384


def read(path):
    return pathlib.Path(path).read_bytes()


def key_in(path):
    return ec.derive_private_key(int.from_bytes(read(path), "big"), ec.SECP256R1())


def sign(key, content):
    r, s = utils.decode_dss_signature(key.sign(content, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def debug(quote, pck_key, out):
    data = bytearray(read(quote))
    data[HEADER + 48] |= 2
    signature = HEADER + BODY + 4
    report = signature + 128
    authentication = report + BODY + 64
    (length,) = struct.unpack_from("<H", data, authentication)
    key = ec.generate_private_key(ec.SECP256R1())
    numbers = key.public_key().public_numbers()
    raw = numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")
    data[signature + 64 : report] = raw
    data[report + 320 : report + 352] = hashlib.sha256(
        raw + data[authentication + 2 : authentication + 2 + length]).digest()
    data[report + BODY : authentication] = sign(key_in(pck_key), bytes(data[report : report + BODY]))
    data[signature : signature + 64] = sign(key, bytes(data[: HEADER + BODY]))
    pathlib.Path(out).write_bytes(data)


def expire(collateral, signing_key, out):
    papers = json.loads(read(collateral))
    info = json.loads(papers["tcb_info"])
    yesterday = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=1)
    info["nextUpdate"] = yesterday.strftime("%Y-%m-%dT%H:%M:%SZ")
    info["issueDate"] = (yesterday - datetime.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    papers["tcb_info"] = json.dumps(info, separators=(",", ":"))
    papers["tcb_info_signature"] = sign(key_in(signing_key), papers["tcb_info"].encode()).hex()
    pathlib.Path(out).write_text(json.dumps(papers))


class PCCS(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        papers = json.loads(read(sys.argv[2]))
        path = urllib.parse.urlsplit(self.path).path
        answers = {
            "/sgx/certification/v4/pckcrl": (papers["pck_crl"], "SGX-PCK-CRL-Issuer-Chain", "pck_crl_issuer_chain"),
            "/sgx/certification/v4/rootcacrl": (papers["root_ca_crl"], None, None),
            "/sgx/certification/v4/tcb": (
                signed("tcbInfo", papers["tcb_info"], papers["tcb_info_signature"]),
                "TCB-Info-Issuer-Chain", "tcb_info_issuer_chain"),
            "/sgx/certification/v4/qe/identity": (
                signed("enclaveIdentity", papers["qe_identity"], papers["qe_identity_signature"]),
                "SGX-Enclave-Identity-Issuer-Chain", "qe_identity_issuer_chain"),
        }
        if path not in answers:
            return self.send_error(404)
        body, header, chain = answers[path]
        self.send_response(200)
        if header:
            self.send_header(header, urllib.parse.quote(papers[chain]))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


def signed(name, text, signature):
    return f'{{"{name}":{text},"signature":"{signature}"}}'


def pccs(_, port_file):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), PCCS)
    pathlib.Path(port_file).write_text(str(server.server_address[1]))
    server.serve_forever()


{"debug": debug, "expire": expire, "pccs": pccs}[sys.argv[1]](*sys.argv[2:])
