"""Every size and name limit of the API at, below and above its boundary. Usage: limits.py SOCKET"""

import sys

from protocol import Plugin, Report, outcome, v1

plugin = Plugin(sys.argv[1])
report = Report()

status = plugin.status()
report.case("Status: version v2, healthz ok", (status.version, status.healthz) == ("v2", "ok"), str(status))
report.case("Status: 1 to 1024 bytes of key id", 1 <= len(status.key_id.encode()) <= 1024, status.key_id)

for size in (0, 1, 16, 24, 31, 32, 33, 64, 970, 971):
    plaintext = bytes(i & 0xFF for i in range(size))
    sealed = plugin.encrypt(plaintext)
    report.case(f"a plaintext of {size} bytes comes back", plugin.decrypt(sealed) == plaintext)
    total = sum(len(name) + len(value) for name, value in sealed.annotations.items())
    keeps = 1 <= len(sealed.ciphertext) <= 1024 and sealed.key_id == status.key_id and total <= 32768
    report.case(f"its answer keeps the limits: {len(sealed.ciphertext)} bytes", keeps)
report.expect("a plaintext of 972 bytes", lambda: plugin.encrypt(bytes(972)), "invalid-request")
report.expect("a plaintext of 60000 bytes", lambda: plugin.encrypt(bytes(60000)), "invalid-request")
got = outcome(lambda: plugin.encrypt(bytes(5 << 20)))
report.case(f"a message of 5 MiB: {got}", got in ("RESOURCE_EXHAUSTED", "CANCELLED"))
report.expect("the connection lives on", lambda: plugin.encrypt(b"x"), "ok")

seed = bytes(range(32))
sealed = plugin.encrypt(seed)
notes = dict(sealed.annotations)
again = plugin.encrypt(seed)
report.case("the same plaintext twice gives two ciphertexts", sealed.ciphertext != again.ciphertext)
report.case("any uid, or none, decrypts", plugin.decrypt_call(sealed.ciphertext, sealed.key_id, notes, uid="") == seed)


def decrypt(ciphertext=sealed.ciphertext, key_id=sealed.key_id, annotations=notes):
    return lambda: plugin.decrypt_call(ciphertext, key_id, annotations)


report.expect("the message itself", decrypt(), "ok")
report.expect("no ciphertext", decrypt(ciphertext=b""), "invalid-request")
report.expect("a ciphertext of 1 byte", decrypt(ciphertext=b"\1"), "not-authentic")
report.expect("a ciphertext of 1023 bytes", decrypt(ciphertext=bytes([1]) * 1023), "not-authentic")
report.expect("a ciphertext of 1024 bytes", decrypt(ciphertext=bytes([1]) * 1024), "not-authentic")
report.expect("a ciphertext of 1025 bytes", decrypt(ciphertext=bytes([1]) * 1025), "invalid-request")
report.expect("no key id", decrypt(key_id=""), "invalid-request")
for size in (1, 1023, 1024):
    report.expect(f"a key id of {size} bytes", decrypt(key_id="k" * size), "unknown-key")
report.expect("a key id of 1025 bytes", decrypt(key_id="k" * 1025), "invalid-request")
report.expect("a key id of 1024 bytes in 512 characters", decrypt(key_id="é" * 512), "unknown-key")
report.expect("a key id of 1026 bytes in 513 characters", decrypt(key_id="é" * 513), "invalid-request")
report.expect("a key id with a byte 0", decrypt(key_id=sealed.key_id + "\0"), "unknown-key")

report.expect("no annotations", decrypt(annotations={}), "not-authentic")
for total, want in ((32767, "not-authentic"), (32768, "not-authentic"), (32769, "invalid-request")):
    report.expect(f"annotations of {total} bytes", decrypt(annotations={"a.b": bytes(total - 3)}), want)
    halves = {"a.b": bytes(16000), "c.d": bytes(total - 16006)}
    report.expect(f"annotations of {total} bytes in two", decrypt(annotations=halves), want)
report.expect("an empty value more", decrypt(annotations=notes | {"a.b": b""}), "not-authentic")

accepted = ["a.b", "1.2", "kms.example.com", "kms.example.com.", "a" * 63 + ".example", "xn--bcher-kva.example", "a-b.c-d"]
accepted.append(".".join(["a" * 49] * 5 + ["a" * 3]))
accepted.append(accepted[-1] + ".")
refused = ["a", "", "kms.example.com/x", "Kms.example.com", "kms_a.example.com", "-a.example", "a-.example", "a..b"]
refused += ["a" * 64 + ".example", "*.b", ".a.b", "a.b..", ".", "a b.c", "é.example", ".".join(["a" * 49] * 5 + ["a" * 4])]
for name in accepted:
    report.expect(f"an annotation's name {name[:32]!r} ({len(name)})", decrypt(annotations={name: b"x"}), "not-authentic")
for name in refused:
    report.expect(f"an annotation's name {name[:32]!r} ({len(name)})", decrypt(annotations={name: b"x"}), "invalid-request")

version = plugin.v1.Version(v1.VersionRequest(version="v1beta1"), timeout=5)
report.case("v1beta1: Version", version.version == "v1beta1" and version.runtime_name and version.runtime_version, str(version))
for size in (0, 4, 16, 32, 971):
    plain = b"\5" * size
    cipher = plugin.v1.Encrypt(v1.EncryptRequest(version="v1beta1", plain=plain), timeout=5).cipher
    answer = plugin.v1.Decrypt(v1.DecryptRequest(version="v1beta1", cipher=cipher), timeout=5)
    report.case(f"v1beta1: a plaintext of {size} bytes comes back", answer.plain == plain)


def legacy(cipher, version="v1beta1"):
    return lambda: plugin.v1.Decrypt(v1.DecryptRequest(version=version, cipher=cipher), timeout=5)


report.expect("v1beta1: no ciphertext", legacy(b""), "invalid-request")
report.expect("v1beta1: a ciphertext of 1281 bytes", legacy(bytes(1281)), "not-authentic")
report.expect("v1beta1: a ciphertext of 1282 bytes", legacy(bytes(1282)), "invalid-request")
report.expect("v1beta1: another version", legacy(cipher, version="v2"), "invalid-request")
oversized = v1.EncryptRequest(version="v1beta1", plain=bytes(972))
report.expect("v1beta1: a plaintext of 972 bytes", lambda: plugin.v1.Encrypt(oversized, timeout=5), "invalid-request")
unknown = plugin.channel.unary_unary("/v2.KeyManagementService/Rotate")
report.expect("a method that is not there", lambda: unknown(b"", timeout=5), "UNIMPLEMENTED")
garbage = plugin.channel.unary_unary("/v2.KeyManagementService/Decrypt")
for body in (b"\xff" * 40, b"\x0a\x7f", b"\x22\x02\x0a\x7f"):
    got = outcome(lambda: garbage(body, timeout=5))
    report.case(f"a message that is none ({body[:3].hex()}…): {got}", got != "ok")
sys.exit(Report.failures > 0)
