"""Alters messages in every place and way there is; each must be refused. Usage: tamper.py SOCKET [OLD]

OLD is a file of messages that `remember` wrote, from before a rotation: parts are exchanged with those too.
"""

import concurrent.futures
import json
import sys

from protocol import Plugin, Report, outcome, v1

plugin = Plugin(sys.argv[1])
report = Report()
REFUSALS = {"not-authentic", "invalid-request", "unknown-key", "INVALID_ARGUMENT"}


def altered(data):
    """Copies of `data` with one thing changed: (what, copy)."""
    for i in range(len(data)):
        for bit in range(8):
            yield "a bit flipped", data[:i] + bytes([data[i] ^ 1 << bit]) + data[i + 1 :]
        yield "a byte complemented", data[:i] + bytes([data[i] ^ 0xFF]) + data[i + 1 :]
        yield "a byte dropped", data[:i] + data[i + 1 :]
        yield "a byte doubled", data[: i + 1] + data[i:]
        yield "cut short", data[:i]
        yield "its beginning lost", data[i + 1 :]
    for i in range(len(data) - 1):
        if data[i] != data[i + 1]:
            yield "two bytes exchanged", data[:i] + bytes([data[i + 1], data[i]]) + data[i + 2 :]
    yield "a byte more", data + b"\0"
    yield "doubled", data + data
    yield "reversed", data[::-1]


def altered_text(text):
    for what, data in altered(text.encode()):
        try:
            changed = data.decode()
        except UnicodeDecodeError:
            continue
        if changed != text:
            yield what, changed
    yield "upper case", text.upper()
    for place in [i for i, character in enumerate(text) if character == "."]:
        yield "a zero before a number", text[: place + 1] + "0" + text[place + 1 :]
        yield "a plus before a number", text[: place + 1] + "+" + text[place + 1 :]


def judge(name, cases):
    """Runs all cases; each must be refused, none may give bytes."""
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        results = list(pool.map(lambda case: (case[0], outcome(case[1])), cases))
    wrong = [result for result in results if result[1] not in REFUSALS]
    report.case(f"{name}: {len(results)} cases refused", results and not wrong, str(wrong[:3]))
    return len(results)


def decrypt(ciphertext, key_id, annotations):
    return lambda: plugin.decrypt_call(ciphertext, key_id, annotations)


def message(plaintext):
    sealed = plugin.encrypt(plaintext)
    return sealed.ciphertext, sealed.key_id, dict(sealed.annotations)


seed, other_seed = bytes(range(32)), bytes(range(100, 132))
first, second = message(seed), message(other_seed)
ciphertext, key_id, notes = first
total = judge("ciphertext altered", [(what, decrypt(data, key_id, notes)) for what, data in altered(ciphertext)])
total += judge("key id altered", [(what, decrypt(ciphertext, text, notes)) for what, text in altered_text(key_id)])
for name, value in notes.items():
    rest = {key: notes[key] for key in notes if key != name}
    total += judge(
        f"value of {name} altered",
        [(what, decrypt(ciphertext, key_id, rest | {name: data})) for what, data in altered(value)])
    total += judge(
        f"name {name} altered",
        [(what, decrypt(ciphertext, key_id, rest | {text: value})) for what, text in altered_text(name)])
    total += judge(f"{name} dropped", [("dropped", decrypt(ciphertext, key_id, rest))])
extra = [(f"one more: {name}", decrypt(ciphertext, key_id, notes | {name: value}))
         for name in ("a.b", "z.z", "instance.casemate.interna", "instance.casemate.internal.")
         for value in (b"", b"x", bytes(1000))]
total += judge("an annotation more", extra)
total += judge("a name's end moved into its value", [
    ("moved", decrypt(ciphertext, key_id, {name[:-1]: name[-1:].encode() + value for name, value in notes.items()}))])
swapped = [("ciphertext", decrypt(second[0], key_id, notes)), ("annotations", decrypt(ciphertext, key_id, second[2]))]
swapped += [(name, decrypt(ciphertext, key_id, notes | {name: second[2][name]}))
            for name in notes if notes[name] != second[2][name]]
total += judge("parts exchanged between two messages", swapped)
halves = [("halves", decrypt(ciphertext[:i] + second[0][i:], key_id, notes)) for i in range(1, len(ciphertext))
          if ciphertext[i:] != second[0][i:]]
total += judge("halves of two messages", halves)

legacy = plugin.v1.Encrypt(v1.EncryptRequest(version="v1beta1", plain=seed), timeout=5).cipher


def legacy_decrypt(cipher):
    return lambda: plugin.v1.Decrypt(v1.DecryptRequest(version="v1beta1", cipher=cipher), timeout=5)


total += judge("v1beta1: ciphertext altered", [(what, legacy_decrypt(data)) for what, data in altered(legacy)])
total += judge("a v2 message through v1beta1", [("as it is", legacy_decrypt(ciphertext)),
                                               ("behind the other's head", legacy_decrypt(legacy[:29] + ciphertext))])
total += judge("a v1beta1 message through v2", [("as it is", decrypt(legacy, key_id, notes)),
                                               ("its envelope", decrypt(legacy[29:], key_id, notes)),
                                               ("without annotations", decrypt(legacy[29:], key_id, {}))])

if len(sys.argv) > 2:
    crossed = []
    for old in json.load(open(sys.argv[2])):
        parts = bytes.fromhex(old["ciphertext"]), old["key_id"], {k: bytes.fromhex(v) for k, v in old["annotations"].items()}
        if parts[1] == key_id:
            continue
        crossed += [("old key id", decrypt(ciphertext, parts[1], notes)), ("old ciphertext", decrypt(parts[0], key_id, notes)),
                    ("old annotations and key id", decrypt(ciphertext, parts[1], parts[2]))]
    total += judge("parts exchanged with messages of older key ids", crossed)

intact = outcome(decrypt(*first)) == "ok" and plugin.decrypt_call(*second) == other_seed
report.case(f"the messages themselves still open after {total} altered ones", intact)
sys.exit(Report.failures > 0)
