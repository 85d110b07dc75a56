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
        Self.checkAnswers(storm.acknowledged, living, seed)
        try Self.checkStates(living, seed)
        try Self.checkNumbers(domain, seed)
    }

    @Test("What was answered is at all others in the end, also where a member runs twice", arguments: seeds)
    func stormsWithCopies(seed: UInt64) throws {
        let size = 3 + Int(seed % 3)
        let domain = try TestDomain(size)
        try domain.permitPromotion(quorum: UInt8(size / 2 + 1), copies: 1)
        var storm = DomainStorm(domain, copies: 1, seed: seed)
        try storm.rage(400)
        let isCalm = try storm.calm()
        let living = try storm.living()
        #expect(living.count >= size - 1)
        Self.checkAnswers(storm.acknowledged, living, seed)
        // A copied lead that is refused while all others take its state over leaves nobody to promote.
        let isStuck = try !isCalm && !storm.copiedLead().isEmpty
        if isStuck {
            let views = try living.map { try $0.call(DomainStatusRequest()) }
            #expect(views.allSatisfy { $0.isCatchingUp }, "seed \(seed)")
        } else {
            #expect(isCalm, "seed \(seed)")
            try Self.checkStates(living, seed)
        }
    }

    private static func checkAnswers(_ names: [String], _ living: [TestEnclave], _ seed: UInt64) {
        for member in living {
            for name in names {
                #expect(member.refusal(of: KeyShow(key: .name(name))) == nil, "seed \(seed): \(name) is lost")
            }
        }
    }

    private static func checkStates(_ living: [TestEnclave], _ seed: UInt64) throws {
        let digests = try living.map { Set(try $0.core.stateDigests()) }
        #expect(digests.allSatisfy { $0 == digests[0] }, "seed \(seed)")
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
