"""TLS: the certificate has to be trusted by this computer, and permission is asked after it was."""

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from dialsheet.campaign import Answer, NotPlaced, Placed
from dialsheet.cartesia.client import CartesiaCalls
from dialsheet.errors import Reason
from practice_process import Permission, connection_to
from raw_server import Behaviour, Seen, http, raw_server, take_request

REAL_KEY = "sk_car_0123456789abcdef"
PLACED = http(200, '{"calls": [{"agent_call_id": "ac_1"}]}')
NOT_TRUSTED = NotPlaced(Reason("cartesia.secure_connection"))


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for `localhost`, and its key, that nobody trusts yet."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now, day = datetime.now(UTC), timedelta(days=1)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - day, now + day)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    path = tmp_path / "certificate.pem"
    path.write_bytes(
        made.public_bytes(pem) + key.private_bytes(pem, pkcs8, serialization.NoEncryption())
    )
    return path


async def play(
    behaviours: list[Behaviour], certificate: Path, permission: Permission, *, host: str
) -> tuple[Answer, Seen]:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    async with raw_server(*behaviours, take=False, tls=tls) as server:
        url = server.url.replace("http://127.0.0.1", f"https://{host}")
        calls = CartesiaCalls(connection_to(url), REAL_KEY)
        try:
            return await calls.create("{}", permission), server
        finally:
            await calls.aclose()


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await take_request(reader)
    writer.write(PLACED)
    await writer.drain()


@pytest.mark.parametrize(
    ("trusted", "host", "expected"),
    [
        (True, "localhost", Placed("ac_1")),
        (True, "127.0.0.1", NOT_TRUSTED),  # another name than the certificate's
        (False, "localhost", NOT_TRUSTED),
    ],
)
def test_only_a_trusted_server_is_sent_anything(
    trusted: bool, host: str, expected: Answer, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    permission = Permission()
    answered, _ = asyncio.run(play([answer], certificate, permission, host=host))
    assert answered == expected
    assert permission.times == int(expected != NOT_TRUSTED)


@pytest.mark.parametrize(("hangs_up", "connections"), [(False, 1), (True, 2)])
def test_waiting_under_tls(
    hangs_up: bool, connections: int, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server's session tickets lie unread on a good connection; they are no sign of its end."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    ready = asyncio.Event()

    async def first(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if hangs_up:
            writer.transport.abort()
            await writer.wait_closed()
            ready.set()
        else:
            ready.set()  # what this side has to say in the handshake is said
            await answer(reader, writer)

    class Waiting(Permission):
        async def __call__(self) -> None:
            await super().__call__()
            await ready.wait()

    permission = Waiting()
    answered, server = asyncio.run(play([first, answer], certificate, permission, host="localhost"))
    assert (answered, server.connections, permission.times) == (Placed("ac_1"), connections, 1)
