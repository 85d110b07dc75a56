"""Lints many certificates with pkilint's RFC 5280 rules in one process.

Usage: lint_many.py FILE, where FILE has one hex DER a line. Prints one line each: the finding codes of severity ERROR or
FATAL, or OK. `validators.url`, which pkilint uses for URIs, knows only web schemes, so a URI of another scheme is judged
again with "https" in its place: everything after the scheme is held to the same rules. Where that made the difference
the line ends in "scheme".
"""

import logging
import re
import sys
from concurrent.futures import ProcessPoolExecutor

from pkilint import loader, validation
from pkilint.pkix import certificate, extension, general_name, name


class SchemeNeutralURI(general_name.GeneralNameUriSyntaxValidator):
    passed_by_scheme = False

    def validate_value(self, node):
        if super().validate_value(node):
            return True
        text = re.sub(r"^[A-Za-z][A-Za-z0-9+.-]*://", "https://", str(node.pdu))
        passes = general_name.validators_predicate(general_name.validators.url, text)
        SchemeNeutralURI.passed_by_scheme |= passes
        return passes


general_name.GeneralNameUriSyntaxValidator = SchemeNeutralURI

# What a validator raises is a finding of its own; the traceback beside it would mix with the answers.
logging.disable(logging.CRITICAL)

REFUSALS = {validation.ValidationFindingSeverity.ERROR, validation.ValidationFindingSeverity.FATAL}
VALIDATOR = certificate.create_pkix_certificate_validator_container(
    certificate.create_decoding_validators(name.ATTRIBUTE_TYPE_MAPPINGS, extension.EXTENSION_MAPPINGS),
    [
        certificate.create_issuer_validator_container([]),
        certificate.create_validity_validator_container(),
        certificate.create_subject_validator_container([]),
        certificate.create_extensions_validator_container([]),
        certificate.create_spki_validator_container([]),
    ],
)


def lint(line):
    SchemeNeutralURI.passed_by_scheme = False
    try:
        document = loader.RFC5280CertificateDocumentLoader().load_der_document(bytes.fromhex(line.strip()))
        results = VALIDATOR.validate(document.root)
    except Exception as error:  # what pkilint cannot load at all it refuses
        return "unreadable:" + type(error).__name__
    codes = {
        finding.finding.code
        for result in results
        for finding in result.finding_descriptions
        if finding.finding.severity in REFUSALS
    }
    verdict = " ".join(sorted(codes)) or "OK"
    return verdict + " scheme" if SchemeNeutralURI.passed_by_scheme else verdict


if __name__ == "__main__":
    with open(sys.argv[1], encoding="ascii") as lines, ProcessPoolExecutor() as pool:
        for outcome in pool.map(lint, lines, chunksize=64):
            print(outcome)
