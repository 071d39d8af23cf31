"""People of the office who write drafts through three servers and insist on each until it is acknowledged."""
import dataclasses
import http.client
import json
import random
import ssl
import threading
import time

PORT = 8443
NOBODYS_CERTIFICATE = ssl._create_unverified_context()  # the servers made their own


@dataclasses.dataclass
class Acknowledged:
    title: str
    id: int
    server: str
    sent_at: float  # of time.monotonic(), the try that was answered
    answered_at: float


class Session:
    """Signed in at one server, known to all."""

    def __init__(self, server: str, token: str):
        self.headers = {"Content-Type": "application/json", "Accept-Language": "en"}
        status, answer, head = ask(Connection(), server, "POST", "/api/v1/session/link", {**self.headers, "Idempotency-Key": "signing-in"}, {"token": token})
        if status != 200:
            raise RuntimeError(f"signing in was answered {status}: {answer}")
        self.headers |= {"Cookie": head["Set-Cookie"].split(";")[0], "X-CSRF-Token": answer["csrf"]}


class Connection:
    def __init__(self):
        self.server, self.http = "", None

    def to(self, server: str) -> http.client.HTTPSConnection:
        if self.server != server or self.http is None:
            self.close()
            self.server = server
            self.http = http.client.HTTPSConnection(server, PORT, timeout=5, context=NOBODYS_CERTIFICATE)
        return self.http

    def close(self) -> None:
        if self.http is not None:
            self.http.close()
        self.http = None


def ask(connection: Connection, server: str, method: str, path: str, headers: dict, body=None):
    """Status (0: no answer), the parsed answer, its head."""
    try:
        link = connection.to(server)
        link.request(method, path, None if body is None else json.dumps(body), headers)
        answer = link.getresponse()
        return answer.status, json.loads(answer.read() or b"null"), answer.headers
    except (OSError, http.client.HTTPException, ValueError):
        connection.close()
        return 0, None, {}


class Writer(threading.Thread):
    """Writes about ten drafts a second. Goes to another server when one gives no answer, unless `pinned`, as people are who reach only one.

    Now and then it reads an acknowledged draft: to say that there is none would be a wrong answer."""

    def __init__(self, name: str, session: Session, path: str, servers: list[str], pinned: bool):
        super().__init__(name=name, daemon=True)
        self.session, self.path, self.servers, self.pinned = session, path, servers, pinned
        self.acknowledged: list[Acknowledged] = []
        self.refused = self.read = 0
        self.wrong: list[str] = []
        self.ending = threading.Event()
        self.random = random.Random(name)

    def run(self) -> None:
        connection, at, count = Connection(), 0, 0
        while not self.ending.is_set():
            count += 1
            title = f"{self.name} {count}"
            body = {"title": title, "question": "问什么？", "background": "", "audience": "members", "sectors": [], "level_needed": "member",
                    "matrix_public": False, "statements": []}
            while True:
                server, sent = self.servers[at], time.monotonic()
                status, answer, _ = ask(connection, server, "POST", self.path, {**self.session.headers, "Idempotency-Key": f"key of {title}"}, body)
                if 0 < status < 500:
                    break
                self.refused += 1
                if not self.pinned:
                    at = (at + 1) % len(self.servers)
                time.sleep(0.2)
            if status != 201:
                self.wrong.append(f"{title}: {status} {answer}")
                return
            self.acknowledged.append(Acknowledged(title, answer["id"], server, sent, time.monotonic()))
            if count % 10 == 0:
                earlier = self.random.choice(self.acknowledged)
                status, answer, _ = ask(connection, self.servers[at], "GET", f"/api/v1/consultations/{earlier.id}", self.session.headers)
                self.read += status == 200
                if 0 < status < 500 and (status, answer.get("title")) != (200, earlier.title):
                    self.wrong.append(f"reading {earlier.title}: {status} {answer}")
            time.sleep(0.08)
