"""Whom the page lets in, where it listens, and that its front end is all on this machine."""

import asyncio
import http.client
import re
import socket
from contextlib import closing
from pathlib import Path

import pytest

import serving
from imsim.app.server import Guard, listening, loopback, own_names
from imsim.engine.errors import InputError

HOST = "127.0.0.1:8765"


def answer(kind, *headers, method="GET"):
    """What the guard says: the status of the inner application (200, or an accepted socket), or of the refusal."""
    sent = []

    async def inner(scope, receive, send):
        await send({"type": "inner"})

    async def receive():
        return {"type": f"{kind}.connect"}

    async def send(message):
        sent.append(message)

    scope = {"type": kind, "method": method, "headers": [(a.encode(), b.encode("latin-1")) for a, b in headers]}
    asyncio.run(Guard(inner, own_names("127.0.0.1", 8765))(scope, receive, send))
    return {"inner": 200, "http.response.start": sent[0].get("status"), "websocket.close": 403}[sent[0]["type"]]


@pytest.mark.parametrize("host", [HOST, "localhost:8765", "LOCALHOST:8765", "[::1]:8765"])
def test_its_own_names_are_let_in(host):
    assert answer("http", ("host", host)) == 200
    assert answer("http", ("Host", host), ("Origin", f"http://{host}")) == 200
    assert answer("websocket", ("host", host), ("origin", f"http://{host}")) == 200


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("host", "")],
        [("host", "evil.example")],
        [("host", "evil.example:8765")],
        [("host", "127.0.0.1:9999")],
        [("host", "127.0.0.1:8765.evil.example")],
        [("host", "127.0.0.1")],
        [("host", HOST), ("host", "evil.example")],
        [("host", HOST), ("origin", "http://evil.example")],
        [("host", HOST), ("origin", "http://127.0.0.1:9999")],
        [("host", HOST), ("origin", "null")],
        [("host", HOST), ("origin", "")],
        [("host", HOST), ("origin", "http://[")],
        [("host", HOST), ("origin", f"http://{HOST}.evil.example")],
        [("host", HOST), ("origin", f"http://{HOST}"), ("origin", "http://evil.example")],
    ],
)
def test_foreign_hosts_and_origins_are_refused(headers):
    assert answer("http", *headers) == 403
    assert answer("websocket", *headers) == 403


def test_a_socket_without_an_origin_is_refused():
    assert answer("http", ("host", HOST)) == 200
    assert answer("websocket", ("host", HOST)) == 403


def test_a_port_that_is_taken_is_said():
    with listening("127.0.0.1", 0) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=f"--port {port}: cannot listen there"):
            listening("127.0.0.1", port)


def test_other_addresses_than_this_machines_own_are_known_as_such():
    assert [loopback(host) for host in ("127.0.0.1", "::1", "localhost", "127.9.9.9")] == [True] * 4
    assert [loopback(host) for host in ("0.0.0.0", "::", "192.168.1.7", "example.org")] == [False] * 4
    assert f"{socket.gethostname().lower()}:80" in own_names("0.0.0.0", 80)


def test_the_front_end_that_solara_asks_for_is_installed():
    """Where a newer Solara wants newer assets, the page would stay blank without internet: pyproject.toml pins both."""
    pytest.importorskip("solara.server", reason="needs the extra app")
    import solara.server
    from solara.server import settings

    template = Path(solara.server.__file__).parent / "templates" / "solara.html.j2"
    wanted = set(re.findall(r"\{\{\s*cdn\s*\}\}/([\w@./-]+@[\d.]+\d)/", template.read_text(encoding="utf-8")))
    wanted = {name for name in wanted if "vuetify3" not in name} | {"echarts@5.4.0"}
    assert len(wanted) > 2
    assert [name for name in sorted(wanted) if not (settings.assets.proxy_cache_dir / name).is_dir()] == []


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    pytest.importorskip("solara.server", reason="needs the extra app")
    with serving.served(tmp_path_factory.mktemp("served")) as server:
        yield server.port


def status(port, path="/", **headers):
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.putrequest("GET", path, skip_host=True)
        for name, value in {"Host": f"127.0.0.1:{port}", **headers}.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        with connection.getresponse() as response:
            return response.status


SOCKET = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec_WebSocket_Version": "13",
          "Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ=="}  # fmt: skip


def test_the_served_page_refuses_what_the_guard_refuses(served):
    own = f"http://127.0.0.1:{served}"
    path = "/jupyter/api/kernels/0/channels?session_id=1"
    assert status(served) == 200
    assert status(served, Host="evil.example") == 403
    assert status(served, Origin="http://evil.example") == 403
    assert status(served, path, **SOCKET, Origin="http://evil.example") == 403
    assert status(served, path, **SOCKET) == 403
    assert status(served, path, **SOCKET, Origin=own) == 101


def test_it_listens_on_this_machine_alone(served):
    """No other address of this machine answers."""
    found = {str(one[4][0]) for one in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    for address in found - {"127.0.0.1"}:
        with pytest.raises(OSError):
            socket.create_connection((address, served), timeout=2).close()
