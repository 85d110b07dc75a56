import FoundationEssentials
import FuzzTargets
import Testing

/// Every stored input through its target: the corpus the fuzzer starts from and the inputs that once failed.
@Suite("Fuzz replay")
struct FuzzReplayTests {
    @Test(arguments: FuzzTarget.all.map(\.name))
    func survivesItsCorpusAndRegressions(_ name: String) throws {
        let target = try #require(FuzzTarget.named(name))
        let stored = try inputs(in: "corpus", of: name) + inputs(in: "regressions", of: name)
        for input in stored + target.seeds() {
            target.run(input)
        }
        #expect(!target.seeds().isEmpty || !stored.isEmpty, "the fuzzer starts from nothing")
    }

    @Test(arguments: FuzzTarget.all.map(\.name))
    func survivesSeedsCutAndFlipped(_ name: String) throws {
        let target = try #require(FuzzTarget.named(name))
        let seeds = target.seeds()
        // Whole seeds where they are small together; of large ones every nth byte, with no n that hits one field only.
        let step = max(1, seeds.reduce(0) { $0 + $1.count } / positions(of: name)) | 1
        for seed in seeds {
            for position in stride(from: 0, to: seed.count, by: step) {
                target.run(Array(seed[..<position]))
                for flip in [1, 0x80, 0xff] as [UInt8] {
                    var altered = seed
                    altered[position] ^= flip
                    target.run(altered)
                }
            }
        }
    }

    /// How many bytes of a target's seeds are cut at and flipped: fewer where one run opens a whole state.
    private func positions(of name: String) -> Int { name == "journal" ? 400 : 4000 }

    // The host side's readers: its own tests replay them.
    private static let hostTargets: Set = ["ttlv"]

    @Test func everyStoredDirectoryHasATarget() throws {
        for kind in ["corpus", "regressions"] {
            for name in try contents(of: fuzzDirectory + "/" + kind) where !Self.hostTargets.contains(name) {
                #expect(FuzzTarget.named(name) != nil, "fuzz/\(kind)/\(name) is replayed by nothing")
            }
        }
    }

    private var fuzzDirectory: String {
        #filePath.split(separator: "/").dropLast(4).reduce(into: "") { $0 += "/" + $1 } + "/fuzz"
    }

    private func inputs(in kind: String, of name: String) throws -> [[UInt8]] {
        let directory = "\(fuzzDirectory)/\(kind)/\(name)"
        return try contents(of: directory).map { file in
            let data = try #require(FileManager.default.contents(atPath: "\(directory)/\(file)"))
            return Array(data)
        }
    }

    private func contents(of directory: String) throws -> [String] {
        guard FileManager.default.fileExists(atPath: directory) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
    }
}
