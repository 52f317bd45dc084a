/// An element of a list, kept by its place in it.
///
/// Entries and live connections are many small texts each. A plan of a whole account would copy all of them several times.
struct Listed<Element> {
    private let list: [Element]
    private let place: Int

    init(_ list: [Element], at place: Int) {
        self.list = list
        self.place = place
    }

    var element: Element { list[place] }
}

/// The elements of a list in an order, which stay where they are.
struct InOrder<Element>: RandomAccessCollection {
    private let list: [Element]
    private let places: [Int]

    /// Elements with equal keys keep their order.
    init(_ list: [Element], by key: (Element) -> some Comparable) {
        self.list = list
        // To compare whole elements is to copy them.
        let keys = list.map(key)
        // As files and lists mostly are.
        let isSorted = keys.indices.dropFirst().allSatisfy { !(keys[$0] < keys[$0 - 1]) }
        places = isSorted ? Array(list.indices) : list.indices.sorted { keys[$0] < keys[$1] }
    }

    var startIndex: Int { 0 }
    var endIndex: Int { places.count }

    subscript(position: Int) -> Element { list[places[position]] }

    func listed(at position: Int) -> Listed<Element> { Listed(list, at: places[position]) }
}
