internal import Crypto
internal import CryptoExtras

/// RFC 5649. The library wraps without padding only, so the six rounds of RFC 3394 §2.2 are here, over its block cipher.
extension KeyWrap {
    /// The alternative initial value's constant half (RFC 5649 §3); the other half is the payload's length.
    private static let paddedInitialValue: [UInt8] = [0xA6, 0x59, 0x59, 0xA6]

    /// Wraps 1 byte and up; the result is the payload rounded up to 8 bytes, and 8 more.
    package func wrapPadded(_ payload: [UInt8]) throws(KeyError) -> [UInt8] {
        guard !payload.isEmpty, payload.count <= Self.longestPayload else { throw .wrapLength(payload.count) }
        let length = (0..<4).map { UInt8(truncatingIfNeeded: payload.count >> (24 - 8 * $0)) }
        let padding = [UInt8](repeating: 0, count: (8 - payload.count % 8) % 8)
        var state = Self.paddedInitialValue + length + payload + padding
        do {
            if state.count == 16 { try AES.permute(&state, key: key) } else { try wrapRounds(&state) }
        } catch {
            throw .libraryFailure(.wrap)
        }
        return state
    }

    /// Opens what ``wrapPadded(_:)`` made. The checks run to the end whatever fails, and fail as one.
    package func unwrapPadded(_ wrapped: [UInt8]) throws(KeyError) -> [UInt8] {
        guard wrapped.count >= 16, wrapped.count % 8 == 0, wrapped.count <= Self.longestPayload + 8 else {
            throw .unwrapFailed
        }
        var state = wrapped
        do {
            if state.count == 16 { try AES.inversePermute(&state, key: key) } else { try unwrapRounds(&state) }
        } catch {
            throw .libraryFailure(.unwrap)
        }
        return try Self.payload(of: state)
    }

    private static func payload(of state: [UInt8]) throws(KeyError) -> [UInt8] {
        var difference = zip(state, paddedInitialValue).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
        let length = state[4..<8].reduce(0) { $0 << 8 | Int($1) }
        let capacity = state.count - 8
        let fits = length > capacity - 8 && length <= capacity
        difference |= fits ? 0 : 1
        let kept = fits ? length : capacity
        // The last seven bytes are read whatever the length is; those behind it must be zero.
        for offset in max(capacity - 7, 0)..<capacity {
            let isPadding: UInt8 = offset >= kept ? 0xFF : 0
            difference |= state[8 + offset] & isPadding
        }
        guard difference == 0 else { throw .unwrapFailed }
        return Array(state[8..<8 + length])
    }

    /// W of SP 800-38F §6.1, in place: `state` is A ‖ R[1] ‖ … ‖ R[n].
    private func wrapRounds(_ state: inout [UInt8]) throws {
        let blocks = state.count / 8 - 1
        var block = [UInt8](repeating: 0, count: 16)
        block.replaceSubrange(0..<8, with: state[0..<8])
        for round in 0..<6 {
            for index in 1...blocks {
                block.replaceSubrange(8..<16, with: state[index * 8..<index * 8 + 8])
                try AES.permute(&block, key: key)
                Self.mix(blocks * round + index, into: &block)
                state.replaceSubrange(index * 8..<index * 8 + 8, with: block[8..<16])
            }
        }
        state.replaceSubrange(0..<8, with: block[0..<8])
    }

    /// The inverse of W.
    private func unwrapRounds(_ state: inout [UInt8]) throws {
        let blocks = state.count / 8 - 1
        var block = [UInt8](repeating: 0, count: 16)
        block.replaceSubrange(0..<8, with: state[0..<8])
        for round in (0..<6).reversed() {
            for index in (1...blocks).reversed() {
                Self.mix(blocks * round + index, into: &block)
                block.replaceSubrange(8..<16, with: state[index * 8..<index * 8 + 8])
                try AES.inversePermute(&block, key: key)
                state.replaceSubrange(index * 8..<index * 8 + 8, with: block[8..<16])
            }
        }
        state.replaceSubrange(0..<8, with: block[0..<8])
    }

    /// A ^= t, the step counter as 64 bits big-endian.
    private static func mix(_ step: Int, into block: inout [UInt8]) {
        for offset in 0..<8 { block[offset] ^= UInt8(truncatingIfNeeded: step >> (56 - 8 * offset)) }
    }
}
