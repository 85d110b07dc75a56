import EnclaveProtocol
import Foundation
import Testing

@testable import EnclaveCore

/// CASEMATE_STORMS asks for more of them.
@Suite("Domain: promotion by the policy, under random events")
struct DomainStormTests {
    private static let seeds: Range<UInt64> = {
        let more = ProcessInfo.processInfo.environment["CASEMATE_STORMS"].flatMap { UInt64($0) }
        return 0..<(more ?? 5)
    }()

    @Test("What was answered is at every member in the end, and one number is one change", arguments: seeds)
    func storms(seed: UInt64) throws {
        let size = 3 + Int(seed % 3)
        let domain = try TestDomain(size)
        try domain.permitPromotion(quorum: UInt8(size / 2 + 1))
        var storm = DomainStorm(domain, seed: seed)
        try storm.rage(400)
        #expect(try storm.calm(), "seed \(seed)")
        let living = try storm.living()
        for member in living {
            for name in storm.acknowledged {
                #expect(member.refusal(of: KeyShow(key: .name(name))) == nil, "seed \(seed): \(name) is lost")
            }
        }
        let digests = try living.map { Set(try $0.core.stateDigests()) }
        #expect(digests.allSatisfy { $0 == digests[0] }, "seed \(seed)")
        try Self.checkNumbers(domain, seed)
    }

    /// No two audits have different changes under one number, so no term has two leads.
    private static func checkNumbers(_ domain: TestDomain, _ seed: UInt64) throws {
        var known: [Substring: Substring] = [:]
        for line in try domain.members.flatMap({ try $0.audit() }) {
            guard let change = line.range(of: #""change":{"#).map({ line[$0.upperBound...].prefix { $0 != "}" } }),
                let number = change.split(separator: "\"").first(where: { $0.contains(".") })
            else { continue }
            #expect(known[number, default: change] == change, "seed \(seed): \(number)")
            known[number] = change
        }
    }
}
