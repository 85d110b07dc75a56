"""As much of an API server as `kms verify --etcd` asks: it serves secrets, and names its current key id in its metrics.

Usage: api-stand-in.py KEY-ID. Prints the port it listens on, without TLS.
"""

import hashlib
import http.server
import json
import sys

current = hashlib.sha256(sys.argv[1].encode()).hexdigest()
resources = {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": "v1", "resources": [
    {"name": "secrets", "singularName": "secret", "namespaced": True, "kind": "Secret", "verbs": ["get", "list", "patch"]}]}
empty = {"kind": "PartialObjectMetadataList", "apiVersion": "meta.k8s.io/v1", "metadata": {}, "items": []}
metrics = (
    "# TYPE apiserver_envelope_encryption_key_id_hash_status_last_timestamp_seconds gauge\n"
    "apiserver_envelope_encryption_key_id_hash_status_last_timestamp_seconds"
    f'{{apiserver_id_hash="sha256:0",key_id_hash="sha256:{current}",provider_name="casemate"}} 1.79e+09\n'
)
answers = {"/api/v1": json.dumps(resources), "/api/v1/secrets": json.dumps(empty), "/metrics": metrics}


class Server(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = answers.get(self.path.split("?")[0])
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/plain" if self.path == "/metrics" else "application/json")
        self.end_headers()
        self.wfile.write((body or "{}").encode())

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
print(server.server_port, flush=True)
server.serve_forever()
