"""In front of etcd's JSON gateway: small messages, one compaction, and answers that are none where a prefix asks for it.

Usage: etcd-faults.py TARGET-PORT. Prints the port it listens on; /told says how often it did what.
"""

import base64
import http.server
import json
import sys
import urllib.request

target = f"http://127.0.0.1:{sys.argv[1]}/v3/kv/range"
told = {"large": 0, "compacted": 0}
largest = 20
broken = {
    "/html/": (200, b"<html>welcome</html>"),
    "/cut/": (200, b'{"header":{"revision":"1"},"kvs":[{"key":"L2'),
    "/base64/": (200, b'{"header":{"revision":"1"},"kvs":[{"key":"%%","value":"%%","mod_revision":"1"}]}'),
    "/denied/": (403, b'{"error":"etcdserver: permission denied","code":7}'),
    "/missing/": (404, b'{"code":5,"message":"Not Found"}'),
}


class Gateway(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def refuse(self, code, message):
        self.answer(400, json.dumps({"code": code, "message": message}).encode())

    def do_GET(self):
        self.answer(200, json.dumps(told).encode())

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        question = json.loads(body)
        key = base64.b64decode(question["key"]).decode()
        for prefix, answer in broken.items():
            if key.startswith(prefix):
                return self.answer(*answer)
        if int(question["limit"]) > largest:
            told["large"] += 1
            return self.refuse(8, "grpc: received message larger than max (5000000 vs. 4194304)")
        if "revision" in question and not told["compacted"]:
            told["compacted"] += 1
            return self.refuse(11, "etcdserver: mvcc: required revision has been compacted")
        self.answer(200, urllib.request.urlopen(target, body).read())

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
print(server.server_address[1], flush=True)
server.serve_forever()
