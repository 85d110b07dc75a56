"""PyKMIP's own client, for what a suite must know without Casemate: peer.py TLS-DIRECTORY PORT COMMAND ARGUMENT...

create NAME         makes an AES-256 key and activates it; prints its identifier
register NAME HEX   registers a key that wraps others, and activates it; prints its identifier
bytes ID            prints a key in hex
state ID            prints its state
name ID             prints its names
"""

import sys

from kmip.core import enums
from kmip.pie.client import ProxyKmipClient
from kmip.pie.objects import SymmetricKey

Mask = enums.CryptographicUsageMask


def create(client, name):
    key = client.create(
        enums.CryptographicAlgorithm.AES, 256, name=name, cryptographic_usage_mask=[Mask.ENCRYPT, Mask.DECRYPT]
    )
    client.activate(key)
    return key


def register(client, name, key):
    secret = SymmetricKey(
        enums.CryptographicAlgorithm.AES, 256, bytes.fromhex(key), [Mask.WRAP_KEY, Mask.UNWRAP_KEY], name=name
    )
    identifier = client.register(secret)
    client.activate(identifier)
    return identifier


def attribute(client, key, name):
    values = client.get_attributes(key, [name])[1]
    return [value.attribute_value for value in values]


def main(directory, port, command, *arguments):
    client = ProxyKmipClient(
        hostname="127.0.0.1", port=int(port), cert=f"{directory}/plugin.pem", key=f"{directory}/plugin.key",
        ca=f"{directory}/ca.pem", ssl_version="PROTOCOL_TLSv1_2", kmip_version=enums.KMIPVersion.KMIP_1_4,
    )
    with client:
        if command == "create":
            print(create(client, *arguments))
        elif command == "register":
            print(register(client, *arguments))
        elif command == "bytes":
            print(client.get(*arguments).value.hex())
        elif command == "state":
            print(attribute(client, *arguments, "State")[0].value.name)
        elif command == "name":
            print(*[value.name_value.value for value in attribute(client, *arguments, "Name")])


main(*sys.argv[1:])
