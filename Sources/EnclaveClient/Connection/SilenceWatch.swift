/// Notices an enclave that owes an answer and says nothing at all. Calls cost it nothing: it looks now and then.
package struct SilenceWatch {
    /// Looks in the longest time that an enclave may be silent.
    package static let looks: Int64 = 2

    private var hasHeard = false
    /// The looks since an answer is owed and nothing came, and the one before.
    private var quietLooks: Int64 = 0

    package init() {}

    /// Something came.
    package mutating func heard() { hasHeard = true }

    /// Looks; true when an answer has been owed for the longest time, at most half as long again, and nothing came.
    package mutating func isSilent(isOwed: Bool) -> Bool {
        // The first one may come at once after the call, or after what was heard last.
        quietLooks = !isOwed ? 0 : hasHeard ? 1 : quietLooks + 1
        hasHeard = false
        return quietLooks > Self.looks
    }
}
