"""A secret's value as kube-apiserver stores it under KMS v2. Usage: etcd-value.py SOCKET PROVIDER FILE; prints the key id.

The plugin behind SOCKET seals the seed. The object's own ciphertext is 76 random bytes: who has no seed cannot tell.
"""

import os
import pathlib
import sys

from protocol import Plugin

socket, provider, path = sys.argv[1:]


def varint(number):
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes(out) + bytes([number])


def field(number, value):
    return varint(number << 3 | 2) + varint(len(value)) + value


sealed = Plugin(socket).encrypt(os.urandom(32))
message = field(1, os.urandom(76)) + field(2, sealed.key_id.encode()) + field(3, sealed.ciphertext)
for name, value in sorted(sealed.annotations.items()):
    message += field(4, field(1, name.encode()) + field(2, value))
message += varint(5 << 3) + varint(1)  # HKDF_SHA256_XNONCE_AES_GCM_SEED
pathlib.Path(path).write_bytes(f"k8s:enc:kms:v2:{provider}:".encode() + message)
print(sealed.key_id)
