internal import Attestation
internal import X509Core

/// What hosts, guests and peers hand in as SEV-SNP or RA-TLS evidence.
extension FuzzTarget {
    /// A report with the certificate table that may follow it.
    package static let snpReport = FuzzTarget("snp-report") { bytes in
        let verifier = SNPVerifier()
        require((try? verifier.verify(bytes, certificates: [], at: 0)) == nil, "no report is genuine by itself")
        guard let report = try? SNPReport(Array(bytes.prefix(SNPReport.length))) else { return }
        let fields = SNPReportField.allCases.flatMap { report[$0] }
        require(fields == report.bytes, "the fields are the report")
        for product in SNPProduct.allCases {
            guard let tcb = SNPTCB(product: product, bytes: report[.currentTCB]),
                let zero = SNPTCB(product: product, versions: [:])
            else { return require(false, "a field of eight bytes is a TCB") }
            require(tcb.isAtLeast(zero) && tcb.isAtLeast(tcb), "nothing is below zero or itself")
        }
        guard let table = try? SNPCertificateTable(Array(bytes.dropFirst(SNPReport.length))) else { return }
        require(table.entries.allSatisfy { $0.data.count <= bytes.count }, "nothing is made up")
        _ = table.certificates
        _ = table.revocationLists
    }

    /// The extensions of a VCEK or VLEK.
    package static let snpEndorsement = FuzzTarget("snp-endorsement") { bytes in
        guard let certificate = try? Certificate(bytes), let read = try? SNPEndorsement(certificate) else { return }
        require((read.kind == .vcek) == (read.hardwareID != nil), "a VCEK names its chip, a VLEK its provider")
        require(read.tcb.product == read.product, "the layout is the product's")
    }

    /// An HCL blob.
    package static let hcl = FuzzTarget("hcl") { bytes in
        guard let blob = try? HCLReport(bytes) else { return }
        require(blob.report.count == SNPReport.length, "the report is a whole one")
        require(blob.runtimeData.count < bytes.count, "the runtime data lies in the blob")
        require((try? SNPVerifier().verify(blob, certificates: [], at: 0)) == nil, "no blob is genuine by itself")
        _ = HCLRuntimeData(blob.runtimeData).claims
    }

    /// An RA-TLS certificate.
    package static let raTLS = FuzzTarget("ra-tls") { bytes in
        guard let certificate = try? RATLSCertificate(bytes) else { return }
        let time = certificate.certificate.content.notBefore
        guard let evidence = try? certificate.evidence(allowingLegacy: true, at: time) else { return }
        require(evidence.quote.count < bytes.count, "the quote lies in the certificate")
        require(evidence.form == .standard || evidence.nonce == nil, "the legacy form has no nonce")
    }

    /// The CBOR inside it, which a signature would otherwise keep the fuzzer from changing.
    package static let cbor = FuzzTarget("cbor") { bytes in
        if let evidence = try? TaggedEvidence(bytes) {
            require(evidence.encoded == bytes, "tagged evidence has one form")
        }
        guard let claims = try? RATLSClaims(bytes) else { return }
        require((try? RATLSClaims(claims.encoded)) == claims, "claims read as they were written")
    }
}
