extension Appraisal {
    /// Platform and measurement of the code in the words of an enclave's `status`: `software 4d4d…`, `sgx 9f0c…`.
    package var codeIdentity: String {
        let field: MeasurementField =
            switch kind {
            case .sgx: .mrEnclave
            case .tdx: .mrTd
            case .snp: .measurement
            }
        let word = platform == .software ? EvidencePlatform.software.rawValue : kind.rawValue
        return "\(word) \(claim(field.rawValue)?.description ?? "unmeasured")"
    }
}
