public import TurnpikeWeb

extension CRMConnector {
    /// Looks at the deals that a webhook names, and answers it.
    ///
    /// - Parameter ids: The CRM's ids.
    /// - Returns: 204 where each was looked at, whatever became of it.
    /// - Throws: `InboundRefusal` with 503 where one could not be looked at now: the CRM sends it again, and the next reading
    ///   of changes finds it too.
    public func answer(_ ids: [String]) async throws -> InboundReply {
        guard !ids.isEmpty else { return InboundReply(204) }
        let summary: CRMSummary
        do { summary = try await takeChanges(of: ids) } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw InboundRefusal(503, "\(vendor.name) cannot be asked now")
        }
        guard summary.failures.isEmpty else { throw InboundRefusal(503, "not every deal could be looked at now") }
        return InboundReply(204)
    }
}
