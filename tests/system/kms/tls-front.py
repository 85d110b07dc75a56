"""TLS that asks for a client certificate, in front of a server without TLS; not every etcd build can do it itself.

Usage: tls-front.py CERTIFICATE KEY CLIENT-CA TARGET-PORT. Prints the port it listens on.
"""

import socket
import ssl
import sys
import threading

certificate, key, authority, target = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
context.load_verify_locations(authority)
context.verify_mode = ssl.CERT_REQUIRED


def copy(source, destination):
    try:
        while data := source.recv(65536):
            destination.sendall(data)
    except OSError:
        pass
    for one in (source, destination):
        try:
            one.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def serve(raw):
    try:
        client = context.wrap_socket(raw, server_side=True)
    except OSError:
        raw.close()
        return
    server = socket.create_connection(("127.0.0.1", target))
    threading.Thread(target=copy, args=(server, client), daemon=True).start()
    copy(client, server)


listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
