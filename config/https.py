"""The server's own https: by a certificate that is given, or by one made on the spot for trying it in a LAN.

A browser gives a page its microphone over https alone (or at localhost). Behind a proxy, that has the
certificate, and this server speaks http to it.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cryptography import x509

LASTS = timedelta(days=90)
LOCAL = ("localhost", "127.0.0.1", "::1")
EVERYWHERE = ("", "0.0.0.0", "::")  # noqa: S104  (what to listen on, not where)
# Of the documentation's network (RFC 5737): nothing is sent there, but the system says which of our addresses
# it would be sent from.
ANYWHERE = ("192.0.2.1", 9)
# Connections that wait to be taken. Of three hundred at once, Twisted's own fifty had a sixth reset.
BACKLOG = 1024
BEGINS = b"-----BEGIN CERTIFICATE-----"
# Of TLS 1.2: each connection has a key of its own, and what is encrypted is authenticated by the same cipher.
# TLS 1.3 has no others.
CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM:DHE+CHACHA20"


def find_addresses() -> list[str]:
    """The host's own addresses but loopback, the one that others in its network reach it by first."""
    found = []
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        way.connect(ANYWHERE)  # without a network there is no way
        found.append(str(way.getsockname()[0]))
    with suppress(OSError):
        found += [
            str(entry[4][0]) for entry in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
        ]
    return [address for address in dict.fromkeys(found) if not ipaddress.ip_address(address).is_loopback]


def describe_endpoint(host: str, port: int) -> str:
    """Where daphne listens by http, in Twisted's words."""
    return f"tcp:port={port}:interface={host}:backlog={BACKLOG}"


def describe_own_url(host: str, port: int, *, has_tls: bool) -> str:
    """Where a server that listens there is reached by itself: on loopback where it listens everywhere, and by
    http one port further where it speaks https, as its certificate is not for that address."""
    if has_tls:
        return f"http://127.0.0.1:{port + 1}"
    if host in EVERYWHERE:
        host = "127.0.0.1" if host != "::" else "::1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def listen(server: Any, host: str, port: int, certificate: Path, key: Path | None = None) -> None:
    """Have this daphne server listen by https too. To be called as it gets ready, before it serves.

    Twisted's words for an endpoint know no ciphers, and its own list has some without forward secrecy.
    """
    from OpenSSL import crypto
    from twisted.internet import endpoints, reactor, ssl

    make_endpoint: Any = endpoints.SSL4ServerEndpoint  # Twisted has no types for these two
    ciphers: Any = ssl.AcceptableCiphers
    own, *chain = (
        crypto.load_certificate(crypto.FILETYPE_PEM, BEGINS + each)
        for each in certificate.read_bytes().split(BEGINS)[1:]  # those behind the first vouch for it
    )
    options = ssl.CertificateOptions(
        privateKey=crypto.load_privatekey(crypto.FILETYPE_PEM, (key or certificate).read_bytes()),
        certificate=own,
        extraCertChain=chain,
        raiseMinimumTo=ssl.TLSVersion.TLSv1_2,
        acceptableCiphers=ciphers.fromOpenSSLCipherString(CIPHERS),
    )
    endpoint = make_endpoint(reactor, port, options, backlog=BACKLOG, interface=host)
    listener = endpoint.listen(server.http_factory)
    listener.addCallback(server.listen_success)
    listener.addErrback(server.listen_error)
    server.listeners.append(listener)


def make_certificate(folder: Path, addresses: Sequence[str]) -> tuple[Path, Path]:
    """A certificate of our own making and its key, kept in `folder` while it holds for `addresses`."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    certificate, key = folder / "https.pem", folder / "https_key.pem"
    names = [*LOCAL, socket.gethostname(), *addresses]
    if certificate.exists() and key.exists() and holds(certificate.read_bytes(), names):
        return certificate, key
    secret = ec.generate_private_key(ec.SECP256R1())
    now = read_time()
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Uketsuke, made on the spot")])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))  # a telephone's clock may be a little behind
        .not_valid_after(now + LASTS)
        .add_extension(x509.SubjectAlternativeName([name_host(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(secret, hashes.SHA256())
    )
    formatted = secret.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with os.fdopen(os.open(key, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(formatted)
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return certificate, key


def holds(pem: bytes, names: Sequence[str]) -> bool:
    """Whether that certificate is of all these names, and for a day longer."""
    from cryptography import x509

    try:
        made = x509.load_pem_x509_certificate(pem)
        own = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, x509.ExtensionNotFound):
        return False
    lasts = made.not_valid_after_utc > read_time() + timedelta(days=1)
    return lasts and set(own) >= {name_host(name) for name in names}


def read_time() -> datetime:
    """The real time: a browser knows no pinned clock."""
    return datetime.fromtimestamp(time.time(), UTC)


def name_host(name: str) -> x509.GeneralName:
    from cryptography import x509

    with suppress(ValueError):
        return x509.IPAddress(ipaddress.ip_address(name))
    return x509.DNSName(name)
