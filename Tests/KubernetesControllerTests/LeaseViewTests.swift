import Kubernetes
import Testing

@testable import KubernetesController

@Suite("Leases as a candidate sees them")
struct LeaseViewTests {
    private let start = ContinuousClock.now

    private func lease(_ holder: String?, renewed: Int64, duration: Int = 15) -> Lease {
        Lease(
            metadata: ObjectMeta(name: "l"),
            spec: Lease.Spec(
                holderIdentity: holder, leaseDurationSeconds: duration,
                acquireTime: MicroTimestamp(microseconds: 5), renewTime: MicroTimestamp(microseconds: renewed),
                leaseTransitions: 4))
    }

    @Test func areTakenOnlyWhenNothingChangedForTheirTime() {
        var view = LeaseView()
        view.observe(lease("other", renewed: 1), at: start)
        #expect(!view.isFree(for: "me", at: start + .seconds(14)))
        view.observe(lease("other", renewed: 2), at: start + .seconds(14))
        #expect(!view.isFree(for: "me", at: start + .seconds(28)))
        view.observe(lease("other", renewed: 2), at: start + .seconds(28))
        #expect(view.isFree(for: "me", at: start + .seconds(29)))
    }

    @Test func sayHowLongTheyAreHeldYet() {
        var view = LeaseView()
        #expect(view.remaining(at: start) == .zero)
        view.observe(lease("other", renewed: 1), at: start)
        #expect(view.remaining(at: start + .seconds(4)) == .seconds(11))
        #expect(view.remaining(at: start + .seconds(16)) == .zero)
    }

    @Test func aHoldersWrongClockDoesNotMatter() {
        var view = LeaseView()
        view.observe(lease("other", renewed: .max / 2), at: start)
        #expect(view.isFree(for: "me", at: start + .seconds(15)))
        view.observe(lease("other", renewed: -1), at: start + .seconds(15))
        #expect(!view.isFree(for: "me", at: start + .seconds(16)))
    }

    @Test func areOursReleasedOrNew() {
        var view = LeaseView()
        #expect(view.isFree(for: "me", at: start))
        view.observe(lease("me", renewed: 1), at: start)
        #expect(view.isFree(for: "me", at: start))
        view.observe(lease("", renewed: 2), at: start)
        #expect(view.isFree(for: "me", at: start))
    }

    @Test func claimsCountTransitions() {
        var view = LeaseView()
        let now = MicroTimestamp(microseconds: 9)
        #expect(view.claim(by: "me", duration: .seconds(15), at: now).leaseTransitions == 0)
        view.observe(lease("other", renewed: 1), at: start)
        let taken = view.claim(by: "me", duration: .seconds(15), at: now)
        #expect(taken.leaseTransitions == 5)
        #expect(taken.acquireTime == now)
        view.observe(lease("me", renewed: 1), at: start)
        let renewed = view.claim(by: "me", duration: .seconds(15), at: now)
        #expect(renewed.leaseTransitions == 4)
        #expect(renewed.acquireTime == MicroTimestamp(microseconds: 5))
        #expect(renewed.renewTime == now)
    }

    @Test(arguments: [Int(Int32.max), .max, -1, .min])
    func changesOfHandsThatTheAPIDoesNotTakeStartOver(count: Int) {
        var view = LeaseView()
        var forged = lease("other", renewed: 1, duration: .max)
        forged.spec?.leaseTransitions = count
        view.observe(forged, at: start)
        #expect(!view.isFree(for: "me", at: start + .seconds(1 << 40)))
        #expect(view.claim(by: "me", duration: .seconds(15), at: MicroTimestamp(microseconds: 9)).leaseTransitions == 0)
    }
}
