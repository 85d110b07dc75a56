"""Creates many secrets of 1 KB, 8 at a time. Usage: bulk.py DIR PORT COUNT

DIR holds ca.crt, admin.crt and admin.key of the API server on 127.0.0.1:PORT. Prints how long it took.
"""

import base64
import concurrent.futures
import http.client
import json
import os
import ssl
import sys
import threading
import time

folder, port, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
context = ssl.create_default_context(cafile=f"{folder}/ca.crt")
context.load_cert_chain(f"{folder}/admin.crt", f"{folder}/admin.key")
own = threading.local()


def create(number):
    if not hasattr(own, "connection"):
        own.connection = http.client.HTTPSConnection("127.0.0.1", port, context=context, timeout=60)
    value = base64.b64encode(os.urandom(1024)).decode()
    body = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": f"bulk-{number}"}, "data": {"value": value}}
    own.connection.request(
        "POST", "/api/v1/namespaces/default/secrets", json.dumps(body), {"Content-Type": "application/json"})
    answer = own.connection.getresponse()
    answer.read()
    return answer.status == 201


start = time.monotonic()
with concurrent.futures.ThreadPoolExecutor(8) as pool:
    made = sum(pool.map(create, range(count)))
print(f"{made} secrets in {time.monotonic() - start:.1f} s")
sys.exit(made != count)
