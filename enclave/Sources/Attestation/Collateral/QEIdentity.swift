package import EnclaveProtocol

/// What Intel's quoting enclave for SGX or for TDX has to be, with its levels.
package struct QEIdentity: Sendable {
    let kind: EvidenceKind
    let issueDate: Int64
    let nextUpdate: Int64
    let evaluationNumber: Int64
    let miscSelect: UInt64
    let miscSelectMask: UInt64
    let attributes: SIMD16<UInt8>
    let attributesMask: SIMD16<UInt8>
    let mrSigner: [UInt8]
    let isvProductID: UInt64
    /// Best first.
    let levels: [PartLevel]

    package init(_ value: JSONValue) throws(JSONError) {
        let id = try value.member("id")
        switch try id.string() {
        case "QE": kind = .sgx
        case "TD_QE": kind = .tdx
        default: throw id.fault("is of another enclave than the one that quotes")
        }
        let version = try value.member("version")
        guard try version.integer() == 2 else { throw version.fault("is no version that is known; 2 is") }
        issueDate = try value.member("issueDate").date()
        nextUpdate = try value.member("nextUpdate").date()
        evaluationNumber = try value.member("tcbEvaluationDataNumber").number(through: 0xFFFF_FFFF)
        miscSelect = try Self.bigEndian(value.member("miscselect").hex(4))
        miscSelectMask = try Self.bigEndian(value.member("miscselectMask").hex(4))
        attributes = SIMD16(try value.member("attributes").hex(16))
        attributesMask = SIMD16(try value.member("attributesMask").hex(16))
        mrSigner = try value.member("mrsigner").hex(32)
        isvProductID = UInt64(try value.member("isvprodid").number(through: 0xFFFF))
        levels = try PartLevel.readAll(value.member("tcbLevels"))
    }

    /// The text writes the number's digits, not the bytes of the little-endian field.
    private static func bigEndian(_ bytes: [UInt8]) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }

    /// Fails where a QE report is of another enclave.
    func check(_ report: ReportBody) throws(AppraisalError) {
        guard report[.mrSigner].elementsEqual(mrSigner), report.number(.isvProductID) == isvProductID else {
            throw fault("MRSIGNER or product id")
        }
        guard report.number(.miscSelect) & miscSelectMask == miscSelect else { throw fault("MISCSELECT") }
        guard report.vector(.allAttributes) & attributesMask == attributes else { throw fault("ATTRIBUTES") }
    }

    private func fault(_ field: String) -> AppraisalError {
        AppraisalError(.mismatch, "The quoting enclave is not the one Intel publishes: its \(field) differs.")
    }
}
