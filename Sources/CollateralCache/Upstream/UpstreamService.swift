/// Who publishes what the cache keeps. Each has its own pace and its own failures.
package enum UpstreamService: String, Sendable, CaseIterable {
    /// Intel's provisioning certification service, or another cache like this one.
    case pcs
    /// Where Intel's root CRL lies.
    case rootCRL = "root-crl"
    /// AMD's key distribution service.
    case kds
}
