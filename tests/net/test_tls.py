"""Certificates that are wrong stop nothing and are told once; a server of old can be had, where its file says so."""

from __future__ import annotations

import ssl
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from newscrawl.net.tls import certificate_fault
from tests.crawling import crawl

NOW = datetime(2026, 11, 18, tzinfo=UTC)
PARAGRAPH = "昨日，福州全市普降大雨，学校停课。市民从气象台获悉，本次降雨将持续三天，请注意防范。"


def certificate(
    *names: str, begin: datetime, end: datetime, issuer: str | None = None, bits: int = 2048
) -> tuple[x509.Certificate, bytes]:
    key = rsa.generate_private_key(65537, bits)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, names[0])])
    by = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, issuer)]) if issuer else subject
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    return made, private + made.public_bytes(serialization.Encoding.PEM)


@pytest.mark.parametrize(
    ("names", "issuer", "days", "fault"),
    [
        (("www.hx.com.cn",), "某某CA", (-10, 90), None),
        (("*.hx.com.cn",), "某某CA", (-10, 90), None),
        (("www.hx.com.cn",), "某某CA", (-400, -30), "expired 2026-10-19"),
        (("www.hx.com.cn",), "某某CA", (2, 90), "not valid before 2026-11-20"),
        (("www.other.cn", "other.cn"), "某某CA", (-10, 90), "for another host: www.other.cn, other.cn"),
        (("www.hx.com.cn",), None, (-10, 90), "self-signed"),
        (("a.cn",), None, (-400, -30), "expired 2026-10-19; for another host: a.cn; self-signed"),
    ],
)
def test_what_is_wrong_with_a_certificate(names, issuer, days, fault):
    begin, end = (NOW + timedelta(days=each) for each in days)
    made, _ = certificate(*names, begin=begin, end=end, issuer=issuer)
    assert certificate_fault(made, "www.hx.com.cn", NOW) == fault


class Site(BaseHTTPRequestHandler):
    """A channel of two articles."""

    def do_GET(self) -> None:
        if self.path == "/xw/fz/":
            links = "".join(
                f'<li><a href="/xw/fz/202011/t20201118_{i}.htm">福州普降大雨学校停课{i}天</a></li>' for i in (1, 2)
            )
            page = f"<html><head><title>福州新闻</title></head><body><ul>{links}</ul></body></html>"
        elif self.path.startswith("/xw/fz/2020"):
            day = self.path[-5]
            page = (
                f"<html><head><title>福州普降大雨学校停课{day}天</title></head><body><h1>福州普降大雨学校停课{day}天</h1>"
                f"<p>2020-11-18 09:30 来源：福州晚报</p><div><p>{PARAGRAPH}编号{day}。</p><p>{PARAGRAPH * int(day)}</p></div></body></html>"
            )
        else:
            self.send_error(404)
            return
        body = page.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *words: object) -> None:
        pass


@contextmanager
def serving(pem: bytes, tmp: Path, old: ssl.TLSVersion | None = None) -> Iterator[int]:
    """Serve the site over TLS, on a port of the machine's choice."""
    file = tmp / "server.pem"
    file.write_bytes(pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if old is not None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.set_ciphers("DEFAULT:@SECLEVEL=0")
            context.minimum_version = old
            context.maximum_version = old
    context.load_cert_chain(file)
    server = Server(("127.0.0.1", 0), Site)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def write(tmp: Path, port: int, more: str = "") -> None:
    path = tmp / "catalog/sites/fujian/hx.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f'name = "海峡"\nhome = "https://127.0.0.1:{port}/"\ndelay = 0.0\n{more}\n[[channel]]\nid = "fz"\nname = "福州"\n'
        f'url = "https://127.0.0.1:{port}/xw/fz/"\n',
        encoding="utf-8",
    )


def now_and(*days: int) -> tuple[datetime, datetime]:
    first, last = (datetime.now(UTC) + timedelta(days=each) for each in days)
    return first, last


def test_a_wrong_certificate_is_on_the_line_and_told_once(tmp_path):
    begin, end = now_and(-400, -30)
    _, pem = certificate("www.other.cn", begin=begin, end=end)
    with serving(pem, tmp_path) as port:
        write(tmp_path, port)
        first = crawl(tmp_path, "channels=hx/fz", "since=all", NEWSCRAWL_DUPLICATES="off")
        again = crawl(tmp_path, "channels=hx/fz", "since=all")
    fault = f"expired {end.date()}; for another host: www.other.cn; self-signed"
    assert [line["tls"] for line in first.lines()] == [fault, fault], first.err
    assert first.err.count("WARNING: the certificate of") == 1
    assert first.err.count("alarm certificate") == 1
    assert "Remote certificate is not valid" not in first.err
    assert "alarm certificate" not in again.err


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_an_old_server_is_read_where_its_file_says_so(tmp_path, version):
    begin, end = now_and(-10, 90)
    _, pem = certificate("127.0.0.1", begin=begin, end=end, bits=1024)
    with serving(pem, tmp_path, version) as port:
        write(tmp_path, port)
        refused = crawl(tmp_path, "channels=hx/fz", "since=all", RETRY_TIMES=0)
        write(tmp_path, port, 'tls = "old"')
        read = crawl(tmp_path, "channels=hx/fz", "since=all", data="other", NEWSCRAWL_DUPLICATES="off")
    assert not refused.lines()
    assert len(read.lines()) == 2, read.err


def test_another_word_for_tls_is_refused(tmp_path):
    write(tmp_path, 443, 'tls = "1.0"')
    done = crawl(tmp_path, "channels=hx/fz")
    assert done.code == 2
    assert "tls" in done.err
