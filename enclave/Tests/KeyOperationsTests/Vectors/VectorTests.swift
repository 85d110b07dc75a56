import Foundation
import Testing

/// Every vector gives what its file says, and `docs/vectors.md` says how many there are.
@Suite struct VectorTests {
    private static let document = VectorLibrary.repository.appending(path: "docs/vectors.md")
    private static let heading = """
        # Published test vectors

        Each file below is read from where the build or `make peers` left it, and driven through the operation named. *Run* are the
        vectors that the operation takes, *passed* those that gave what the file says (accepted when valid, refused when invalid),
        *not ours* those that ask for what the last column names. A test compares this table with what it counts.

        | file | operation | run | passed | not ours | which ask for |
        |---|---|---:|---:|---:|---|
        """
    private static let undriven = """

        ## Not driven

        A test compares both tables with the files of the checkout: a new file has to be driven, or named here with the reason.

        | files | why not |
        |---|---|
        """

    @Test(arguments: VectorSuite.all.indices)
    func passes(_ index: Int) throws {
        let suite = VectorSuite.all[index]
        guard let url = suite.url else {
            print("SKIPPED: \(suite.path): \(suite.source.rawValue) is not here (make peers, or CASEMATE_PEERS_VENV)")
            return
        }
        let counts = try suite.count(VectorLibrary.bytes(url))
        #expect(counts.failures.isEmpty, "\(counts.failures.prefix(5))")
        #expect(counts.run > 0 || counts.notOurs > 0)
        guard ProcessInfo.processInfo.environment["CASEMATE_WRITE_VECTORS"] == nil else { return }
        let table = try String(contentsOf: Self.document, encoding: .utf8)
        #expect(table.contains(suite.row(counts)), "docs/vectors.md lacks: \(suite.row(counts))")
    }

    /// Rewrites the table when asked (`CASEMATE_WRITE_VECTORS=1`); else checks that it has no row without a suite.
    @Test func tableIsComplete() throws {
        if ProcessInfo.processInfo.environment["CASEMATE_WRITE_VECTORS"] != nil {
            let rows = try VectorSuite.all.compactMap { suite in
                try suite.url.map { suite.row(try suite.count(VectorLibrary.bytes($0))) }
            }
            let undriven = [Self.undriven] + UndrivenVectors.all.map(\.row)
            try (([Self.heading] + rows + undriven).joined(separator: "\n") + "\n")
                .write(to: Self.document, atomically: true, encoding: .utf8)
        }
        let rows = try String(contentsOf: Self.document, encoding: .utf8).split(separator: "\n").filter {
            $0.hasPrefix("| swift-crypto") || $0.hasPrefix("| cryptography_vectors")
        }
        #expect(rows.count == VectorSuite.all.count + UndrivenVectors.all.count)
        for undriven in UndrivenVectors.all { #expect(rows.contains { $0 == undriven.row }) }
    }

    @Test func everyFileOfTheCheckoutIsNamed() throws {
        let root = try #require(VectorLibrary.swiftCrypto)
        let files = try FileManager.default.subpathsOfDirectory(atPath: root.path)
            .filter { $0.hasSuffix(".json") || $0.hasSuffix(".txt") }
        #expect(files.count > 70)
        let driven = Set(VectorSuite.all.filter { $0.source == .swiftCrypto }.map(\.path))
        for file in files where !driven.contains(file) && !file.hasSuffix("CMakeLists.txt") {
            #expect(UndrivenVectors.all.contains { $0.covers(file) }, "\(file) is neither driven nor excused")
        }
        for undriven in UndrivenVectors.all { #expect(files.contains { undriven.covers($0) }, "\(undriven.path)") }
    }
}
