#if SQLite

    import Testing
    import Turnpike
    import TurnpikeSQLite
    import TurnpikeTesting

    // One store after the other: all of them at once would be some hundred open files and a disk that does nothing else.
    @Suite(.serialized) struct SQLiteContractTests {
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
