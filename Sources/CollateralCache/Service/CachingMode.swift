/// When upstream is asked, as Intel's `CachingFillMode` says it.
package enum CachingMode: String, Sendable, CaseIterable {
    /// When something is asked for that is not there.
    case lazy = "LAZY"
    /// When a platform is registered, and at refreshes.
    case onRegistration = "REQ"
    /// Never: an administrator brings everything.
    case offline = "OFFLINE"

    /// Whether a request may cause one upstream.
    var fetchesOnRequest: Bool { self == .lazy }
    /// Whether anything may.
    var fetches: Bool { self != .offline }
}
