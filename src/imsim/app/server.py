"""Serves the page: nothing is fetched from elsewhere, and no other web page may talk to it."""

from __future__ import annotations

import ipaddress
import os
import re
import signal
import socket
import threading
import warnings
import webbrowser
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from inspect import signature
from typing import Any

from imsim.engine.errors import InputError
from imsim.engine.interrupts import Stopped

Scope = MutableMapping[str, Any]
Send = Callable[[Scope], Awaitable[None]]
Receive = Callable[[], Awaitable[Scope]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
ANYWHERE = ("0.0.0.0", "::")
FORBIDDEN, FULL, HTTP = 403, 503, 80
# Visitors whom one process serves at once.
MOST_VISITORS = 60
# What uvicorn is told. A page needs short messages only; a busy server reads signs of life late, and after the usual
# twenty seconds took a class of thirty for gone.
TOLD = {"log_level": "error", "lifespan": "on", "server_header": False, "ws_max_size": 1 << 20, "ws_ping_timeout": 300}
# A name that is repeated to who used it: nothing but what a host may be called.
HOST_NAME = re.compile(r"[A-Za-z0-9._-]{1,200}(:[0-9]{1,5})?|\[[0-9a-fA-F:]{2,45}\](:[0-9]{1,5})?")
# Environment variables that tell the page, which Solara and uvicorn load by name, what `serve` was asked for.
SOURCE, NAMES, ROOT = "IMSIM_APP_SOURCE", "IMSIM_APP_NAMES", "IMSIM_APP_ROOT_PATH"
# Solara's settings, read when it is imported. No web address but its own: a missing asset is an error, not a download.
SETTINGS = {
    "SOLARA_APP": "imsim.app.components.page",
    "SOLARA_MODE": "production",
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
    "SOLARA_ASSETS_CDN": "http://127.0.0.1:9/",
    "SOLARA_KERNEL_CULL_TIMEOUT": "15m",
    "SOLARA_THEME_SHOW_BANNER": "False",
    "SOLARA_THEME_TITLE": "imsim",
}


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


@dataclass(frozen=True)
class Serving:
    """How the page is served.

    Args:
        host: address to listen on.
        port: 0 takes a free one.
        allowed: further names, with port where it is not that of the scheme, by which visitors reach the page.
        root_path: path under which a proxy serves it; empty for none.
        jobs: processes that serve visitors; None for one where only this machine reaches the page, else one a core.
        browser: whether to open it in a browser.
    """

    host: str = LOOPBACK[0]
    port: int = 0
    allowed: tuple[str, ...] = ()
    root_path: str = ""
    jobs: int | None = None
    browser: bool = False

    def __post_init__(self) -> None:
        for name in self.allowed:
            if not HOST_NAME.fullmatch(name):
                raise InputError(f"--allow-host {name}: must be a name or NAME:PORT, as in the browser's address")
        if self.root_path and not re.fullmatch(r"(/[A-Za-z0-9._~@%-]+)+", self.root_path):
            raise InputError(f"--root-path {self.root_path}: must be a path such as /imsim, without a / at its end")
        if self.jobs is not None and self.jobs < 1:
            raise InputError(f"--jobs {self.jobs}: at least 1 is needed")

    @property
    def processes(self) -> int:
        """Processes that serve visitors."""
        from imsim.studies.schedulers import cores

        alone = loopback(self.host) and not self.allowed
        return self.jobs or (1 if alone else cores())


def serve(source: str, how: Serving, say: Callable[[str], None]) -> None:
    """Serve the page until somebody stops it.

    Args:
        source: scenario to begin with.
        how: it is served.
        say: where messages go.

    Raises:
        InputError: the scenario is wrong, the port is taken, or the extra is not installed.
    """
    say("preparing the company (the first time, the model is compiled for this machine: up to a minute)")
    prepare(source)
    listener = listening(how.host, how.port)
    port = listener.getsockname()[1]
    names = own_names(how.host, port) | {name.lower() for name in how.allowed}
    os.environ.update({SOURCE: source, NAMES: " ".join(sorted(names)), ROOT: how.root_path})
    application, uvicorn = guarded(), uvicorn_with_solara()
    address = f"http://{shown(how.host)}:{port}{how.root_path}/"
    if not loopback(how.host):
        say(f"warning: {how.host} is open to your network: whoever reaches port {port} can use this page")
    say(f"imsim is at {address} (Ctrl-C ends it)")
    if how.browser:
        threading.Timer(1.0, webbrowser.open, [address]).start()
    if how.processes == 1:
        uvicorn.Server(uvicorn.Config(application, **TOLD)).run(sockets=[listener])
        return
    several = uvicorn.Config(f"{__name__}:guarded", factory=True, workers=how.processes, **TOLD)
    supervisor = uvicorn.supervisors.Multiprocess
    # Older versions want to be told what each process runs.
    target = [uvicorn.Server(several).run] if "target" in signature(supervisor).parameters else []
    supervisor(several, *target, [listener]).run()
    # It has ended because it was asked to.
    raise Stopped(signal.SIGINT)


def prepare(source: str) -> None:
    """Have the company and the machine code of the model ready before a visitor comes."""
    from imsim.app.session import Session
    from imsim.scenarios.scenario import load
    from imsim.studies.schedulers import cores, engine_of

    load(source)  # A mistake in it is told before anything takes time.
    # Two processes compile the model in half the time; the page then runs in this one.
    with engine_of(min(cores(), 2)):
        pass
    Session(source).step()


def guarded() -> Guard:
    """The page's application behind its guard, as the environment says; each process that serves it makes its own."""
    uvicorn_with_solara()
    from solara.server.starlette import app

    return Guard(app, os.environ[NAMES].split(), os.environ.get(ROOT, ""))


def uvicorn_with_solara() -> Any:
    """The server's library, once Solara is set up for a page that takes nothing from elsewhere."""
    os.environ.update(SETTINGS)
    if os.environ.get(ROOT):
        os.environ["SOLARA_ROOT_PATH"] = os.environ[ROOT]
    try:
        import uvicorn
        import uvicorn.supervisors
        from solara.server import settings
        from solara.server.starlette import app  # noqa: F401
    except ImportError as missing:
        raise InputError(f"the page needs the extra `app` ({missing}): pip install 'imsim[app]'") from None
    if not (settings.assets.proxy_cache_dir / "@widgetti").is_dir():
        raise InputError("the page's front end, the package solara-assets, is missing: pip install 'imsim[app]'")
    # Said to whoever embeds a page elsewhere, which the guard forbids.
    warnings.filterwarnings("ignore", "Cookies with samesite")
    return uvicorn


def listening(host: str, port: int) -> socket.socket:
    """A socket bound to an address, so that a port that is taken is found out before anything starts."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    # Elsewhere than on POSIX the option would let two servers share a port.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, int(os.name == "posix"))
    try:
        listener.bind((host, port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise InputError(f"--host {host} --port {port}: cannot listen there: {error.strerror or error}") from None
    return listener


def loopback(host: str) -> bool:
    """Whether an address is this machine's own.

    Example:
        >>> loopback("127.0.0.1"), loopback("localhost"), loopback("0.0.0.0")
        (True, True, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def own_names(host: str, port: int) -> set[str]:
    """What browsers may call the page: its address, this machine's names, and its addresses where it listens on all."""
    known = {shown(host).lower(), *LOOPBACK}
    if host in ANYWHERE:
        name = socket.gethostname()
        known |= {name.lower(), socket.getfqdn().lower()}
        known |= {shown(str(result[4][0])) for result in socket.getaddrinfo(name, None)}
    return {f"{one}:{port}" for one in known} | ({*known} if port == HTTP else set())


def shown(host: str) -> str:
    """An address as it stands in a URL; one that stands for all is this machine's."""
    if host in ANYWHERE:
        return LOOPBACK[0]
    return f"[{host}]" if ":" in host else host
