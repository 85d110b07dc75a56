extension JournalState {
    /// Where the newest value of a slot can be read.
    struct Found {
        enum Place {
            case memory(RecordSeal, [UInt8])
            case file(SealedFile)
        }

        let location: SlotLocation
        let place: Place
    }

    func find(_ slot: RecordSlot) -> Found? {
        guard let location = index[slot] else { return nil }
        if let place = inMemory(location) { return Found(location: location, place: place) }
        return files[location.file].map { Found(location: location, place: .file($0)) }
    }

    private func inMemory(_ location: SlotLocation) -> Found.Place? {
        if location.file == seal.id, let frame = pending.bytes(at: location.offset, count: Int(location.length)) {
            return .memory(seal, frame)
        }
        if location.file == writingFile, let file = files[location.file],
            let frame = writing?.bytes(at: location.offset, count: Int(location.length))
        {
            return .memory(file.seal, frame)
        }
        return nil
    }
}
