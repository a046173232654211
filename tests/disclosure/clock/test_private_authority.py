"""A receiver in the county's network with a certificate of the county's own authority."""

import ssl
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils import timezone

from disclosure.actions import posting, sending
from disclosure.models import Delivery, WebhookEndpoint
from tests.disclosure.clock.channels import demand, endpoint, published


def certificate(folder, host):
    """A self-signed certificate for the host, as files (certificate, certificate with key)."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public = made.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "ca.pem").write_bytes(public)
    (folder / "server.pem").write_bytes(public + private)
    return folder / "ca.pem", folder / "server.pem"


@pytest.mark.parametrize(
    ("host", "trusted", "arrives"),
    [("localhost", True, True), ("localhost", False, False), ("127.0.0.1", True, False)],
    ids=["trusted", "unknown authority", "another name"],
)
def test_the_certificate_must_be_the_name_s_and_of_an_authority_we_trust(
    county, receiver, tmp_path, settings, host, trusted, arrives, monkeypatch
):
    monkeypatch.setattr(posting, "TIMEOUT", 2.0)
    authority, server = certificate(tmp_path, "localhost")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(server)
    receiver.server.socket = context.wrap_socket(receiver.server.socket, server_side=True)
    receiver.server.handle_error = lambda request, address: None  # a refused handshake is expected
    settings.WEBHOOK_CA_FILE = str(authority) if trusted else ""
    demand(county, {"两微一端": "used"})
    endpoint(county)
    WebhookEndpoint.objects.update(url=f"https://{host}:{receiver.server.server_address[1]}/")
    published(county)
    tally = sending.send_due(timezone.now())
    assert (tally.sent, tally.failed, len(receiver.got)) == ((1, 0, 1) if arrives else (0, 1, 0))
    if not arrives:
        assert "连不上" in Delivery.objects.get(state=Delivery.State.FAILED).last_error
