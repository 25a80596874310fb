// What the sanitizer must tell (`control unordered`) and what it must not (`control ordered`), for Scripts/races.sh.
import Foundation
import Synchronization

final class Tally: @unchecked Sendable {
    var loose = 0
    let kept = Mutex(0)
}

let tally = Tally()
let isOrdered = CommandLine.arguments.last == "ordered"
let group = DispatchGroup()
for _ in 0..<4 {
    group.enter()
    Thread {
        for _ in 0..<50_000 {
            if isOrdered { tally.kept.withLock { $0 += 1 } } else { tally.loose += 1 }
        }
        group.leave()
    }
    .start()
}
group.wait()
print(tally.loose, tally.kept.withLock { $0 })
