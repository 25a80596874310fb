extension Program {
    /// The slot instructions below an instruction, in the order of the text.
    func collectReads(_ index: Int32, into reads: inout [Int32]) {
        guard reads.count < 200 else { return }
        let step = instructions[Int(index)]
        switch step.operation {
        case .slot, .hasSlot: reads.append(index)
        case .constant, .local, .fail: break
        case .member, .hasMember, .not, .negate: collectReads(step.a, into: &reads)
        case .index, .compare, .arithmetic:
            collectReads(step.a, into: &reads)
            collectReads(step.b, into: &reads)
        case .conditional, .divideRounded:
            collectReads(step.a, into: &reads)
            collectReads(step.b, into: &reads)
            collectReads(step.c, into: &reads)
        case .bind:
            collectReads(step.a, into: &reads)
            collectReads(step.c, into: &reads)
        case .compareSlot, .matches:
            collectReads(step.c, into: &reads)
        case .run:
            for place in Int(step.b)..<Int(step.b) + Int(step.c) {
                let child = children[place]
                collectReads(place == Int(step.b) ? child : instructions[Int(child)].b, into: &reads)
            }
        case .comprehension:
            collectReads(step.a, into: &reads)
            for place in 2..<2 + Int(step.c) { collectReads(children[Int(step.b) + place], into: &reads) }
        case .and, .or, .list, .map, .call, .callHost:
            for place in Int(step.b)..<Int(step.b) + Int(step.c) {
                let child = children[place]
                collectReads(child < 0 ? ~child : child, into: &reads)
            }
        }
    }
}
