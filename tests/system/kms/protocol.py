"""The KMS API for a real gRPC client: stubs made from the project's own .proto files, and a report of cases."""

import importlib
import os
import pathlib
import sys
import tempfile

import grpc

PROTOS = pathlib.Path(__file__).resolve().parents[3] / "Sources/ServiceProtos/KubernetesKMS"


def _stubs():
    folder = os.environ.get("KMS_STUBS") or tempfile.mkdtemp()
    if not os.path.exists(os.path.join(folder, "kms_v1beta1_pb2_grpc.py")):
        _compile(folder)
    sys.path.insert(0, folder)
    names = ("kms_v2_pb2", "kms_v2_pb2_grpc", "kms_v1beta1_pb2", "kms_v1beta1_pb2_grpc")
    return [importlib.import_module(name) for name in names]


def _compile(folder):
    from grpc_tools import protoc

    for name in ("kms-v2", "kms-v1beta1"):
        copy = pathlib.Path(folder) / (name.replace("-", "_") + ".proto")
        copy.write_text((PROTOS / (name + ".proto")).read_text())
        arguments = ["protoc", f"-I{folder}", f"--python_out={folder}", f"--grpc_python_out={folder}", copy.name]
        if protoc.main(arguments) != 0:
            sys.exit("the .proto files do not compile")


v2, v2_grpc, v1, v1_grpc = _stubs()

TIMEOUT = 5
CODES = {"invalid-request", "not-authentic", "unknown-key", "key-unusable", "not-allowed", "limited", "unavailable", "failed"}


class Plugin:
    """A connection to the plugin's socket."""

    def __init__(self, socket, authority="localhost"):
        options = [
            ("grpc.default_authority", authority),
            ("grpc.enable_retries", 0),
            ("grpc.initial_reconnect_backoff_ms", 100),
            ("grpc.max_reconnect_backoff_ms", 300),
            ("grpc.use_local_subchannel_pool", 1),
        ]
        self.channel = grpc.insecure_channel(f"unix://{socket}", options=options)
        self.v2 = v2_grpc.KeyManagementServiceStub(self.channel)
        self.v1 = v1_grpc.KeyManagementServiceStub(self.channel)

    def status(self):
        return self.v2.Status(v2.StatusRequest(), timeout=TIMEOUT)

    def encrypt(self, plaintext, uid="test"):
        return self.v2.Encrypt(v2.EncryptRequest(plaintext=plaintext, uid=uid), timeout=TIMEOUT)

    def decrypt_call(self, ciphertext, key_id, annotations, uid="test"):
        request = v2.DecryptRequest(ciphertext=ciphertext, uid=uid, key_id=key_id, annotations=annotations)
        return self.v2.Decrypt(request, timeout=TIMEOUT).plaintext

    def decrypt(self, sealed):
        return self.decrypt_call(sealed.ciphertext, sealed.key_id, dict(sealed.annotations))


def outcome(call):
    """`ok`, or the plugin's own code, or the gRPC status where it gave none."""
    try:
        call()
        return "ok"
    except grpc.RpcError as error:
        code = (error.details() or "").partition(":")[0]
        return code if code in CODES else error.code().name


class Report:
    """Lines that the suite counts."""

    failures = 0

    def case(self, name, passed, detail=""):
        if not passed:
            Report.failures += 1
        print(("ok      " if passed else "FAILED  ") + name + ("" if passed or not detail else f": {detail}"), flush=True)

    def expect(self, name, call, want):
        got = outcome(call)
        self.case(f"{name}: {want}", got == want, f"got {got}")
