import Testing
import TurnpikeRuntime
import TurnpikeTesting

@Suite struct InMemoryStoreTests {
    @Test(arguments: StoreContract.cases)
    func keepsThePromise(_ promise: StoreContract.Case) async {
        let findings = await StoreContract { InMemoryStore() }.run(promise)
        #expect(findings.isEmpty)
    }
}
