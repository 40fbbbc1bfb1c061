"""Whom the page lets in, where it listens, and that its front end is all on this machine."""

import asyncio
import http.client
import os
import re
import socket
import time
import urllib.request
from contextlib import closing
from functools import partial
from multiprocessing import active_children
from pathlib import Path

import pytest

import serving
from imsim.app.guard import Guard
from imsim.app.processes import serve_together
from imsim.app.server import Serving, listening, loopback, own_names
from imsim.engine.errors import EngineLost, InputError
from imsim.studies.schedulers import cores

HOST = "127.0.0.1:8765"


def answer(kind, *headers, method="GET", path="/", guard=Guard, names=()):
    """What the guard says: the status of the inner application (200, or an accepted socket), or of the refusal."""
    return said(kind, *headers, method=method, path=path, guard=guard, names=names)[0]


def said(kind, *headers, method="GET", path="/", guard=Guard, names=()):
    """Status, and what was sent last: by the inner application the path that it was asked for."""
    sent = []

    async def inner(scope, receive, send):
        await send({"type": "inner", "body": scope["path"].encode()})

    async def receive():
        return {"type": f"{kind}.connect"}

    async def send(message):
        sent.append(message)

    encoded = [(a.encode(), b.encode("latin-1")) for a, b in headers]
    scope = {"type": kind, "method": method, "path": path, "headers": encoded}
    asyncio.run(guard(inner, own_names("127.0.0.1", 8765) | set(names))(scope, receive, send))
    status = {"inner": 200, "http.response.start": sent[0].get("status"), "websocket.close": 403}[sent[0]["type"]]
    return status, sent[-1].get("body", b"").decode()


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


def test_a_refusal_names_the_option_that_lets_in():
    assert "imsim app --allow-host localhost:9000\n" in said("http", ("host", "localhost:9000"))[1]
    origin = said("http", ("host", HOST), ("origin", "https://class.example"))
    assert "--allow-host class.example\n" in origin[1]
    # What is no name of a host is not repeated.
    assert "--allow-host NAME\n" in said("http", ("host", "<script>alert(1)</script>"))[1]


def test_allowed_names_are_let_in_behind_a_proxy_with_https():
    names = ("class.example",)
    for origin in ("http://class.example", "https://class.example"):
        assert answer("websocket", ("host", "class.example"), ("origin", origin), names=names) == 200
    assert answer("websocket", ("host", "class.example"), ("origin", "ftp://class.example"), names=names) == 403


@pytest.mark.parametrize("path", ["/imsim/static/x.css", "/static/x.css"])
def test_the_root_path_is_there_once_whether_a_proxy_strips_it_or_not(path):
    guard = partial(Guard, root_path="/imsim")
    assert said("http", ("host", HOST), path=path, guard=guard) == (200, "/imsim/static/x.css")


def test_a_full_house_is_said_and_files_of_those_inside_still_come():
    guard = partial(Guard, most=0)
    assert said("http", ("host", HOST), guard=guard) == (503, "imsim: 0 visitors are here: come back later\n")
    assert answer("http", ("host", HOST), path="/static/x.css", guard=guard) == 200


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"allowed": ("http://class.example",)}, "--allow-host http://class.example: must be a name or NAME:PORT"),
        ({"root_path": "imsim"}, "--root-path imsim: must be a path such as /imsim"),
        ({"jobs": 0}, "--jobs 0: at least 1 is needed"),
    ],
)
def test_wrong_options_are_said(options, says):
    with pytest.raises(InputError, match=re.escape(says)):
        Serving(**options)


def test_one_process_serves_this_machine_and_one_a_core_serve_others():
    assert Serving().processes == 1
    assert Serving(host="0.0.0.0").processes == Serving(allowed=("class.example",)).processes == cores()
    assert Serving(host="0.0.0.0", jobs=3).processes == 3


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


def answer_and_die(folder, _, answers):
    """Of several processes the first dies once all answer; the others stay."""
    (folder / str(os.getpid())).touch()
    answers()
    while not (folder / "die").exists():
        time.sleep(0.02)
    if os.getpid() == min(int(one.name) for one in folder.iterdir() if one.name != "die"):
        os._exit(3)
    time.sleep(60)


def refuse_to_serve(*_):
    raise InputError("--lesson: nothing is in it")


def test_the_address_is_told_once_all_processes_answer_and_one_that_dies_ends_them_all(tmp_path):
    told = []

    def opened():
        told.append(len(list(tmp_path.iterdir())))
        (tmp_path / "die").touch()

    with (
        listening("127.0.0.1", 0) as listener,
        pytest.raises(EngineLost, match=r"^process \d of 2 that serve the page has died \(exit code 3\): the page is"),
    ):
        serve_together(2, partial(answer_and_die, tmp_path), listener, opened)
    assert told == [2]
    assert active_children() == []


def test_what_a_process_cannot_serve_is_said_as_in_one_process():
    with listening("127.0.0.1", 0) as listener, pytest.raises(InputError, match="--lesson: nothing is in it"):
        serve_together(1, refuse_to_serve, listener, pytest.fail)
    assert active_children() == []


@pytest.mark.thorough
def test_several_processes_serve_the_page(tmp_path):
    pytest.importorskip("solara", reason="needs the extra app")
    with (
        serving.served(tmp_path, options=("--jobs", "2")) as server,
        urllib.request.urlopen(f"http://127.0.0.1:{server.port}/", timeout=120) as page,
    ):
        assert page.status == 200
