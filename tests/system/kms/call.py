"""One call, for suites in shell. Usage: call.py SOCKET COMMAND [ARGUMENT...]

status                     prints the key id, or `error CODE`
remember FILE TEXT         encrypts TEXT and appends the message to FILE (a JSON list)
recall FILE [READY]        decrypts every message of FILE; prints how many came back right, and the first error
decrypts SECONDS FILE READY  goes on decrypting FILE's first message; prints the outcomes, the longest time of a call, and
                           the longest time without an answer
status-times COUNT         prints the slowest of COUNT Status calls in milliseconds, and their outcomes
loop SECONDS READY         encrypts and decrypts; every message must come back; prints the key ids seen
many COUNT TEXT            COUNT Decrypt calls of one message; prints the outcomes
hammer COUNT FILE [READY UNTIL]  encrypts each seed of FILE (32 bytes each), then COUNT calls, four Decrypts to an Encrypt,
                           16 at a time, and COUNT more as long as there is no file UNTIL; prints the outcomes

READY is a file that is made right before the first call.
"""

import collections
import concurrent.futures
import json
import pathlib
import sys
import time

from protocol import Plugin, outcome

plugin = Plugin(sys.argv[1])
command, arguments = sys.argv[2], sys.argv[3:]


def load(path):
    return json.loads(path.read_text()) if path.exists() else []


def decrypt(entry):
    notes = {name: bytes.fromhex(value) for name, value in entry["annotations"].items()}
    return plugin.decrypt_call(bytes.fromhex(entry["ciphertext"]), entry["key_id"], notes)


def insist(call):
    """A busy machine's disk may hold the enclave up for longer than the plugin waits: asked again, as API servers do."""
    for _ in range(10):
        code = call()
        if code not in ("unavailable", "DEADLINE_EXCEEDED"):
            break
    return code


def status():
    got = []
    code = outcome(lambda: got.append(plugin.status()))
    print(got[0].key_id if got else f"error {code}")


def remember(name, text):
    path = pathlib.Path(name)
    plaintext = text.encode().ljust(32, b".")
    got = []
    insist(lambda: outcome(lambda: got.append(plugin.encrypt(plaintext))))
    if not got:
        sys.exit("not sealed")
    sealed = got[0]
    notes = {key: value.hex() for key, value in sealed.annotations.items()}
    entry = {"plaintext": plaintext.hex(), "ciphertext": sealed.ciphertext.hex(), "key_id": sealed.key_id, "annotations": notes}
    path.write_text(json.dumps(load(path) + [entry]))
    print(sealed.key_id)


def begin(ready):
    """Connects before it says so: a call then is under way at once."""
    if ready:
        outcome(plugin.status)
        pathlib.Path(ready).touch()


def recall(name, ready=None):
    entries, right, errors = load(pathlib.Path(name)), 0, []
    begin(ready)
    for entry in entries:
        got = []
        code = outcome(lambda: got.append(decrypt(entry)))
        if not got:
            errors.append(code)
        elif got[0].hex() == entry["plaintext"]:
            right += 1
        else:
            errors.append("OTHER BYTES")
    print(f"{right} of {len(entries)}" + (f", {errors[0]}" if errors else ""))


def decrypts(seconds, name, ready):
    entry = load(pathlib.Path(name))[0]
    begin(ready)
    outcomes, slowest, gap, answered = collections.Counter(), 0.0, 0.0, time.monotonic()
    end = answered + float(seconds)
    while time.monotonic() < end:
        start, got = time.monotonic(), []
        code = outcome(lambda: got.append(decrypt(entry)))
        now = time.monotonic()
        slowest = max(slowest, now - start)
        if got:
            gap, answered = max(gap, now - answered), now
        outcomes["OTHER BYTES" if got and got[0].hex() != entry["plaintext"] else code] += 1
        time.sleep(0.001)
    print(json.dumps({"outcomes": outcomes, "slowestSeconds": round(slowest, 3), "longestGapSeconds": round(gap, 3)}))


def status_times(count):
    outcomes, slowest = collections.Counter(), 0.0
    for _ in range(int(count)):
        start = time.monotonic()
        outcomes[outcome(plugin.status)] += 1
        slowest = max(slowest, time.monotonic() - start)
    print(json.dumps({"outcomes": outcomes, "slowestMilliseconds": round(slowest * 1000, 1)}))


def loop(seconds, ready):
    begin(ready)
    seen, end, number = collections.Counter(), time.monotonic() + float(seconds), 0
    while time.monotonic() < end:
        number += 1
        plaintext = number.to_bytes(32, "big")
        sealed = plugin.encrypt(plaintext)
        if plugin.decrypt(sealed) != plaintext:
            sys.exit("OTHER BYTES")
        seen[sealed.key_id] += 1
    print(json.dumps({"keyIds": list(seen), "messages": number}))


def many(count, text):
    sealed = plugin.encrypt(text.encode())
    print(json.dumps(collections.Counter(outcome(lambda: plugin.decrypt(sealed)) for _ in range(int(count)))))


def hammer(count, name, ready=None, until=None):
    data = pathlib.Path(name).read_bytes()
    seeds = [data[i : i + 32] for i in range(0, len(data), 32)]
    sealed = []
    for seed in seeds:
        insist(lambda: outcome(lambda: sealed.append(plugin.encrypt(seed))))

    def once(number):
        which = number % len(seeds)
        if number % 5 == 0:
            return outcome(lambda: plugin.encrypt(seeds[which]))
        got = []
        code = outcome(lambda: got.append(plugin.decrypt(sealed[which])))
        return "OTHER BYTES" if got and got[0] != seeds[which] else code

    begin(ready)
    outcomes = collections.Counter()
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        while True:
            outcomes.update(pool.map(lambda number: insist(lambda: once(number)), range(int(count))))
            if not until or pathlib.Path(until).exists():
                break
    print(json.dumps(outcomes))


commands = {"status": status, "remember": remember, "recall": recall, "decrypts": decrypts,
            "status-times": status_times, "loop": loop, "many": many, "hammer": hammer}
commands[command](*arguments)
