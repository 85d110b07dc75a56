/// Where keys come from that are not made inside the enclave: files, or a service elsewhere.
///
/// A provider answers what there is and hands a key over; it never uses one. Whoever writes another provider runs
/// `KEKProviderConformance` of the tests against it.
package protocol KEKProvider: Sendable {
    /// For logs, metrics and errors: `sealed`, `wrapped`, `kmip`.
    var kind: String { get }
    /// Whether what it says must be confirmed again within `--lease`, because somebody may revoke a key elsewhere.
    var isRemote: Bool { get }
    /// Every key the source has for this plugin, in any order, with what may be done with it now: states and dates are
    /// the provider's to check.
    func keys() async throws(KEKProviderError) -> [KEKDescription]
    /// A key in the form in which the enclave takes it. Asked only for keys that the enclave does not hold yet.
    func delivery(
        of reference: KEKReference, to receiver: KEKReceiver?
    ) async throws(KEKProviderError) -> KEKDelivery
}
