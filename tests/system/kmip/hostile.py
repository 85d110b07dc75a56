"""A KMIP server that lies: hostile.py TLS-DIRECTORY PORT. Each connection gets the next case's answer to its first
request; what the cases are is printed, a line each, and `listening` when they can be asked for."""

import socket
import ssl
import sys

# A true answer to Discover Versions: versions 1.4 and 1.2.
ANSWER = bytes.fromhex(
    "42007b01000000c8"
    "42007a0100000048"
    "4200690100000020" "42006a02000000040000000100000000" "42006b02000000040000000400000000"
    "4200920900000008000000006b020439" "42000d02000000040000000100000000"
    "42000f0100000070"
    "42005c05000000040000001e00000000" "42007f05000000040000000000000000"
    "42007c0100000048"
    "4200690100000020" "42006a02000000040000000100000000" "42006b02000000040000000400000000"
    "42006901000000" "18" "42006a02000000040000000100000000" "42006b0200000004"
)


def lie(offset, length):
    return ANSWER[:offset] + length.to_bytes(4, "big") + ANSWER[offset + 4 :]


CASES = [(f"ends after {count} bytes", ANSWER[:count], False) for count in range(0, len(ANSWER), 8)]
CASES += [(f"ends after {count} bytes", ANSWER[:count], False) for count in (1, 7, 9, 15)]
CASES += [
    ("says it has 4 GiB", lie(4, 0xFFFFFFFF), True),
    ("says it has 2 GiB", lie(4, 0x7FFFFFF8), True),
    ("says it is empty", lie(4, 0), True),
    ("says its header is longer than the message", lie(12, 0x1000), True),
    ("says its header is a byte longer", lie(12, 0x49), True),
    ("has an inner structure that is cut off", ANSWER, True),
    ("speaks HTTP", b"HTTP/1.1 400 Bad Request\r\n\r\n", True),
    ("says nothing", b"", True),
]


def main(directory, port):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=f"{directory}/ca.pem")
    context.load_cert_chain(f"{directory}/server.pem", f"{directory}/server.key")
    listener = socket.create_server(("127.0.0.1", int(port)))
    for name, _, _ in CASES:
        print(name)
    print("listening", flush=True)
    for _, answer, stays in CASES:
        plain, _ = listener.accept()
        try:
            with context.wrap_socket(plain, server_side=True) as client:
                client.recv(4096)
                client.sendall(answer)
                client.settimeout(5)
                if stays:
                    client.recv(4096)
        except OSError:
            pass


main(*sys.argv[1:])
