import EnclaveProtocol
import Foundation
import Testing
import X509Core

/// Seeded (request, profile, CA) triples, hostile ones included. Whatever is issued passes pkilint and
/// `openssl verify -x509_strict` and re-reads identically in swift-certificates; and of the certificates that would be
/// made without the linter, every one that pkilint refuses was refused by the linter first.
/// CASEMATE_TRIPLES sets their number (10000 for the full figure).
@Suite struct TripleTests {
    private static let count = ProcessInfo.processInfo.environment["CASEMATE_TRIPLES"].flatMap(Int.init) ?? 400
    private static let year: Int64 = 365 * 86_400

    private static let lifetimes: [Int64?] =
        [Int64?](repeating: nil, count: 20) + [600, 600, 86_400, 86_400, 3650 * 86_400, 80 * year, 0, -1, Int64.max]

    private struct Run {
        var issued: [(der: [UInt8], authority: TestAuthority)] = []
        /// What the builder makes of requests that the linter then refused, with the row.
        var unlinted: [(der: [UInt8], row: String)] = []
        var refusals: [String: Int] = [:]
    }

    private static func authorities() throws -> [TestAuthority] {
        var authorities: [TestAuthority] = []
        for algorithm in [.p256, .p384, .p521, .ed25519, .rsa2048] as [KeyAlgorithm] {
            let key = try TestKey.shared(algorithm)
            let root = try TestAuthority(key, subject: "CN=Root \(algorithm.name)", lifetime: 100 * year)
            let middle = try TestAuthority(
                try .shared(.p256), subject: "CN=Middle \(algorithm.name)", pathLength: 0, lifetime: 60 * year,
                under: root)
            authorities += [root, middle]
        }
        return authorities
    }

    private static let profiles: [CertificateProfile] = {
        var narrow = CertificateProfile.server
        narrow.name = "narrow"
        narrow.subject = .any
        narrow.names = ["dns:.example.com", "ip:10.0.0.0/8"].compactMap { try? NamePattern($0) }
        narrow.minimumRSABits = 3072
        var long = CertificateProfile.asRequested
        long.maximumLifetime = 90 * year
        long.maximumNames = 1000
        return CertificateProfile.strict + [.asRequested, .asRequested, narrow, long]
    }()

    private static func makeRun() throws -> Run {
        var generator = SplitMix64(seed: 2)
        let authorities = try authorities()
        var good = try HostileRequests(seed: 3, hostility: 0)
        var hostile = try HostileRequests(seed: 4, hostility: 16)
        var run = Run()
        for index in 0..<count {
            let bytes = index % 3 == 0 ? try good.next() : try hostile.next()
            let issuance = generator.pick(authorities)
            let profile = generator.pick(profiles)
            let usages = generator.chance(75) ? [] : (0..<2).map { _ in generator.pick(CertificateUsage.allCases) }
            let lifetime = generator.pick(lifetimes)
            let clock = TrustedTime(
                now: TestAuthority.now + Int64.random(in: 0...62 * year, using: &generator)
                    * (generator.chance(40) ? 1 : 0),
                floor: 0)
            try attempt(
                bytes, issuance, profile, usages: usages, lifetime: lifetime, clock: clock, generator: &generator,
                run: &run)
        }
        return run
    }

    private static func attempt(
        _ bytes: [UInt8], _ authority: TestAuthority, _ profile: CertificateProfile, usages: [CertificateUsage],
        lifetime: Int64?, clock: TrustedTime, generator: inout SplitMix64, run: inout Run
    ) throws {
        let issuance = CertificateIssuance(authority: authority.issuing, profile: profile)
        do throws(X509Error) {
            let request = try UnverifiedCSR(bytes).verified()
            let template = try issuance.template(
                request, lifetime: lifetime, usages: usages, clock: clock, using: &generator)
            do throws(X509Error) {
                let work = try template.linted(for: .leaf(profile: profile, authority: authority.certificate))
                guard let signature = try? authority.key.sign(work.content, work.algorithm) else { return }
                run.issued.append((work.signed(with: signature).der, authority))
            } catch {
                run.refusals[error.rowOrCode, default: 0] += 1
                guard let signature = try? authority.key.sign(template.encoded, template.algorithm) else { return }
                let der = SignedStructure.assemble(
                    signed: template.encoded, algorithm: template.algorithm, signature: signature)
                run.unlinted.append((der, error.rowOrCode))
            }
        } catch {
            run.refusals[error.rowOrCode, default: 0] += 1
        }
    }

