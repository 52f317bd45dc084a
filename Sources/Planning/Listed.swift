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

    /// Elements of which none is before the other keep their order.
    init(_ list: [Element], by isBefore: (Element, Element) -> Bool) {
        self.list = list
        // As files and lists mostly are.
        let isSorted = zip(list, list.dropFirst()).allSatisfy { !isBefore($1, $0) }
        places = isSorted ? Array(list.indices) : list.indices.sorted { isBefore(list[$0], list[$1]) }
    }

    var startIndex: Int { 0 }
    var endIndex: Int { places.count }

    subscript(position: Int) -> Element { list[places[position]] }

    func listed(at position: Int) -> Listed<Element> { Listed(list, at: places[position]) }
}
