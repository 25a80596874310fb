import Testing
import TurnpikeRuntime
import TurnpikeTesting

/// The suite is worth something only if it finds what is broken: for each promise there is a store that breaks it.
@Suite struct StoreContractTests {
    @Test(arguments: StoreContract.cases.filter { !$0.promise.hasPrefix("durable") })
    func findsAStoreThatBreaksThePromise(_ promise: StoreContract.Case) async {
        let findings = await StoreContract { FlawedStore(promise.promise) }.run(promise)
        #expect(findings.contains { $0.promise == promise.promise }, "a flawed store passed")
    }

    @Test(arguments: StoreContract.cases.filter { $0.promise.hasPrefix("durable") })
    func findsAStoreThatForgets(_ promise: StoreContract.Case) async {
        let forgetful = StoreContract(reopening: { _ in InMemoryStore() }, { InMemoryStore() })
        #expect(await forgetful.run(promise).isEmpty == false, "a store that forgets passed")
    }

    @Test func findsNothingInAStoreWithoutFlaw() async {
        let findings = await StoreContract(reopening: { $0 }, { FlawedStore("none") }).run()
        #expect(findings.isEmpty)
    }

    @Test func reportsAFactoryThatFails() async {
        struct Broken: Error {}
        let findings = await StoreContract { throw Broken() }.run()
        #expect(findings.count == StoreContract.cases.count)
    }

    @Test func namesEachPromiseOnce() {
        let promises = StoreContract.cases.map(\.promise)
        #expect(Set(promises).count == promises.count)
    }
}
