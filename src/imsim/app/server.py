"""Serves the page: nothing is fetched from elsewhere."""

from __future__ import annotations

import ipaddress
import os
import re
import socket
import warnings
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from threading import Thread

from imsim.app.guard import HOST_NAME, Guard
from imsim.app.processes import serve_together
from imsim.engine.errors import InputError

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
ANYWHERE = ("0.0.0.0", "::")
HTTP = 80
# What uvicorn is told. A page needs short messages only; a busy server reads signs of life late, and after the usual
# twenty seconds took a class of thirty for gone.
TOLD = {"log_level": "error", "lifespan": "on", "server_header": False, "ws_max_size": 1 << 20, "ws_ping_timeout": 300}
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
    listener = listening(how.host, how.port)
    port = listener.getsockname()[1]
    names = own_names(how.host, port) | {name.lower() for name in how.allowed}
    os.environ.update({SOURCE: source, NAMES: " ".join(sorted(names)), ROOT: how.root_path})
    set_up_solara()
    say("preparing the company (the first time, the model is compiled for this machine: up to a minute)")
    prepare(source)
    address = f"http://{shown(how.host)}:{port}{how.root_path}/"
    if not loopback(how.host):
        say(f"warning: {how.host} is open to your network: whoever reaches port {port} can use this page")

    def opened() -> None:
        say(f"imsim is at {address} (Ctrl-C ends it)")
        if how.browser:
            Thread(target=webbrowser.open, args=[address], daemon=True).start()

    task = partial(serve_visitors, source)
    if how.processes == 1:
        task(listener, opened)
    else:
        serve_together(how.processes, task, listener, opened)


def prepare(source: str) -> None:
    """Have the scenario checked and the model compiled before anybody serves it."""
    from imsim.scenarios.scenario import load
    from imsim.studies.schedulers import cores, engine_of

    load(source)
    # Two processes compile the model in half the time; the page then runs in others.
    with engine_of(min(cores(), 2)):
        pass


def serve_visitors(source: str, listener: socket.socket, opened: Callable[[], None]) -> None:
    """Serve visitors from this process until somebody stops it.

    Args:
        source: scenario to begin with, of which a week passes before the first visitor comes.
        listener: the socket where they come.
        opened: called once the page answers them.
    """
    from imsim.app.session import Session

    Session(source).step()
    application = guarded()
    import uvicorn

    class Server(uvicorn.Server):  # type: ignore[misc]
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                opened()

    Server(uvicorn.Config(application, **TOLD)).run(sockets=[listener])


def guarded() -> Guard:
    """The page's application behind its guard, as the environment says; each process that serves it makes its own."""
    set_up_solara()
    from solara.server.starlette import app

    return Guard(app, os.environ[NAMES].split(), os.environ.get(ROOT, ""))


def set_up_solara() -> None:
    """Have Solara serve a page that takes nothing from elsewhere.

    Raises:
        InputError: the extra is not installed.
    """
    os.environ.update(SETTINGS)
    if os.environ.get(ROOT):
        os.environ["SOLARA_ROOT_PATH"] = os.environ[ROOT]
    try:
        import uvicorn  # noqa: F401
        from solara.server import settings
        from solara.server.starlette import app  # noqa: F401
    except ImportError as missing:
        raise InputError(f"the page needs the extra `app` ({missing}): pip install 'imsim[app]'") from None
    if not (settings.assets.proxy_cache_dir / "@widgetti").is_dir():
        raise InputError("the page's front end, the package solara-assets, is missing: pip install 'imsim[app]'")
    # Said to whoever embeds a page elsewhere, which the guard forbids.
    warnings.filterwarnings("ignore", "Cookies with samesite")


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
