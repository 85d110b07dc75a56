internal import FoundationEssentials
internal import Glibc

/// The file that holds the newest `LeaseRecord`, replaced whole.
struct LeaseFile: Sendable {
    let path: String

    /// Nil when there is none that can be understood.
    func read() -> LeaseRecord? {
        guard let bytes = try? Data(contentsOf: URL(filePath: path)) else { return nil }
        return try? JSONDecoder().decode(LeaseRecord.self, from: bytes)
    }

    /// Throws when it cannot be written: a restart would then not know of the lease.
    func write(_ record: LeaseRecord) throws(KEKProviderError) {
        let temporary = path + ".new"
        do {
            try JSONEncoder().encode(record).write(to: URL(filePath: temporary))
        } catch {
            throw unwritable
        }
        guard chmod(temporary, 0o600) == 0, rename(temporary, path) == 0 else { throw unwritable }
    }

    private var unwritable: KEKProviderError {
        KEKProviderError(
            .malformed, "The record of the lease, \(path), cannot be written.",
            remedy: "Make its directory, or give another with --lease-record.")
    }
}
