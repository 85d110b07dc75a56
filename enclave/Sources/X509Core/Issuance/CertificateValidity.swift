/// When a new certificate starts and ends, in unix seconds.
package struct CertificateValidity: Equatable, Sendable {
    package let notBefore: Int64
    package let notAfter: Int64

    package init(notBefore: Int64, notAfter: Int64) {
        (self.notBefore, self.notAfter) = (notBefore, notAfter)
    }

    /// Honours the lifetime asked, counted from now, no longer than `maximum` and no later than the CA's own end.
    /// Starts `backdate` before the later of the clock and the time floor, not before the CA.
    /// - Throws: `lifetime` below one second, `authority` outside the CA's own dates.
    package init(
        lifetime: Int64, maximum: Int64, backdate: Int64, clock: TrustedTime, within authority: TBSCertificate?
    ) throws(X509Error) {
        guard lifetime > 0 else { throw .lifetime("A lifetime must be at least one second.") }
        let now = clock.effective
        let start = max(0, now - backdate)
        let end = min(DERTime.maximum, now + min(lifetime, maximum, DERTime.maximum))
        guard let authority else {
            self.init(notBefore: start, notAfter: end)
            return
        }
        guard now >= authority.notBefore else {
            throw .authority("The CA certificate is not valid yet. Check the clock.")
        }
        guard now < authority.notAfter else {
            throw .authority("The CA certificate has expired. Rotate the CA or install a new chain.")
        }
        self.init(notBefore: max(start, authority.notBefore), notAfter: min(end, authority.notAfter))
    }
}

/// The clock as the enclave sees it, in unix seconds: what the host says and the sealed floor it never runs behind.
package struct TrustedTime: Sendable {
    package let now: Int64
    package let floor: Int64

    package init(now: Int64, floor: Int64) {
        (self.now, self.floor) = (now, floor)
    }

    /// Never behind the floor, and always a time that X.509 can write.
    var effective: Int64 { min(max(now, floor, 0), DERTime.maximum) }
}
