import Foundation
import Journal

@testable import EnclaveCore

/// The state directory of an enclave as it was at one moment.
final class CopiedState {
    let url = FileManager.default.temporaryDirectory.appending(path: "casemate-\(UUID().uuidString)")

    init(of enclave: TestEnclave) throws {
        try enclave.core.journal.flush()
        try FileManager.default.copyItem(atPath: enclave.directory, toPath: url.path)
    }

    deinit { try? FileManager.default.removeItem(at: url) }
}
