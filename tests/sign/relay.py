"""Ends TLS before a plain server of the tests: relay.py PORT CERTIFICATE KEY; prints its own port."""
import socket
import ssl
import sys
import threading


def copy(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
    except OSError:
        pass
    for end in (source, target):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def relay(connection, context, port):
    try:
        safe = context.wrap_socket(connection, server_side=True)
        plain = socket.create_connection((socket.inet_ntoa(b"\x7f\0\0\1"), port))
    except OSError:
        connection.close()
        return
    threading.Thread(target=copy, args=(safe, plain), daemon=True).start()
    copy(plain, safe)
    plain.close()
    safe.close()


def main():
    port, certificate, key = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = socket.create_server((socket.inet_ntoa(b"\x7f\0\0\1"), 0))
    print(server.getsockname()[1], flush=True)
    while True:
        connection, _ = server.accept()
        threading.Thread(target=relay, args=(connection, context, port), daemon=True).start()


main()
