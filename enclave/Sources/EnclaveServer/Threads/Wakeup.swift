private import CEnclaveSystem

/// Wakes a thread that polls or reads it: an eventfd, because a thread with a secret stack cannot wait on anything the
/// kernel would have to pin.
package final class Wakeup: Sendable {
    private let descriptor: Descriptor

    /// A wake-up; `isBlocking` decides whether `take` waits.
    package init(isBlocking: Bool) throws(ServerError) {
        descriptor = try Descriptor(casemate_wakeup_create(isBlocking), for: "an eventfd")
    }

    /// For the poller.
    var number: Int32 { descriptor.number }

    /// Wakes.
    package func signal() { _ = casemate_wakeup_signal(descriptor.number) }

    /// Takes the signals so far; waits for one when the wake-up blocks.
    package func take() { _ = casemate_wakeup_take(descriptor.number) }
}
