internal import Kubernetes

/// What a command does, for either kind of requests.
protocol LoadBody: Sendable {
    func run<Request: LoadRequest>(_ requests: ResourceClient<Request>, _ options: LoadOptions) async throws
}

extension LoadOptions {
    /// Does something for each name, `inFlight` at a time, and gives what came of each.
    func each<Value: Sendable>(_ body: @escaping @Sendable (String) async throws -> Value) async throws -> [Value] {
        try await withThrowingTaskGroup(of: Value.self) { group in
            var names = names().makeIterator()
            var values: [Value] = []
            func begin() {
                guard let name = names.next() else { return }
                group.addTask { try await body(name) }
            }
            for _ in 0..<inFlight { begin() }
            while let value = try await group.next() {
                values.append(value)
                begin()
            }
            return values
        }
    }
}
