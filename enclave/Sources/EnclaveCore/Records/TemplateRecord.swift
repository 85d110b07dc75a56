internal import EnclaveProtocol

/// A template as the journal holds it.
///
/// Format 1 ended before `imports`: such a template lets nothing in until it is set again.
struct TemplateRecord: WireCodable {
    private static let format: UInt8 = 2
    private static let formatWithoutImports: UInt8 = 1

    let template: CreationTemplate

    init(_ template: CreationTemplate) { self.template = template }

    init(from reader: inout WireReader) throws(WireError) {
        switch try reader.uint8() {
        case Self.format: template = try reader.value()
        case Self.formatWithoutImports:
            var completed = WireReader(reader.rest() + [0])
            template = try completed.value()
            try completed.finish()
        default: throw .invalidValue(field: "record format")
        }
    }

    func encode(to writer: inout WireWriter) {
        writer.uint8(Self.format)
        writer.value(template)
    }
}
