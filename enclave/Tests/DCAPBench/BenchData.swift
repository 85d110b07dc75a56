import Attestation
import Crypto
import DCAPFixtures
import EnclaveProtocol
import FoundationEssentials
import X509Core

/// Quotes of many simulated machines with the one collateral they share, in a directory:
/// `collateral.json`, `root.der`, `time` and `quotes` (each behind its length, four bytes little endian).
struct BenchData {
    let quotes: [[UInt8]]
    let collateralJSON: [UInt8]
    let root: DCAPRoot
    let time: Int64

    /// Writes the files: each machine has a PCK certificate and each quote a body and an attestation key of its own.
    static func make(in directory: String, platforms: Int, quotes: Int) throws {
        var simulation = SimulatedDCAP(version: 4, layout: .td10)
        let made = try SimulatedHierarchy(simulation)
        let evidence = try simulation.make(under: made)
        var machines: [(key: P256.Signing.PrivateKey, chain: [UInt8])] = []
        for number in 0..<platforms {
            simulation.leaf.key = P256.Signing.PrivateKey(compactRepresentable: false)
            simulation.leaf.serial = [1] + SimulatedQuote.littleEndian(UInt32(number))
            simulation.pck.ppid = SimulatedQuote.littleEndian(UInt32(number)) + [UInt8](repeating: 1, count: 12)
            machines.append((simulation.leaf.key, try made.chain(of: simulation)))
        }
        var file: [UInt8] = []
        for number in 0..<quotes {
            simulation.quote.body.replaceSubrange(520..<524, with: SimulatedQuote.littleEndian(UInt32(number)))
            simulation.quote.attestationKey = P256.Signing.PrivateKey(compactRepresentable: false)
            let machine = machines[number % platforms]
            let quote = try simulation.quote.bytes(pckKey: machine.key, chain: machine.chain)
            file += SimulatedQuote.littleEndian(UInt32(quote.count)) + quote
        }
        try Data(file).write(to: URL(filePath: directory + "/quotes"))
        try Data(evidence.collateralJSON).write(to: URL(filePath: directory + "/collateral.json"))
        try Data(evidence.root).write(to: URL(filePath: directory + "/root.der"))
        try Data("\(evidence.time)".utf8).write(to: URL(filePath: directory + "/time"))
    }

    init(directory: String) throws {
        let read = { (name: String) in Array(try Data(contentsOf: URL(filePath: "\(directory)/\(name)"))) }
        collateralJSON = try read("collateral.json")
        root = try DCAPRoot(Certificate(try read("root.der")))
        time = Int64(String(decoding: try read("time"), as: UTF8.self)) ?? 0
        var quotes: [[UInt8]] = []
        var rest = try read("quotes")[...]
        while rest.count >= 4 {
            let length = rest.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
            quotes.append(Array(rest.dropFirst(4).prefix(length)))
            rest = rest.dropFirst(4 + length)
        }
        self.quotes = quotes
    }
}
