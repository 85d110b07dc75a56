#!/usr/bin/env python3
"""What a cold key costs: one connection, one request outstanding, a hot key and a key not held in turn.

cold_key.py SOCKET PREFIX COUNT REQUESTS    keys PREFIX-0 to PREFIX-(COUNT-1), as `casemate bench keys` makes them
"""
import socket
import statistics
import struct
import sys
import time

path, prefix, count, requests = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
HELLO, REQUEST, ANSWER, KEY_SIGN = 1, 2, 3, 19
connection = socket.socket(socket.AF_UNIX)
connection.connect(path)


def frame(kind, operation, number, body):
    return struct.pack(">IBBHQ", 12 + len(body), kind, 0, operation, number) + body


def ask(message):
    connection.sendall(message)
    answer = connection.recv(4096)
    while len(answer) < 4 or len(answer) < 4 + struct.unpack(">I", answer[:4])[0]:
        answer += connection.recv(4096)
    if answer[4] != ANSWER:
        sys.exit(f"refused: {answer[16:]!r}")


def sign(index):
    name = f"{prefix}-{index}".encode()
    body = b"\x02" + struct.pack(">H", len(name)) + name + b"\x01\x01\x01" + struct.pack(">I", 32) + b"\x07" * 32
    return frame(REQUEST, KEY_SIGN, 1, body)


def microseconds(message):
    began = time.perf_counter_ns()
    ask(message)
    return (time.perf_counter_ns() - began) / 1000


ask(frame(HELLO, 0, 0, struct.pack(">HHH", 1, 1, 5) + b"bench"))
hot, cold = [], []
for turn in range(requests):
    hot.append(microseconds(sign(0)))
    cold.append(microseconds(sign(1 + turn * 7919 % (count - 1))))
hot_median, cold_median = statistics.median(hot), statistics.median(cold)
print(f"{count} keys: hot {hot_median:.1f} us, cold {cold_median:.1f} us, cold minus hot {cold_median - hot_median:.1f} us")
