#if CLI

    import Matrix
    import Turnpike
    import TurnpikeConfiguration
    import TurnpikeNotifications
    import TurnpikeReceiver
    import TurnpikeRuntime
    import TurnpikeWeb

    #if HTTP
        import TurnpikeHTTP
    #endif

    /// What works beside the worker while `turnpike run` stays: notices that become due, messages that are received, commands
    /// that people write in Matrix.
    struct Services: Sendable {
        let session: Session
        let log: WorkerLog
        /// How often notices are looked for.
        let every: Duration

        /// Works until it is cancelled.
        ///
        /// - Throws: `Failure` where something cannot be set up, or the port cannot be listened at.
        func run() async throws {
            let readers = try readers()
            let server = try server()
            try await withThrowingTaskGroup(of: Void.self) { group in
                if let notices = session.notices { group.addTask { await tell(notices) } }
                if let server { group.addTask { try await server() } }
                for reader in readers { group.addTask { await reader() } }
                for try await _ in group {}
            }
        }

        // MARK: Notices

        private func tell(_ notices: NotificationDistributor) async {
            var lastError: String?
            while !Task.isCancelled {
                var error: String?
                do { error = try await notices.flush().lastError } catch is CancellationError {
                    return
                } catch let failure {
                    error = "\(failure)"
                }
                // The same again and again is said once.
                if let error, error != lastError { log.say("somebody was not told: \(error)") }
                lastError = error
                guard (try? await Task.sleep(for: every)) != nil else { return }
            }
        }

        // MARK: What is received

        private func server() throws -> (@Sendable () async throws -> Void)? {
            #if HTTP
                guard let receive = session.configuration.receive else { return nil }
                let desk = try BuiltInRoutes.desk(receive, session.configuration, session.pipeline, session.door) {
                    BuiltInPlugins.carrier($0)
                }
                return { [log] in
                    do {
                        try await ReceiverServer(desk).run(host: receive.host, port: receive.port) { port in
                            log.say("listening at \(receive.host):\(port) for \(desk.paths.joined(separator: ", "))")
                        }
                    } catch is CancellationError {
                        throw CancellationError()
                    } catch {
                        if Task.isCancelled { throw CancellationError() }
                        throw Failure(
                            .failed,
                            "cannot_listen",
                            "cannot listen at \(receive.host):\(receive.port): \(error)"
                        )
                    }
                }
            #else
                guard session.configuration.receive != nil else { return nil }
                throw Failure(
                    .failed,
                    "no_http",
                    "this program was built without the HTTP trait, which 'receive' needs"
                )
            #endif
        }

        // MARK: Commands in Matrix

        private func readers() throws -> [@Sendable () async -> Void] {
            #if HTTP
                return try session.configuration.plugins.filter { $0.uses == "matrix" }.compactMap {
                    plugin -> (@Sendable () async -> Void)? in
                    // Wrong settings are told beside each delivery; here only what is right and wanted is set up.
                    guard
                        let matrix = try? MatrixConfiguration(plugin.settings, folder: session.configuration.folder),
                        matrix.takesCommands
                    else { return nil }
                    guard let people = session.configuration.directory else {
                        let words = "\(plugin.name): without 'people' nobody who writes a command is known"
                        throw Failure(.failed, "no_people", words)
                    }
                    let client = matrix.client(BuiltInPlugins.carrier(plugin))
                    return { await listen(plugin.name, client, people) }
                }
            #else
                return []
            #endif
        }

        #if HTTP
            private func listen(_ name: String, _ client: MatrixClient, _ people: People) async {
                let folder = session.path.lastIndex(of: "/").map { String(session.path[...$0]) } ?? ""
                let tenant = PercentText.escaped(session.pipeline.tenant)
                // Where it stands is kept as durably as notices are; a command that is read twice counts once.
                let file = NotificationFile(folder + (tenant.isEmpty ? "\(name).place" : "\(name)-\(tenant).place"))
                var lastError: String?
                var reader: MatrixCommands?
                var kept: [UInt8]?
                while !Task.isCancelled {
                    do {
                        if reader == nil {
                            kept = try await file.load()
                            reader = MatrixCommands(
                                client,
                                pipeline: session.pipeline,
                                people: { people },
                                since: kept.map { String(decoding: $0, as: UTF8.self) }
                            )
                        }
                        try await reader?.poll(wait: .seconds(20))
                        if let place = await reader?.place, Array(place.utf8) != kept {
                            // Another worker may have kept its own place; both are places behind what was done.
                            let before = try await file.load()
                            if try await file.save(Array(place.utf8), replacing: before) { kept = Array(place.utf8) }
                        }
                        lastError = nil
                    } catch is CancellationError {
                        return
                    } catch {
                        let words = "\(error)"
                        if words != lastError { log.say("\(name) cannot be read, and is asked again: \(words)") }
                        lastError = words
                        guard (try? await Task.sleep(for: .seconds(5))) != nil else { return }
                    }
                }
            }
        #endif
    }

#endif
