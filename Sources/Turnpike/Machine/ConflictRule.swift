/// Whether conflicts between transitions are resolved; tests take the rule away to prove that they would see it.
///
/// Only the tests of this package may do so: nothing in a product reads or sets it but the microstep.
package enum ConflictRule: Sendable {
    /// Whether `microstep` takes every selected transition, whatever the others leave.
    @TaskLocal package static var isRemoved = false
}
