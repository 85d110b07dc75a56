/// Whose collateral: the first word of Intel's paths.
package enum IntelTEE: String, Sendable, CaseIterable {
    case sgx
    case tdx
}
