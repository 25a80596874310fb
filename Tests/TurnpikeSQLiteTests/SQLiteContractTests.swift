#if SQLite

    import Testing
    import Turnpike
    import TurnpikeSQLite
    import TurnpikeTesting

    @Suite struct SQLiteContractTests {
        @Test(arguments: StoreContract.cases)
        func keepsThePromise(_ promise: StoreContract.Case) async throws {
            let folder = try TemporaryFolder()
            defer { folder.remove() }
            let path = folder.path + "/deals.db"
            let contract = StoreContract(reopening: { _ in try SQLiteStore(path) }, { try SQLiteStore(path) })
            #expect(await contract.run(promise).isEmpty)
        }
    }

#endif
