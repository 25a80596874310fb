/// What is inside a value. It is read from the tree as it is asked for, so that passing through a file takes no memory.
extension YAMLNode {
    /// A place among the entries or the items of a value.
    public struct Place: Comparable, Sendable {
        let offset: Int

        /// Earlier in the file.
        public static func < (a: Place, b: Place) -> Bool { a.offset < b.offset }
    }

    /// The keys and values of a mapping, in the order of the file.
    public struct Entries: Collection, Sendable {
        private let node: YAMLNode
        /// The first.
        public let startIndex: Place
        /// Behind the last.
        public let endIndex: Place

        init(_ node: YAMLNode) {
            self.node = node
            if let madeUp = node.madeUp {
                startIndex = Place(offset: 0)
                endIndex = Place(offset: madeUp.entries.count)
                return
            }
            let record = node.record
            let end = Int(record.kind == .mapping ? record.next : node.index)
            endIndex = Place(offset: end)
            startIndex = Place(
                offset: record.kind == .mapping ? node.tree.key(from: Int(node.index) + 1, to: end) : end
            )
        }

        /// The key and the value at a place.
        public subscript(_ place: Place) -> (key: YAMLNode, value: YAMLNode) {
            if let madeUp = node.madeUp { return madeUp.entries[place.offset] }
            return (node.child(place.offset), node.child(Int(node.tree.records[place.offset].next)))
        }

        /// The place behind another.
        public func index(after place: Place) -> Place {
            if node.madeUp != nil { return Place(offset: place.offset + 1) }
            let records = node.tree.records
            let next = Int(records[Int(records[place.offset].next)].next)
            return Place(offset: node.tree.key(from: next, to: endIndex.offset))
        }
    }

    /// The items of a list, in the order of the file.
    public struct Items: Collection, Sendable {
        private let node: YAMLNode
        /// The first.
        public let startIndex: Place
        /// Behind the last.
        public let endIndex: Place

        init(_ node: YAMLNode) {
            self.node = node
            let record = node.record
            let isList = node.madeUp == nil && record.kind == .sequence
            startIndex = Place(offset: Int(node.index) + 1)
            endIndex = isList ? Place(offset: Int(record.next)) : startIndex
        }

        /// The item at a place.
        public subscript(_ place: Place) -> YAMLNode { node.child(place.offset) }

        /// The place behind another.
        public func index(after place: Place) -> Place { Place(offset: Int(node.tree.records[place.offset].next)) }
    }
}

extension YAMLTree {
    /// The next key of a mapping that has a value and means something; the mapping's end, if there is none.
    fileprivate func key(from start: Int, to end: Int) -> Int {
        var key = start
        while key < end {
            let value = Int(records[key].next)
            guard value < end else { return end }
            if !records[key].flags.contains(.broken) { return key }
            key = Int(records[value].next)
        }
        return end
    }
}
