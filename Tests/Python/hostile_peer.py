"""Servers on loopback that misbehave, each in a way of its own, until the process is ended.

hostile_peer.py FOLDER: makes certificates there, listens once for each way, and writes FOLDER/ports.json when all listen.
What comes in is noted in FOLDER/requests: the way, and the first line of each request.
"""

import base64
import gzip
import json
import os
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
import zlib

os.chdir(sys.argv[1])

AUTHORITY = """
[ca]
default_ca = authority
[authority]
database = index.txt
new_certs_dir = .
serial = serial
default_md = sha256
policy = policy
copy_extensions = copy
unique_subject = no
[policy]
commonName = supplied
"""


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def certificates():
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    for name in ["authority", "other-authority"]:
        openssl("req", "-x509", "-days", "1", "-subj", "/CN=patchbay " + name, *key, "-keyout", name + ".key", "-out", name + ".pem")
    names = "subjectAltName=DNS:localhost"
    openssl("req", "-x509", "-days", "1", "-subj", "/CN=localhost", "-addext", names, *key, "-keyout", "self-signed.key", "-out", "self-signed.pem")
    open("ca.cnf", "w").write(AUTHORITY)
    open("index.txt", "w").close()
    open("serial", "w").write("01\n")
    for name, authority, start, end, names in [
        ("good", "authority", "20200101000000Z", "20991231000000Z", names),
        ("expired", "authority", "20200101000000Z", "20200102000000Z", names),
        ("not-yet", "authority", "20980101000000Z", "20991231000000Z", names),
        ("other-name", "authority", "20200101000000Z", "20991231000000Z", "subjectAltName=DNS:elsewhere.test"),
        ("unknown-authority", "other-authority", "20200101000000Z", "20991231000000Z", names),
    ]:
        openssl("req", "-subj", "/CN=server", "-addext", names, *key, "-keyout", name + ".key", "-out", name + ".csr")
        openssl(
            "ca", "-batch", "-config", "ca.cnf", "-in", name + ".csr", "-out", name + ".pem", "-notext",
            "-cert", authority + ".pem", "-keyfile", authority + ".key", "-startdate", start, "-enddate", end,
        )


certificates()
GOOD = b'{"Items": []}'


def head(*lines):
    return "\r\n".join(["HTTP/1.1 200 OK", "Content-Type: application/json", *lines]).encode() + b"\r\n\r\n"


def say(data):
    """Says it, and keeps the connection open."""

    def act(peer):
        peer.sendall(data)
        wait(peer)

    return act


def wait(peer):
    while peer.recv(65536):
        pass


def slowly(data):
    def act(peer):
        for byte in data:
            peer.sendall(bytes([byte]))
            time.sleep(1)

    return act


def endlessly(start, data):
    def act(peer):
        peer.sendall(start)
        while True:
            peer.sendall(data)

    return act


def leave(peer):
    pass


def reset(peer):
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def packed(encoding, data):
    return say(head("Content-Encoding: " + encoding, "Content-Length: %d" % len(data)) + data)


