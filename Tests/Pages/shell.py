"""A shell in a fresh folder, with a sandbox of its own behind it."""

import http.server
import os
import pty
import re
import select
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import termios
import threading
import time
import urllib.request
from pathlib import Path

VENDOR = "https://api.pictory.ai/pictoryapis"
# Folders of a machine that pages speak of; here they lie below the page's folder.
MACHINE = re.compile(r"(?<![\w.])/(?:srv/infra|run/secrets|var/lib/patchbay|var/lib/node_exporter|etc/patchbay)\b")
# Ports that pages name; free ones take their place, since pages are run side by side.
PORTS = re.compile(r"\b(8080|8420)\b")
# Other hosts that pages name, and what a server of the page's own does in their place.
HOSTS = re.compile(r"https://(hooks|pictory|www|self-signed|tls)\.example\.com")
SECONDS = 300
MARK = "\x01ended\x01"


class ShellError(Exception):
    """The shell ended, or a command took too long."""


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Host:
    """A server on the loopback address: a webhook that takes all, one that redirects, one with a login page, one with a
    certificate of its own, or the sandbox behind TLS, with a clock that is ahead."""

    def __init__(self, name, work, behind):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                if name == "tls":
                    return self.pass_on()
                self.send_response(302 if name == "pictory" else 200)
                self.send_header("Location", "https://elsewhere.example.com")
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(b"ok" if name == "hooks" else b"<html>Log in</html>")

            do_POST = do_GET

            def pass_on(self):
                request = urllib.request.Request(behind + self.path, headers={"Authorization": self.headers["Authorization"]})
                with urllib.request.urlopen(request) as answer:
                    body = answer.read()
                self.send_response_only(200)
                self.send_header("Date", self.date_time_string(time.time() + 94))
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda *arguments: None
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        if name in ("self-signed", "tls"):
            certificate = str(work / "certificate.pem")
            words = "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
            subprocess.run([*words.split(), "-keyout", certificate, "-out", certificate + ".crt"], check=True, capture_output=True)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate + ".crt", certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
            self.url = self.url.replace("http:", "https:")
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Shell:
    """One bash for all commands of a page, as the reader has it."""

    def __init__(self, program, scenes):
        self.work = Path(tempfile.mkdtemp(prefix="page-"))
        self.folder = self.work / "here"
        for name in ["here", "bin", "home", "commands"]:
            (self.work / name).mkdir()
        (self.work / "bin/patchbay").symlink_to(program)
        self.ports, self.hosts = {}, {}
        self.count = 0
        self.server = subprocess.Popen(
            [program, "sandbox", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self.url = self.server.stdout.readline().strip()
        environment = {
            "PATH": f"{self.work}/bin:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self.work / "home"),
            "LANG": "C.UTF-8",
            "TERM": "dumb",
            "USER": "octocat",
            "PAGES": str(Path(__file__).parent),
            "PICTORY_API_URL": self.url,
            "PICTORY_API_KEY": "pictai_canary-key-of-pages",
            "VIMEO_CLIENT_SECRET": "canary-secret-client",
            "VIMEO_ACCESS_TOKEN": "canary-secret-token",
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_CONFIG_NOSYSTEM": "1",
        }
        for who in ["AUTHOR", "COMMITTER"]:
            environment[f"GIT_{who}_NAME"], environment[f"GIT_{who}_EMAIL"] = "octocat", "octocat@example.com"
        self.bash = subprocess.Popen(
            ["bash", "--noprofile", "--norc"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=self.folder,
            env=environment,
            # A group, and no session: a session would take the first terminal that it opens for its own, and end with it.
            preexec_fn=os.setpgrp,
        )
        try:
            for scene in scenes:
                status, output = self.run(Path(scene).read_text(), strict=True)
                if status:
                    raise ShellError(f"{scene} ended with {status}:\n{output}")
        except ShellError:
            self.close()
            raise

    def here(self, text):
        """A command or file of a page as it is run: its folders, ports and addresses are those of this shell."""
        text = MACHINE.sub(lambda found: f"{self.work}{found[0]}", text).replace(VENDOR, self.url)
        text = HOSTS.sub(lambda found: self._host(found[1]), text)
        return PORTS.sub(lambda found: str(self.ports.setdefault(found[0], free_port())), text)

    def _host(self, name):
        if name not in self.hosts:
            self.hosts[name] = Host(name, self.work, self.url.removesuffix("/pictoryapis"))
        return self.hosts[name].url

    def there(self, text):
        """An output as the page has it."""
        text = text.replace(self.url, VENDOR)
        if "tls" in self.hosts:
            text = text.replace(self.hosts["tls"].url, VENDOR.removesuffix("/pictoryapis"))
            text = text.replace(self.hosts["tls"].url.removeprefix("https://"), "api.pictory.ai")
        for name, port in self.ports.items():
            text = text.replace(f"127.0.0.1:{port}", f"127.0.0.1:{name}")
        for folder in [self.folder, self.work]:
            text = text.replace(f"{folder}/", "/" if folder == self.work else "").replace(f"{folder}", "")
        host = self.url.split("/")[2]
        return text.replace(f"'{host}'", "'api.pictory.ai'").replace(f"'{host.split(':')[0]}'", "'api.pictory.ai'")

    def write(self, path, text):
        place = Path(self.here(path))
        place = place if place.is_absolute() else self.folder / place
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(self.here(text))

    def run(self, command, *, strict=False, types=None):
        """Runs a command; gives its status and what it printed to both streams. A strict one ends the shell when it fails."""
        self.count += 1
        place = self.work / "commands" / str(self.count)
        command = self.here(command)
        place.write_text(f"set -e\n{command}\nset +e\n" if strict else f"{command}\n")
        redirect, terminal, drain = "</dev/null", None, None
        if types is not None:
            terminal, end = pty.openpty()
            redirect = f"<{os.ttyname(end)} 2>{os.ttyname(end)}"
            shown = bytearray()
            drain = threading.Thread(target=self._drain, args=(terminal, shown, f"{types}\n".encode()), daemon=True)
            drain.start()
        stays = command.rstrip().endswith("&")
        if stays:
            redirect += f" >{self.work}/background 2>&1"
        line = f". {place} {redirect}; printf '\\n{MARK}%d\\n' $?\n"
        output = ""
        try:
            self.bash.stdin.write(line.encode())
            self.bash.stdin.flush()
            status, output = self._read()
        finally:
            if types is not None:
                os.close(end)
                drain.join(5)
                os.close(terminal)
                output = shown.decode().replace("\r\n", "\n") + output
        if stays:
            self._wait_for_port()
        if "canary" in output:
            raise ShellError(f"it prints a secret:\n{output}")
        return status, self.there(output)

    @staticmethod
    def _drain(terminal, shown, types):
        """Reads what the terminal shows, and answers the first question, or where somebody wants what is typed to be unseen."""
        try:
            while True:
                if types and (shown.endswith(b": ") or not termios.tcgetattr(terminal)[3] & termios.ECHO):
                    os.write(terminal, types)
                    types = b""
                if select.select([terminal], [], [], 0.05)[0]:
                    shown += os.read(terminal, 65536)
        except (OSError, termios.error):
            pass

    def _read(self):
        text, limit = b"", time.monotonic() + SECONDS
        end = re.compile(b"\n" + MARK.encode() + rb"(\d+)\n")
        while not (found := end.search(text)):
            if not select.select([self.bash.stdout], [], [], max(0, limit - time.monotonic()))[0]:
                raise ShellError(f"it took longer than {SECONDS} s:\n{text.decode(errors='replace')}")
            piece = os.read(self.bash.stdout.fileno(), 65536)
            if not piece:
                raise ShellError(f"it ended the shell with {self.bash.wait()}:\n{text.decode(errors='replace')}")
            text += piece
        return int(found[1]), text[: found.start()].decode()

    def _wait_for_port(self):
        limit = time.monotonic() + 20
        for port in self.ports.values():
            while time.monotonic() < limit:
                with socket.socket() as client:
                    if client.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)

    def close(self):
        for host in self.hosts.values():
            host.close()
        self.server.kill()
        self.server.wait()
        self.server.stdout.close()
        try:
            os.killpg(self.bash.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.bash.wait()
        try:
            self.bash.stdin.close()
        except BrokenPipeError:
            pass
        self.bash.stdout.close()
        shutil.rmtree(self.work, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()
