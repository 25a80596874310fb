import TurnpikeExpressions
import TurnpikeValues

extension Scope {
    /// What a computed field holds now: its value, `.null` where something that it reads has none, or why it cannot be
    /// computed, such as amounts of two currencies in one sum.
    func computed(_ computation: SalesProcess.Computation) -> Result<Value, ValueProblem> {
        switch evaluate(computation.condition) {
        case .unknown: return .success(.null)
        case .failed(let error): return .failure(ValueProblem(error.message))
        case .value(var value):
            // What is computed exactly is brought to the minor unit when it is stored; what is given must fit it.
            if case .money(let money) = value { value = .money(money.rounded()) }
            return process[computation.field].accept(value, currency: process.currency)
        }
    }

    /// Why a path that has no value could not be computed; nil for one that is not computed or only lacks something.
    func computationProblem(ofPath path: String) -> String? {
        guard let field = field(ofPath: path), !process[field].isSensitive, let index = process[field].computation,
            case .failure(let problem) = computed(process.computations[index])
        else { return nil }
        return "\(path) cannot be computed: \(problem.message)"
    }
}