BOMB = b" " * (64 << 20)
WAYS = {
    "silent": wait,
    "slow-head": slowly(head("Content-Length: 13") + GOOD),
    "slow-body": lambda peer: (peer.sendall(head("Content-Length: 1000")), slowly(GOOD * 80)(peer)),
    "endless-body": endlessly(head("Transfer-Encoding: chunked"), b"10000\r\n" + b" " * 65536 + b"\r\n"),
    "endless-head": endlessly(b"HTTP/1.1 200 OK\r\n", b"X-More: and more\r\n"),
    "endless-continue": endlessly(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "huge-body": endlessly(head("Content-Length: 1000000000"), b" " * 65536),
    "gzip-bomb": packed("gzip", gzip.compress(BOMB)),
    "deflate-bomb": packed("deflate", zlib.compress(BOMB)),
    "packed-transfer": say(head("Transfer-Encoding: gzip, chunked") + b"5\r\nhello\r\n0\r\n\r\n"),
    "bad-status-line": say(b"HTTP/1.1 OK two hundred\r\n\r\n"),
    "bad-protocol": say(b"ICY 200 OK\r\n\r\n" + GOOD),
    "bad-chunk": say(head("Transfer-Encoding: chunked") + b"zz\r\n" + GOOD + b"\r\n0\r\n\r\n"),
    "huge-chunk": say(head("Transfer-Encoding: chunked") + b"FFFFFFFFFFFFFFFFFF\r\n" + GOOD),
    "many-headers": say(head(*["X-%d: y" % n for n in range(10000)], "Content-Length: 13") + GOOD),
    "two-lengths": say(head("Content-Length: 13", "Content-Length: 5") + GOOD),
    "length-and-chunks": say(head("Content-Length: 13", "Transfer-Encoding: chunked") + b"d\r\n" + GOOD + b"\r\n0\r\n\r\n"),
    "negative-length": say(head("Content-Length: -1") + GOOD),
    "zero-in-header": say(head("X-Zero: a\0b", "Content-Length: 13") + GOOD),
    "closes": leave,
    "resets": reset,
    "cut": lambda peer: peer.sendall(head("Content-Length: 1000") + GOOD),
}
PROXY = {
    "proxy-asks": say(b'HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm="canary"\r\nContent-Length: 0\r\n\r\n'),
    "proxy-forbids": say(b"HTTP/1.1 403 No\r\nContent-Length: 6\r\n\r\ncanary"),
    "proxy-fails": say(b"HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n"),
    "proxy-silent": wait,
    "proxy-closes": leave,
    "proxy-talks-nonsense": say(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "proxy-endless-head": endlessly(b"HTTP/1.1 200 OK\r\n", b"X-More: and more\r\n"),
    "proxy-no-tls-behind": lambda peer: (peer.sendall(b"HTTP/1.1 200 OK\r\n\r\n"), peer.sendall(b"HTTP/1.1 200 OK\r\n\r\n"), wait(peer)),
}


def echoing(status, kind="text/plain"):
    """Hands back all that the head of the request said, in the status line, in the head and in the body."""

    def act(peer, asked):
        said = asked.decode("latin-1").replace("\r\n", " ")
        for word in said.split():
            try:
                said += " " + base64.b64decode(word, validate=True).decode("ascii")
            except ValueError:
                pass
        body = said.encode("latin-1")
        if kind == "text/xml":
            body = b"<ErrorResponse><Error><Code>InvalidClientTokenId</Code><Message><![CDATA[" + body + b"]]></Message></Error></ErrorResponse>"
        lines = [f"HTTP/1.1 {status} {said}", "X-Said: " + said, "Content-Type: " + kind, f"Content-Length: {len(body)}", "Connection: close"]
        peer.sendall("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)

    return act


ECHOES = {"echo-407": echoing(407), "echo-502": echoing(502), "echo-aws": echoing(403, "text/xml")}
TLS = ["good", "expired", "not-yet", "other-name", "unknown-authority", "self-signed"]
noting = threading.Lock()


def request(peer, way):
    """The bytes up to the end of the head, or what there was of them; noted by their first line."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = peer.recv(65536)
        if not more:
            return data
        data += more
    with noting, open("requests", "a") as file:
        file.write(way + " " + data.split(b"\r\n")[0].decode("latin-1") + "\n")
    return data


def serve(peer, way, act, context=None):
    try:
        with peer if context is None else context.wrap_socket(peer, server_side=True) as talking:
            # As web servers do where TLS begins.
            if way == "plain" and talking.recv(65536)[:1] == b"\x16":
                talking.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
                return
            asked = request(talking, way)
            if way in ECHOES:
                act(talking, asked)
            else:
                act(talking)
    except OSError:
        pass


def listen(way, act, context=None):
    listener = socket.create_server(("127.0.0.1", 0))

    def accept():
        while True:
            peer, _ = listener.accept()
            threading.Thread(target=serve, args=(peer, way, act, context), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return listener.getsockname()[1]


def context(name, version=None):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(name + ".pem", name + ".key")
    if version is not None:
        made.set_ciphers("ALL:@SECLEVEL=0")
        made.minimum_version = made.maximum_version = version
    return made


answer = say(head("Content-Length: 13") + GOOD)
# Whoever offers HTTP/2, too, is given it, and then not a frame of it.
offering = context("good")
offering.set_alpn_protocols(["h2", "http/1.1"])
ports = {way: listen(way, act) for way, act in {**WAYS, **PROXY, **ECHOES}.items()}
ports.update({"tls-" + name: listen("tls-" + name, answer, context(name)) for name in TLS})
ports.update({"secure-" + way: listen("secure-" + way, act, offering) for way, act in WAYS.items()})
ports["tls-1.0"] = listen("tls-1.0", answer, context("good", ssl.TLSVersion.TLSv1))
ports["tls-1.1"] = listen("tls-1.1", answer, context("good", ssl.TLSVersion.TLSv1_1))
ports["tls-silent"] = listen("tls-silent", wait)
ports["plain"] = listen("plain", answer)
with open("ports.new", "w") as file:
    json.dump(ports, file)
os.rename("ports.new", "ports.json")
threading.Event().wait()
