# mypy: allow-untyped-calls
"""A connection over TLS → what is wrong with the host's certificate; and connections to
servers that speak only what OpenSSL refuses today.

A wrong certificate stops nothing: many regional sites have one, and their news are no
secret. It is told instead, once a host in the log and by an alarm, and in each line.
Looked at are the dates, the names and the signer of the host's own certificate; the
chain above it and its revocation are not (`DOWNLOAD_VERIFY_CERTIFICATES=True` refuses
all that is not wholly valid).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from OpenSSL import SSL
from scrapy.core.downloader.contextfactory import _ScrapyClientContextFactory
from scrapy.crawler import Crawler
from service_identity import CertificateError, VerificationError
from service_identity.cryptography import verify_certificate_hostname, verify_certificate_ip_address
from twisted.internet.ssl import TLSVersion

from newscrawl.net.guard import read_literal

OLD = "old"
"""`tls` of a site whose server speaks only TLS 1.0 or 1.1, or with weak keys."""
_LEGACY_SERVER_CONNECT = 0x4
"""SSL_OP_LEGACY_SERVER_CONNECT: servers without secure renegotiation (RFC 5746)."""


def certificate_fault(certificate: x509.Certificate, host: str, now: datetime) -> str | None:
    """Return what is wrong with a host's own certificate: `expired 2020-10-19`, `not
    valid before 2020-12-01`, `for another host: www.fznews.com.cn`, `self-signed`,
    several with `; `; None where nothing is.
    """
    faults = []
    if now > certificate.not_valid_after_utc:
        faults.append(f"expired {certificate.not_valid_after_utc.date()}")
    if now < certificate.not_valid_before_utc:
        faults.append(f"not valid before {certificate.not_valid_before_utc.date()}")
    if not _is_for(certificate, host):
        faults.append(f"for another host: {_names(certificate)}")
    if certificate.issuer == certificate.subject:
        faults.append("self-signed")
    return "; ".join(faults) or None


def fault_of_peer(certificate: Any, url: str) -> str | None:
    """Return what is wrong with the certificate that Twisted received for a URL; None
    without one.
    """
    if certificate is None:
        return None
    try:
        received = certificate.original.to_cryptography()
        return certificate_fault(received, urlsplit(url).hostname or "", datetime.now(UTC))
    except ValueError as error:
        return f"unreadable: {error}"


def _is_for(certificate: x509.Certificate, host: str) -> bool:
    verify = verify_certificate_hostname if read_literal(host) is None else verify_certificate_ip_address
    try:
        verify(certificate, host)
    except (CertificateError, VerificationError):
        return False
    return True


def _names(certificate: x509.Certificate) -> str:
    """Return the first names that a certificate is for."""
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        names = [str(name.value) for name in found]
    except x509.ExtensionNotFound:
        names = [str(name.value) for name in certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)]
    return ", ".join(names[:3]) or "none"


class OldTlsFactory(_ScrapyClientContextFactory):
    """Contexts for sites with `tls = "old"`: TLS from 1.0, every cipher and key size of
    OpenSSL's security level 0.

    Scrapy's settings cannot do this: it takes a list of ciphers apart, and loses the
    level (`@SECLEVEL=0`) that forbids TLS 1.0 and 1.1 since OpenSSL 3.
    """

    @classmethod
    def for_crawler(cls, crawler: Crawler) -> OldTlsFactory:
        """Return the factory with the settings of a crawl."""
        factory = cls.from_crawler(crawler)
        factory.tls_min_version, factory.tls_max_version = TLSVersion.TLSv1_0, None
        return factory

    def _get_cert_options(self) -> Any:
        options = super()._get_cert_options()
        context = options.getContext()
        context.set_min_proto_version(SSL.TLS1_VERSION)
        context.set_cipher_list(b"DEFAULT:@SECLEVEL=0")
        context.set_options(_LEGACY_SERVER_CONNECT)
        return options


def speaks_old(sites: Mapping[str, Any], url: str) -> bool:
    """Return whether a URL belongs to a site with `tls = "old"`."""
    return any(site.tls == OLD and site.owns(url) for site in sites.values())
