extension String {
    mutating func writeHeader(_ name: String, _ help: String, _ type: String) {
        self += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    mutating func writeSamples(_ name: String, _ labels: [String], _ samples: [LabelSet: Double]) {
        for (set, value) in samples.sorted(by: { $0.key.values.lexicographicallyPrecedes($1.key.values) }) {
            let number = value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
            self += "\(name)\(set.text(names: labels)) \(number)\n"
        }
    }
}
