"""The guard of the page: no other web page may talk to it, and no more visitors come in than a process can serve."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Send = Callable[[Scope], Awaitable[None]]
Receive = Callable[[], Awaitable[Scope]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

FORBIDDEN, FULL = 403, 503
# Visitors whom one process serves at once.
MOST_VISITORS = 60
# A name that is repeated to who used it: nothing but what a host may be called.
HOST_NAME = re.compile(r"[A-Za-z0-9._-]{1,200}(:[0-9]{1,5})?|\[[0-9a-fA-F:]{2,45}\](:[0-9]{1,5})?")


class Guard:
    """Lets in only who came by one of the page's own names, from one of its own pages, while there is room.

    Without it any web page open in the same browser could reach the model behind this one's back (cross-site
    WebSockets, DNS rebinding): an unknown Host or Origin gets 403, and so does a WebSocket without an Origin. Whoever
    comes when the process has its hands full is told so, and those who are there are not disturbed.

    Args:
        application: what is guarded.
        hosts: names as a browser sends them: with port, unless it is that of the scheme.
        root_path: path under which a proxy serves the page; whether the proxy strips it does not matter.
        most: visitors at once.
    """

    def __init__(
        self, application: Application, hosts: Iterable[str], root_path: str = "", most: int = MOST_VISITORS
    ) -> None:
        self.application, self.hosts, self.root_path, self.most = application, frozenset(hosts), root_path, most
        self.visitors = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is allowed."""
        if scope["type"] not in ("http", "websocket"):
            await self.application(scope, receive, send)
            return
        if not self.allows(scope):
            await refuse(scope, receive, send, (FORBIDDEN, self.advice(scope)))
            return
        scope = self.rooted(scope)
        if scope["type"] == "http":
            page = scope["path"] in (f"{self.root_path}/", self.root_path)
            if page and self.visitors >= self.most:
                await refuse(scope, receive, send, (FULL, f"imsim: {self.most} visitors are here: come back later\n"))
                return
            await self.application(scope, receive, send)
            return
        self.visitors += 1
        try:
            await self.application(scope, receive, send)
        finally:
            self.visitors -= 1

    def rooted(self, scope: Scope) -> Scope:
        """The request with the path under which a proxy serves the page at its head, once."""
        path = str(scope.get("path", "/"))
        if not self.root_path or path == self.root_path or path.startswith(f"{self.root_path}/"):
            return {**scope, "root_path": self.root_path} if self.root_path else scope
        return {**scope, "path": self.root_path + path, "root_path": self.root_path}

    def allows(self, scope: Scope) -> bool:
        """Whether Host and Origin are the page's own."""
        hosts, origins = headers_of(scope, b"host"), headers_of(scope, b"origin")
        if len(hosts) != 1 or hosts[0].lower() not in self.hosts:
            return False
        if scope["type"] == "websocket" and not origins:
            return False
        return all(self.own_origin(origin.lower()) for origin in origins)

    def own_origin(self, origin: str) -> bool:
        """Whether a page of this origin is one of the page's own, by http or, behind a proxy, by https."""
        scheme, _, host = origin.partition("://")
        return scheme in ("http", "https") and host in self.hosts

    def advice(self, scope: Scope) -> str:
        """What to do if it was meant to be let in."""
        sent = [host for host in headers_of(scope, b"host") if HOST_NAME.fullmatch(host)]
        sent += [
            host
            for origin in headers_of(scope, b"origin")
            if HOST_NAME.fullmatch(host := origin.partition("://")[2]) and host not in sent
        ]
        unknown = next((host for host in sent if host.lower() not in self.hosts), "NAME")
        return (
            "imsim: this page is for its own address only.\n"
            f"If this is how you reach it, start it again with: imsim app --allow-host {unknown}\n"
        )


def headers_of(scope: Scope, wanted: bytes) -> list[str]:
    """Values of a header of a request."""
    return [value.decode("latin-1") for name, value in scope["headers"] if name.lower() == wanted]


async def refuse(scope: Scope, receive: Receive, send: Send, why: tuple[int, str]) -> None:
    """Answer a request with a status and a sentence; close a WebSocket that asks to be opened."""
    status, text = why
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    kind = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": kind})
    await send({"type": "http.response.body", "body": text.encode()})
