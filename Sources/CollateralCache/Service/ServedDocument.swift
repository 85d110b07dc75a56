/// A document as it is sent.
struct ServedDocument: Sendable {
    let document: CollateralDocument
    /// Past its own next update, because nothing newer can be had. The client is told so.
    let isExpired: Bool
}
