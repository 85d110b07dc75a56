"""Calls Status in hand-made HTTP/2 frames, as clients do that send no `:authority`, or a socket's path for it.

Usage: barehttp2.py SOCKET
"""

import socket
import struct
import sys

STATUS = "/v2.KeyManagementService/Status"


def text(value):
    data = value.encode()
    return bytes([len(data)]) + data


def headers(authority):
    """HPACK: indexed :method POST and :scheme http, the rest literal, never indexed."""
    block = b"\x83\x86\x04" + text(STATUS)
    if authority is not None:
        block += b"\x01" + text(authority)
    for name, value in (("content-type", "application/grpc"), ("te", "trailers")):
        block += b"\x00" + text(name) + text(value)
    return block


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def call(path, authority):
    """The answer's first message, or why there is none."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(5)
        connection.connect(path)
        connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0))
        connection.sendall(frame(1, 4, 1, headers(authority)) + frame(0, 1, 1, bytes(5)))
        received = b""
        while True:
            while len(received) < 9 or len(received) < 9 + int.from_bytes(received[:3], "big"):
                more = connection.recv(65536)
                if not more:
                    return "connection closed"
                received += more
            length = int.from_bytes(received[:3], "big")
            kind, stream = received[3], int.from_bytes(received[5:9], "big")
            payload, received = received[9 : 9 + length], received[9 + length :]
            if kind == 0 and stream == 1:
                return payload[5:]
            if kind in (3, 7):
                return f"{'RST_STREAM' if kind == 3 else 'GOAWAY'} {payload.hex()}"


failed = 0
for name, authority in (("no :authority", None), ("the socket's path", sys.argv[1]), ("an empty one", ""), ("localhost", "localhost")):
    answer = call(sys.argv[1], authority)
    passed = isinstance(answer, bytes) and b"\x0a\x02v2" in answer and b"casemate-1." in answer
    failed += not passed
    print(("ok      " if passed else "FAILED  ") + f"Status with {name}" + ("" if passed else f": {answer}"), flush=True)
sys.exit(failed > 0)
