# Compares what Package.swift declares, what the table of targets allows and what the files import.
# Reads four files, by name: package (of package-targets.awk), levels (NAME LEVEL LINE), folders, imports.

function complain(place, text) {
    print place ": " text
    bad = 1
}

BEGIN {
    FS = "\t"
    # What comes with the toolchain and needs no declaration.
    count = split("Swift Synchronization Dispatch Glibc Musl Darwin FoundationEssentials Foundation", list, " ")
    for (i = 1; i <= count; i++) system_module[list[i]] = 1
}

FILENAME ~ /\/package$/ && $1 == "error" {
    complain("Package.swift:" $2, $3 "; write it as the others are, or teach scripts/awk/package-targets.awk")
}

FILENAME ~ /\/package$/ && $1 == "target" {
    name[++targets] = $2
    kind[$2] = $3
    line[$2] = $5
    owner[$4] = $2
}

FILENAME ~ /\/package$/ && $1 == "dep" {
    if (($2, $3) in declared) {
        if ($5 == "declared") complain("Package.swift:" $4, "'" $2 "' declares '" $3 "' twice; remove one")
        next
    }
    declared[$2, $3] = 1
    dep_of[++deps] = $2
    dep_on[deps] = $3
    dep_line[deps] = $4
    dep_how[deps] = $5
}

FILENAME ~ /\/levels$/ {
    if ($1 in row) complain("ARCHITECTURE.md:" $3, "'" $1 "' stands in the table of targets twice; remove one row")
    if ($2 != "–") {
        if ($2 + 0 < highest)
            complain("ARCHITECTURE.md:" $3, "'" $1 "' of level " $2 " stands below level " highest "; sort the table by level")
        else
            highest = $2 + 0
    }
    level[$1] = $2
    row[$1] = ++rows
    row_line[$1] = $3
}

FILENAME ~ /\/folders$/ && !($1 in owner) {
    complain($1 ":1", "no target of Package.swift has this folder; declare one or remove it")
}

FILENAME ~ /\/imports$/ {
    split($1, part, "/")
    target = owner[part[1] "/" part[2]]
    if (target == "") next
    imported[target, $3] = 1
    if ($3 in system_module || (part[1] == "Tests" && $3 == "Testing")) next
    if (!((target, $3) in declared))
        complain($1 ":" $2, "'import " $3 "' is no declared dependency of '" target "'; declare it in Package.swift or remove the import")
}

END {
    if (!targets) complain("Package.swift:1", "no target was found; scripts/awk/package-targets.awk does not understand it")
    if (!rows) complain("ARCHITECTURE.md:1", "the table of targets was not found; its rows begin with | level | `Target` |")
    for (i = 1; i <= targets; i++) {
        t = name[i]
        if (rows && kind[t] != "test" && !(t in row))
            complain("Package.swift:" line[t], "'" t "' is missing in the table of targets; add it to ARCHITECTURE.md")
    }
    for (t in row)
        if (!(t in kind)) complain("ARCHITECTURE.md:" row_line[t], "'" t "' is no target of Package.swift; remove the row")
    for (i = 1; i <= deps; i++) {
        t = dep_of[i]
        on = dep_on[i]
        place = "Package.swift:" dep_line[i]
        # An executable is a dependency of the tests that run it, without an import.
        if (dep_how[i] == "declared" && kind[on] != "executable" && !((t, on) in imported))
            complain(place, "'" t "' declares '" on "' and none of its files imports it; remove the dependency")
        if (kind[t] == "test" || !(t in row) || !(on in row)) continue
        if (level[on] == "–")
            complain(place, "'" t "' depends on '" on "', which is for tests only; move what it needs")
        else if (row[on] >= row[t])
            complain(place, "'" t "' (level " level[t] ") depends on '" on "' (level " level[on] \
                "), which is not above it in the table of ARCHITECTURE.md; turn the arrow round")
    }
    exit bad
}
