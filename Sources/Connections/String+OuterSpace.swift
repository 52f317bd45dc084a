extension String {
    /// The text without white space at its ends, which servers may take away, so that it makes no difference.
    package var withoutOuterSpace: Substring {
        let start = drop(while: \.isWhitespace)
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return start[...last]
    }
}
