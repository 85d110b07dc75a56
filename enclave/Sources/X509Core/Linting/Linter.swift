/// Checks what is about to be signed against every row of the table.
package enum Linter {
    /// All rows, in the order they are applied.
    package static let rows: [LintRow] =
        fieldRows + subjectRows + extensionRows + usageRows + nameRows + profileRows

    private static let errorRows = rows.filter { $0.severity == .error }

    /// Every row that says no, warnings included.
    package static func findings(_ content: TBSCertificate, for context: LintContext) -> [LintRow] {
        let subject = LintSubject(content, context: context)
        return rows.filter { !$0.accepts(subject) }
    }

    /// Fails with the first row of severity error that says no.
    package static func check(_ content: TBSCertificate, for context: LintContext) throws(X509Error) {
        let subject = LintSubject(content, context: context)
        for row in errorRows where !row.accepts(subject) {
            throw .refused(row: row.id, clause: row.clause, message: row.message)
        }
    }
}
