"""Makes CertificateSigningRequests and approves each at once, as an approver of a mesh does; asks again until taken.

stream.py CLUSTER CSR SIGNER PREFIX COUNT [USER]   CLUSTER as tests/system/lib/control-plane.sh leaves it; USER is
impersonated, with the request's number where it has {}
"""
import base64
import concurrent.futures
import http.client
import json
import pathlib
import ssl
import sys
import time

cluster, request, signer, prefix, count = *sys.argv[1:5], int(sys.argv[5])
user = sys.argv[6] if len(sys.argv) > 6 else None
folder = pathlib.Path(cluster)
port = int((folder / "ports").read_text().split()[2])
context = ssl.create_default_context(cafile=str(folder / "ca.crt"))
context.load_cert_chain(str(folder / "admin.crt"), str(folder / "admin.key"))
encoded = base64.b64encode(pathlib.Path(request).read_bytes()).decode()
path = "/apis/certificates.k8s.io/v1/certificatesigningrequests"


def ask(connection, method, path, body, user=None):
    headers = {"Content-Type": "application/json"}
    if user:
        headers |= {"Impersonate-User": user, "Impersonate-Group": "system:masters"}
    connection.request(method, path, json.dumps(body), headers)
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read() or b"{}")


def make(number):
    """Until it is there and approved, whatever becomes of the server meanwhile."""
    name = f"{prefix}{number}"
    spec = {"signerName": signer, "request": encoded, "usages": ["digital signature", "client auth"],
            "expirationSeconds": 86400}
    body = {"apiVersion": "certificates.k8s.io/v1", "kind": "CertificateSigningRequest", "metadata": {"name": name},
            "spec": spec}
    for attempt in range(600):
        connection = http.client.HTTPSConnection("127.0.0.1", port, context=context, timeout=10)
        try:
            status, created = ask(connection, "POST", path, body, user and user.format(number))
            if status not in (201, 409):
                raise OSError(status)
            _, created = ask(connection, "GET", f"{path}/{name}", None)
            conditions = created.get("status", {}).get("conditions", [])
            if any(one["type"] == "Approved" for one in conditions):
                return
            created.setdefault("status", {})["conditions"] = [{"type": "Approved", "status": "True", "reason": "Test"}]
            status, _ = ask(connection, "PUT", f"{path}/{name}/approval", created)
            if status == 200:
                return
        except (OSError, http.client.HTTPException, KeyError):
            time.sleep(0.2)
        finally:
            connection.close()
    sys.exit(f"{name} was not taken")


with concurrent.futures.ThreadPoolExecutor(8) as pool:
    list(pool.map(make, range(count)))
