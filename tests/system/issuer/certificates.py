"""Makes Certificates or CertificateRequests and waits until each is Ready; prints one object of figures.

certificates.py CLUSTER RESOURCE ISSUER KIND PREFIX COUNT TOGETHER [CSR]
CLUSTER as tests/system/lib/control-plane.sh leaves it; RESOURCE certificates, or certificaterequests of CSR, approved
at once; KIND TCSIssuer, TCSClusterIssuer, cert-manager's own ClusterIssuer, or CertificateSigningRequest: the answer
is ready-made and written here; TOGETHER how many at the same time.
"""
import base64
import concurrent.futures
import http.client
import json
import pathlib
import ssl
import statistics
import sys
import threading
import time

cluster, resource, issuer, kind, prefix, count, together = *sys.argv[1:6], int(sys.argv[6]), int(sys.argv[7])
# cert-manager's webhook lets nobody approve for a kind that does not exist; this one does, and nobody answers for it.
ready_made = "CertificateSigningRequest"
folder = pathlib.Path(cluster)
port = int((folder / "ports").read_text().split()[2])
context = ssl.create_default_context(cafile=str(folder / "ca.crt"))
context.load_cert_chain(str(folder / "admin.crt"), str(folder / "admin.key"))
path = f"/apis/cert-manager.io/v1/namespaces/mesh/{resource}"
groups = {"ClusterIssuer": "cert-manager.io", ready_made: "certificates.k8s.io"}
reference = {"group": groups.get(kind, "tcs.intel.com"), "kind": kind, "name": issuer}
ready = {}
changed = threading.Condition()
local = threading.local()


def connect():
    return http.client.HTTPSConnection("127.0.0.1", port, context=context, timeout=300)


def ask(method, where, body=None, conflicts=False):
    if not hasattr(local, "connection"):
        local.connection = connect()
    local.connection.request(method, where, body and json.dumps(body), {"Content-Type": "application/json"})
    answer = local.connection.getresponse()
    text = answer.read()
    if answer.status == 409 and conflicts:
        return ask("GET", where.removesuffix("/status"))
    if answer.status >= 300:
        sys.exit(f"{method} {where}: {answer.status} {text[:300]}")
    return json.loads(text)


def look(item):
    conditions = item.get("status", {}).get("conditions", [])
    if any(one["type"] == "Ready" and one["status"] == "True" for one in conditions):
        with changed:
            ready.setdefault(item["metadata"]["name"], time.monotonic())
            changed.notify_all()


def watch():
    """The API server ends a watch that does not keep up; it begins again."""
    while True:
        found = ask("GET", path)
        for item in found["items"]:
            look(item)
        connection = connect()
        connection.request("GET", f"{path}?watch=true&resourceVersion={found['metadata']['resourceVersion']}")
        for line in connection.getresponse():
            look(json.loads(line)["object"])
        connection.close()


def described(name):
    return {"name": name, "labels": {"measured": "yes"}}


def certificate(name):
    return {"apiVersion": "cert-manager.io/v1", "kind": "Certificate", "metadata": described(name),
            "spec": {"secretName": f"{name}-tls", "dnsNames": [f"{name}.mesh.example"], "issuerRef": reference,
                     "privateKey": {"algorithm": "ECDSA"}}}


def request(name):
    encoded = base64.b64encode(pathlib.Path(sys.argv[8]).read_bytes()).decode()
    return {"apiVersion": "cert-manager.io/v1", "kind": "CertificateRequest", "metadata": described(name),
            "spec": {"request": encoded, "issuerRef": reference}}


def answered(made):
    issued = {"type": "Ready", "status": "True", "reason": "Issued", "message": "Ready-made"}
    made["status"]["conditions"].append(issued)
    made["status"]["certificate"] = made["status"]["ca"] = base64.b64encode(bytes(1000)).decode()
    ask("PUT", f"{path}/{made['metadata']['name']}/status", made)


def make(number):
    """The seconds from asking, or from the approval, to Ready."""
    name = f"{prefix}{number}"
    if resource == "certificates":
        begun = time.monotonic()
        ask("POST", path, certificate(name))
    else:
        made = ask("POST", path, request(name))
        approval = {"type": "Approved", "status": "True", "reason": "test", "message": "for the figures"}
        made["status"] = {"conditions": [approval]}
        begun = time.monotonic()
        # cert-manager approves for whom it may; whoever comes second finds it done.
        made = ask("PUT", f"{path}/{name}/status", made, conflicts=True)
        if kind == ready_made:
            answered(made)
    with changed:
        if not changed.wait_for(lambda: name in ready, timeout=280):
            sys.exit(f"{name} is not Ready")
    return ready[name] - begun


threading.Thread(target=watch, daemon=True).start()
began = time.monotonic()
with concurrent.futures.ThreadPoolExecutor(together) as pool:
    took = list(pool.map(make, range(count)))
passed = time.monotonic() - began
print(json.dumps({"count": count, "together": together, "median_ms": round(statistics.median(took) * 1000),
                  "slowest_ms": round(max(took) * 1000), "per_second": round(count / passed, 1)}))
