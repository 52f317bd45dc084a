# Prints FILE LINE MODULE, parted by tabs, for every import in Swift files. Lines of multi-line strings are none.

FNR == 1 { inside = 0 }

{
    quotes = gsub(/"""/, "&")
    if (inside) {
        if (quotes % 2) inside = 0
        next
    }
    if (quotes % 2) {
        inside = 1
        next
    }
}

match($0, /^[ \t]*(@[A-Za-z]+(\([^)]*\))?[ \t]+)*((public|package|internal|fileprivate|private)[ \t]+)?import[ \t]+/) {
    rest = substr($0, RLENGTH + 1)
    sub(/^(struct|class|enum|protocol|actor|typealias|func|let|var)[ \t]+/, "", rest)
    if (match(rest, /^[A-Za-z_][A-Za-z0-9_]*/)) print FILENAME "\t" FNR "\t" substr(rest, 1, RLENGTH)
}