    @Test func whateverIsIssuedPassesItsPeers() throws {
        let run = try Self.makeRun()
        print("triples \(Self.count): issued \(run.issued.count), refused \(Self.count - run.issued.count)")
        for (row, count) in run.refusals.sorted(by: { $0.value > $1.value }) { print("  \(row): \(count)") }
        #expect(run.issued.count > Self.count / 10)
        try checkOracle(run)
        try checkOpenSSL(run)
        try checkLinter(run)
    }

    private func checkOracle(_ run: Run) throws {
        for (der, authority) in run.issued {
            let ours = try Certificate(der)
            let read = try OracleCertificate(der, issuer: authority.certificate.der)
            #expect(
                read.subject == ours.content.subject.der && read.serial == Array(ours.content.serial.drop { $0 == 0 }))
            #expect(read.notBefore == ours.content.notBefore && read.notAfter == ours.content.notAfter)
            #expect(read.notAfter <= authority.certificate.content.notAfter)
            #expect(read.keyBits == ours.content.publicKey.keyBits)
            #expect(read.extensionOrder == ours.content.extensions.map { $0.identifier.description })
            let names = try ours.subjectAlternativeNames().map { name in
                name.kind == .ip ? "ip:" + name.value.map(String.init).joined(separator: ".") : name.description
            }
            #expect(read.names == names)
            #expect(!read.isAuthority && !read.mayCertify && read.isSignedByIssuer)
        }
    }

    private func checkOpenSSL(_ run: Run) throws {
        try Peer.withFolder { folder in
            let anchors = folder.appendingPathComponent("anchors.pem")
            let chains = run.issued.flatMap(\.authority.chain)
            var seen: Set<[UInt8]> = []
            try anchors.write(chains.filter { seen.insert($0.der).inserted }.flatMap(\.pem))
            let files = try run.issued.enumerated().map { index, item in
                let file = folder.appendingPathComponent("\(index).pem")
                try file.write(PEM.encode(item.der, label: "CERTIFICATE"))
                return file.path
            }
            for start in stride(from: 0, to: files.count, by: 2000) {
                let outcome = try Peer.run(
                    "openssl",
                    ["verify", "-x509_strict", "-no_check_time", "-CAfile", anchors.path]
                        + files[start..<min(start + 2000, files.count)])
                let failures = outcome.output.split(separator: "\n").filter { !$0.hasSuffix(": OK") }
                #expect(outcome.status == 0 && failures.isEmpty, "\(failures.prefix(5))")
            }
            print("openssl verify -x509_strict: \(files.count) OK")
        }
    }

    private func checkLinter(_ run: Run) throws {
        guard let python = Peer.python else {
            print("SKIPPED pkilint: no .peers/venv; run `make peers`, or set CASEMATE_PEERS_VENV")
            return
        }
        let issued = try Self.lint(run.issued.map(\.der), python: python)
        #expect(issued.count == run.issued.count)
        for (outcome, item) in zip(issued, run.issued) where !Self.isAccepted(outcome) {
            Issue.record("pkilint refuses an issued certificate: \(outcome)\n\(Hex.encode(item.der))")
        }
        let unlinted = try Self.lint(run.unlinted.map(\.der), python: python)
        #expect(unlinted.count == run.unlinted.count)
        let refused = unlinted.count { !Self.isAccepted($0) }
        let byScheme = issued.count { $0 == "OK scheme" }
        print("pkilint: issued \(issued.count(where: Self.isAccepted)) OK of \(issued.count)")
        print("pkilint: \(byScheme) of them with a URI whose scheme it does not know, judged as https")
        print("pkilint: of \(unlinted.count) that the linter refused, pkilint refuses \(refused)")
        let outcomes = Dictionary(grouping: unlinted) { $0 }.mapValues(\.count)
        for (outcome, count) in outcomes.sorted(by: { $0.value > $1.value }) { print("  \(outcome): \(count)") }
        #expect(refused > 0)
    }

    private static func isAccepted(_ outcome: String) -> Bool { outcome == "OK" || outcome == "OK scheme" }

    private static func lint(_ certificates: [[UInt8]], python: String) throws -> [String] {
        try Peer.withFolder { folder in
            let list = folder.appendingPathComponent("certificates.hex")
            try list.write(Array(certificates.map { Hex.encode($0) + "\n" }.joined().utf8))
            let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .appendingPathComponent("Support/lint_many.py")
            let outcome = try Peer.run(python, [script.path, list.path])
            return outcome.output.split(separator: "\n").map(String.init)
        }
    }
}

extension X509Error {
    fileprivate var rowOrCode: String {
        if case .refused(let row, _, _) = self { row } else { code }
    }
}
