"""Serves the page to this machine: nothing is fetched from elsewhere, and no other web page may talk to it."""

from __future__ import annotations

import ipaddress
import os
import socket
import threading
import warnings
import webbrowser
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from imsim.engine.errors import InputError

Scope = MutableMapping[str, Any]
Send = Callable[[Scope], Awaitable[None]]
Receive = Callable[[], Awaitable[Scope]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
ANYWHERE = ("0.0.0.0", "::")
FORBIDDEN, HTTP = 403, 80
# Environment variable that tells the page, which Solara loads by name, with which company to begin.
SOURCE = "IMSIM_APP_SOURCE"
# Solara's settings, read when it is imported. No web address but its own: a missing asset is an error, not a download.
SETTINGS = {
    "SOLARA_APP": "imsim.app.components.page",
    "SOLARA_MODE": "production",
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
    "SOLARA_ASSETS_CDN": "http://127.0.0.1:9/",
    "SOLARA_KERNEL_CULL_TIMEOUT": "30m",
    "SOLARA_THEME_SHOW_BANNER": "False",
    "SOLARA_THEME_TITLE": "imsim",
}


class Guard:
    """Lets in only who came by one of the page's own names, from one of its own pages.

    Without it any web page open in the same browser could reach the model behind this one's back (cross-site
    WebSockets, DNS rebinding): an unknown Host or Origin gets 403, and so does a WebSocket without an Origin.

    Args:
        application: what is guarded.
        hosts: names with port, as a browser sends them.
    """

    def __init__(self, application: Application, hosts: Iterable[str]) -> None:
        self.application, self.hosts = application, frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is allowed."""
        if scope["type"] not in ("http", "websocket") or self.allows(scope):
            await self.application(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await send(
                {"type": "http.response.start", "status": FORBIDDEN, "headers": [(b"content-type", b"text/plain")]}
            )
            await send({"type": "http.response.body", "body": b"imsim: this page is for its own address only\n"})

    def allows(self, scope: Scope) -> bool:
        """Whether Host and Origin are the page's own."""
        headers = [(name.lower(), value.decode("latin-1")) for name, value in scope["headers"]]
        hosts = [value for name, value in headers if name == b"host"]
        origins = [value for name, value in headers if name == b"origin"]
        if len(hosts) != 1 or hosts[0].lower() not in self.hosts:
            return False
        if scope["type"] == "websocket" and not origins:
            return False
        return all(origin.lower().removeprefix("http://") in self.hosts for origin in origins)


def serve(source: str, host: str, port: int, browser: bool, say: Callable[[str], None]) -> None:
    """Serve the page until somebody stops it.

    Args:
        source: scenario to begin with.
        host: address to listen on.
        port: 0 takes a free one.
        browser: whether to open it in a browser.
        say: where messages go.

    Raises:
        InputError: the scenario is wrong, the port is taken, or the extra is not installed.
    """
    from imsim.app.session import Session
    from imsim.scenarios.scenario import load
    from imsim.studies.schedulers import cores, engine_of

    say("preparing the company (the first time, the model is compiled for this machine: up to a minute)")
    # A mistake in the scenario is told before anything takes time.
    load(source)
    # Two processes compile the model in half the time; the page then runs in this one.
    with engine_of(min(cores(), 2)):
        pass
    Session(source).step()
    application, uvicorn = solara_application(source)
    listener = listening(host, port)
    port = listener.getsockname()[1]
    address = f"http://{shown(host)}:{port}/"
    if not loopback(host):
        say(f"warning: {host} is open to your network: whoever reaches port {port} can use this page")
    say(f"imsim is at {address} (Ctrl-C ends it)")
    guarded = Guard(application, own_names(host, port))
    server = uvicorn.Server(uvicorn.Config(guarded, log_level="error", lifespan="on", server_header=False))
    if browser:
        threading.Timer(1.0, webbrowser.open, [address]).start()
    server.run(sockets=[listener])


def solara_application(source: str) -> tuple[Application, Any]:
    """Solara's application, and uvicorn, set up for a page that begins with some scenario."""
    os.environ.update(SETTINGS | {SOURCE: source})
    try:
        import uvicorn
        from solara.server import settings
        from solara.server.starlette import app
    except ImportError as missing:
        raise InputError(f"the page needs the extra `app` ({missing}): pip install 'imsim[app]'") from None
    if not (settings.assets.proxy_cache_dir / "@widgetti").is_dir():
        raise InputError("the page's front end, the package solara-assets, is missing: pip install 'imsim[app]'")
    # Said to whoever embeds a page elsewhere, which the guard forbids.
    warnings.filterwarnings("ignore", "Cookies with samesite")
    return app, uvicorn


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
    """What browsers may call the page: its address, and this machine's names for itself.

    A page that listens on every address is known by this machine's host name and addresses too.
    """
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
