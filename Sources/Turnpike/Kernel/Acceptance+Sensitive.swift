import TurnpikeValues

extension Acceptance {
    /// The values of sensitive fields that this command sets, for the store's side table.
    public func sensitiveValues(in process: SalesProcess) -> [SensitiveValue] {
        var result: [SensitiveValue] = []
        for case .fieldsSet(let changes, isComputed: _) in record.events {
            for change in changes where process[change.field].isSensitive && change.new != .null {
                result.append(
                    SensitiveValue(
                        field: process[change.field].id,
                        revision: record.revision,
                        value: ValueCoding.bytes(of: change.new)
                    )
                )
            }
        }
        return result
    }
}
