# Reads Package.swift and prints what it declares, a line each, fields parted by tabs:
#   target  NAME  KIND  FOLDER  LINE        KIND: library, executable, system, test
#   dep     NAME  MODULE  LINE  HOW         HOW: declared, or implied by tests(...)
#   error   LINE  TEXT                      where this reader does not understand the manifest
#
# It knows SwiftPM's own target calls and the two functions of this manifest, layer(...) and tests(...), which adds
# "Tests" to the name and TestSupport to the dependencies. A product is taken to hold one module of its own name.

function add(text) { token[++count] = text; at[count] = NR }

{
    rest = $0
    while (rest != "") {
        if (match(rest, /^[ \t]+/)) {
            rest = substr(rest, RLENGTH + 1)
        } else if (substr(rest, 1, 2) == "//") {
            rest = ""
        } else if (match(rest, /^"([^"\\]|\\.)*"/) || match(rest, /^[A-Za-z_][A-Za-z0-9_]*/)) {
            add(substr(rest, 1, RLENGTH))
            rest = substr(rest, RLENGTH + 1)
        } else {
            add(substr(rest, 1, 1))
            rest = substr(rest, 2)
        }
    }
}

function is_string(text) { return substr(text, 1, 1) == "\"" }
function unquoted(text) { return substr(text, 2, length(text) - 2) }

# The index of the bracket that closes the one at `open`.
function closing(open,    i, depth) {
    for (i = open; i <= count; i++) {
        if (token[i] == "(" || token[i] == "[" || token[i] == "{") depth++
        if (token[i] == ")" || token[i] == "]" || token[i] == "}") if (--depth == 0) return i
    }
    return count
}

# The index of the first token after `label:` directly inside the call that opens at `open`; 0 when it is not given.
function argument(open, end, label,    i) {
    for (i = open + 1; i < end; i++) {
        if (token[i] == label && token[i + 1] == ":") return i + 2
        if (token[i] == "(" || token[i] == "[") i = closing(i)
    }
    return 0
}

# Prints the dependencies in the list that opens at `open`.
function dependencies(name, open,    i, end, inner) {
    end = closing(open)
    for (i = open + 1; i < end; i++) {
        if (is_string(token[i])) {
            print "dep\t" name "\t" unquoted(token[i]) "\t" at[i] "\tdeclared"
        } else if (token[i] == "." && token[i + 2] == "(") {
            inner = argument(i + 2, closing(i + 2), "name")
            if (inner) print "dep\t" name "\t" unquoted(token[inner]) "\t" at[inner] "\tdeclared"
            i = closing(i + 2)
        } else if (token[i] in product) {
            print "dep\t" name "\t" product[token[i]] "\t" at[i] "\tdeclared"
        } else if (token[i] != ",") {
            print "error\t" at[i] "\t'" token[i] "' in the dependencies of '" name "' is no string, product or known constant"
        }
    }
}

END {
    kinds["layer"] = "library"; kinds["target"] = "library"; kinds["executableTarget"] = "executable"
    kinds["systemLibrary"] = "system"; kinds["tests"] = "test"; kinds["testTarget"] = "test"

    for (i = 1; i <= count; i++) {
        if (token[i] == "let" && token[i + 2] == "=" && token[i + 3] == "Target" && token[i + 7] == "product") {
            inner = argument(i + 8, closing(i + 8), "name")
            if (inner) product[token[i + 1]] = unquoted(token[inner])
        }
    }
    for (i = 1; i <= count; i++) {
        if (!(token[i] in kinds) || token[i + 1] != "(" || token[i - 1] == "func") continue
        own = token[i] == "layer" || token[i] == "tests"
        if (own == (token[i - 1] == ".")) continue
        open = i + 1
        end = closing(open)
        named = own ? open + 1 : argument(open, end, "name")
        # The bodies of layer and tests pass their own arguments on; only a plain name declares a target.
        if (!named || !is_string(token[named]) || index(token[named], "\\(")) continue
        name = unquoted(token[named])
        kind = kinds[token[i]]
        if (token[i] == "tests") name = name "Tests"
        place = argument(open, end, "path")
        folder = place ? unquoted(token[place]) : (kind == "test" ? "Tests/" : "Sources/") name
        print "target\t" name "\t" kind "\t" folder "\t" at[named]

        list = 0
        if (own) {
            for (j = open + 1; j < end; j++) if (token[j] == "[") { list = j; break }
        } else {
            list = argument(open, end, "dependencies")
        }
        if (list) dependencies(name, list)
        if (token[i] == "tests") print "dep\t" name "\tTestSupport\t" at[named] "\timplied"
        i = end
    }
}
