"""What `casemate kms` is measured beside: the same API by grpcio's asyncio server, with the key in its own memory and
the same envelope (HKDF-SHA256 from 32 random bytes, AES-256-GCM). Usage: kms-aio-server.py SOCKET"""

import asyncio
import os
import pathlib
import sys

import grpc
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests/system/kms"))
from protocol import v2, v2_grpc  # noqa: E402

KEY, KEY_ID = os.urandom(32), "python-1"


def one_time_key(salt):
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"casemate/wrap/1").derive(KEY))


class Plugin(v2_grpc.KeyManagementServiceServicer):
    async def Status(self, request, context):
        return v2.StatusResponse(version="v2", healthz="ok", key_id=KEY_ID)

    async def Encrypt(self, request, context):
        salt = os.urandom(32)
        sealed = one_time_key(salt).encrypt(bytes(12), request.plaintext, KEY_ID.encode())
        return v2.EncryptResponse(ciphertext=salt + sealed, key_id=KEY_ID)

    async def Decrypt(self, request, context):
        salt, sealed = request.ciphertext[:32], request.ciphertext[32:]
        return v2.DecryptResponse(plaintext=one_time_key(salt).decrypt(bytes(12), sealed, request.key_id.encode()))


async def main():
    server = grpc.aio.server()
    v2_grpc.add_KeyManagementServiceServicer_to_server(Plugin(), server)
    server.add_insecure_port(f"unix://{sys.argv[1]}")
    await server.start()
    await server.wait_for_termination()


asyncio.run(main())
