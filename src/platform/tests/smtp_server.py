"""A mail server on a port of its own, printed at the start: what it takes stands in FOLDER as 1.eml, 2.eml, …, the envelope's reader in the first line.

smtp_server.py FOLDER [tls|starttls CERTIFICATE KEY] [USER PASSWORD]

What is said to a message's readers whose name begins with gone is 550, with later 451. A file FOLDER/answer holds what is said to a whole message
instead of 250; "wait": nothing is said at all.
"""
import asyncio
import os
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

folder, *more = sys.argv[1:]
way = more.pop(0) if more and more[0] in ("tls", "starttls") else ""
certificate = [more.pop(0), more.pop(0)] if way else []
login = tuple(word.encode() for word in more)
taken = 0


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("gone"):
            return f"550 5.1.1 <{address}>: no such user"
        if address.startswith("later"):
            return "451 4.2.0 come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        global taken
        try:
            with open(os.path.join(folder, "answer")) as file:
                answer = file.read().strip()
        except FileNotFoundError:
            answer = ""
        if answer == "wait":
            await asyncio.sleep(60)
        if answer:
            return answer
        taken += 1
        name = os.path.join(folder, f"{taken}.eml")
        with open(name + ".part", "wb") as file:
            file.write(envelope.rcpt_tos[0].encode() + b"\n" + envelope.content)
        os.rename(name + ".part", name)
        return "250 taken"


def authenticate(server, session, envelope, mechanism, data):
    return AuthResult(success=(data.login, data.password) == login, handled=False)


async def serve():
    context = None
    if way:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
    options = {"auth_required": True, "authenticator": authenticate, "auth_require_tls": way == "starttls"} if login else {}
    if way == "starttls":
        options |= {"tls_context": context, "require_starttls": True}
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(Handler(), **options), "127.0.0.1", 0, ssl=context if way == "tls" else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(serve())
