import TurnpikeTemplates

/// The page that `turnpike new` writes beside a process file: what the file is, and the first commands with it.
struct StarterPage: Sendable {
    let template: ProcessTemplate

    /// The page's file name; it carries the process's id, so that several templates fit into one folder.
    var name: String { "\(template.id).README.md" }

    /// The text, Markdown.
    var text: String {
        let file = template.files[0].name
        var text = """
            # \(template.id)

            \(template.summary). `\(file)` is the whole of it: its stages, the gates between them, the activities that a gate may ask
            for, and what hooks send. It is yours to change; it is text, so keep it under version control.

            The way to a sale: \(template.road.map { "`\($0)`" }.joined(separator: ", ")).

            ## The next five commands

            ```sh
            \(commands(file))
            ```

            `open` keeps the process and the deal in `deals.db` (`--store` or `TURNPIKE_STORE` names another file).

            ## Changing it

            - Words after `label:`, `goal:`, `guide:` and `else:` are for people: change them at any time.
            - Anything else changes what the process demands: raise `version`. Open deals stay on the version they were opened with. While
              you try things out, `--draft` takes a changed file under its old version.
            - `turnpike check --explain CODE` tells what a finding means; `turnpike diagram \(file) --format svg --output \(template.id).svg`
              draws the process; `turnpike board` shows where all deals stand.

            """
        if let scenarios = template.files.first(where: { $0.name.hasSuffix(".scenarios.yaml") })?.name {
            text += """

                ## Testing it

                `\(scenarios)` says what the process must do, as a sales team writes it. Change it with the process:

                ```sh
                turnpike test \(file)              # is all as expected?
                turnpike test \(file) --mutate     # which rule would nobody miss?
                ```

                """
        }
        let overlays = template.files.map(\.name).filter { $0.hasSuffix(".process.yaml") && $0 != file }
        if !overlays.isEmpty {
            let tests = overlays.map { "turnpike test \($0)" }.joined(separator: "\n")
            text += """

                ## What is different elsewhere

                \(overlays.map { "`\($0)`" }.joined(separator: ", ")) extends `\(file)` and says only what is different; what it uses stands \
                beside it. `turnpike show-effective` prints the whole, each line with the file it comes from.

                ```sh
                \(tests)
                turnpike show-effective \(overlays[0])
                turnpike open \(overlays[0]) --name "My first deal there"
                ```

                """
        }
        if let map = template.files.first(where: { $0.name.hasSuffix(".map.yaml") })?.name {
            text += """

                ## Bringing old deals in

                `\(map)` maps the columns of a CSV file to fields and stages. Change it to your columns, then:

                ```sh
                turnpike import --process \(file) --map \(map) sales_pipeline.csv
                turnpike report
                ```

                """
        }
        return text
    }

    private func commands(_ file: String) -> String {
        let lines = [
            ("turnpike check \(file)", "after each change of yours: what is wrong, and where"),
            ("turnpike open \(file) --name \"My first deal\" --key first", "it enters its first stage"),
            ("turnpike explain first", "every move from here, and what each still needs"),
            ("turnpike set first FIELD=VALUE", "what 'explain' asks for; 'turnpike do' tells of an activity"),
            ("turnpike move first STAGE", "it moves, or says all that is missing (exit status 3)"),
        ]
        let width = (lines.map(\.0.count).max() ?? 0) + 3
        return lines.map { $0 + String(repeating: " ", count: width - $0.count) + "# " + $1 }.joined(separator: "\n")
    }
}
