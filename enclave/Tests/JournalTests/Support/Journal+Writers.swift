import JournalFixtures
import Testing

@testable import Journal

extension Journal {
    /// Threads that write to slots of their own, wait now and then until it is durable, and read each value back.
    func writers(_ count: Int, records: UInt64) -> [Thread] {
        (0..<count).map { writer in
            Thread {
                for number in 0..<records {
                    let slot = Fixture.slot(UInt64(writer) << 32 | number % 50)
                    let value = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 64)
                    guard let record = try? self.append(Fixture.entry(), [Mutation(slot, value)]) else { return }
                    if number % 16 == 0 { try? self.waitUntilDurable(record) }
                    let read = try? self.read(slot)
                    if read != value { Issue.record("slot \(slot) reads \(String(describing: read))") }
                }
            }
        }
    }
}
