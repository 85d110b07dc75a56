internal import EnclaveProtocol

extension DomainDiagnosis {
    /// How long a promise may be open before people should know, in milliseconds.
    private static let promiseTime: UInt64 = 60_000

    /// What keeps changes from being answered, and members from becoming lead.
    static func promotion(_ view: DomainView) -> [Diagnosis] {
        [confirmation(view), policy(view), promise(view)].compactMap { $0 }
    }

    /// Only the lead's company counts.
    private static func confirmation(_ view: DomainView) -> Diagnosis? {
        guard view.status.lead == view.status.memberID, view.status.confirming < view.status.confirmations else {
            return nil
        }
        return Diagnosis(
            "domain-confirmation", .warning,
            "No shared change is answered: \(view.confirmations) must have it, and \(view.status.confirming) would take it now.",
            remedy: "Start the others; what is lost for good: casemate domain remove, or, where that is refused, "
                + "casemate domain promote --give-up.")
    }

    private static func policy(_ view: DomainView) -> Diagnosis? {
        view.promotionObstacle.map {
            Diagnosis(
                "domain-promotion", .warning, "The policy can make no member lead: \($0).",
                remedy: "Start the others; until then an administrator promotes: casemate domain promote.")
        }
    }

    private static func promise(_ view: DomainView) -> Diagnosis? {
        guard let promise = view.status.promise, promise.age > promiseTime else { return nil }
        return Diagnosis(
            "domain-promise", .warning, "A promised term has not begun: \(view.text(of: promise)).",
            remedy: promise.isSigned
                ? "A promotion did not end; promote again: casemate domain promote."
                : "Most members have to hear each other; else an administrator promotes: casemate domain promote.")
    }
}
