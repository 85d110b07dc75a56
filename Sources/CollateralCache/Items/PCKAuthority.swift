/// The two CAs that sign PCK certificates.
package enum PCKAuthority: String, Sendable, CaseIterable {
    case processor
    case platform
}
