package import Turnpike

/// The codes under which a reader of settings reports what is in the wrong form.
package struct SettingsCodes: Sendable {
    /// A value of another kind than is expected.
    package var wrongKind: DiagnosticCode
    /// A key without a value, or one that is missing.
    package var missing: DiagnosticCode

    /// The codes of one kind of file.
    package init(wrongKind: DiagnosticCode, missing: DiagnosticCode) {
        self.wrongKind = wrongKind
        self.missing = missing
    }
}

/// Reads files of settings that stand beside process files: maps of imports, scenarios.
package protocol SettingsReader {
    /// Reads single values and keeps the findings.
    var nodes: NodeReader { get set }
    /// The codes of this kind of file.
    static var codes: SettingsCodes { get }
}

extension SettingsReader {
    /// Adds a finding.
    package mutating func report(_ code: DiagnosticCode, _ message: String, at range: SourceRange, help: String? = nil)
    {
        nodes.report(Diagnostic(code, message, at: range, help: help))
    }

    /// The items of a list.
    package mutating func list(_ node: YAMLNode, of what: String) -> [YAMLNode] {
        guard nodes.accepts(node) else { return [] }
        guard node.kind == .sequence else {
            report(Self.codes.wrongKind, "a list of \(what) is expected here, as in [a, b]", at: node.range)
            return []
        }
        return Array(node.items)
    }

    /// The entries of a mapping whose keys are names of the user's own.
    package mutating func entries(_ node: YAMLNode, of what: String) -> [(key: SourceText, value: YAMLNode)] {
        guard nodes.accepts(node) else { return [] }
        guard node.kind == .mapping else {
            report(Self.codes.wrongKind, "\(what) are written as `name: value`", at: node.range)
            return []
        }
        var result: [(key: SourceText, value: YAMLNode)] = []
        for (key, value) in node.entries {
            guard let name = nodes.text(key) else { continue }
            if value.isNothing, !value.isBroken {
                report(Self.codes.missing, "'\(name.text)' has no value", at: key.range)
                continue
            }
            result.append((name, value))
        }
        return result
    }
}
