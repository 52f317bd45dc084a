# Refuses constructs, long files, file names that say nothing, unfinished work and skipped tests in Swift files.
# Reads the list of exceptions first (CONSTRUCT | PATH | REASON), then the files, by paths from the root.

function complain(place, text) {
    print place ": " text
    bad = 1
}

# A construct of the list: what it is called there, the expression that finds it in code, and what to do instead.
function refuse(called, expression, instead) {
    construct[++constructs] = called
    pattern[constructs] = expression
    mend[constructs] = instead
    known[called] = 1
}

BEGIN {
    refuse("Task {", "(^|[^A-Za-z0-9_.])Task(\\.init|\\.immediate)?(<[^>]*>)?[ \t]*(\\(.*\\)[ \t]*)?[{]", \
        "use a task group or async let, which end in the scope that began them")
    refuse("Task.detached", "Task(<[^>]*>)?\\.detached", "use a task group")
    refuse("@unchecked Sendable", "@unchecked[ \t]+Sendable", "use a value, an actor or a Mutex")
    refuse("nonisolated(unsafe)", "nonisolated\\(unsafe\\)", "use a value, an actor or a Mutex")
    refuse("static var", "static[ \t]+(private[ \t]+|package[ \t]+)?var[ \t]", "pass the value in; shared state has no owner")
    refuse("try!", "(^|[^A-Za-z0-9_])try!", "handle the error or throw it on")
    refuse("as!", "(^|[^A-Za-z0-9_])as!", "use as? and say what else may come")
    refuse("fatalError(", "(^|[^A-Za-z0-9_.])fatalError[ \t]*\\(", "throw an error that can be reported")
    refuse("print(", "(^|[^A-Za-z0-9_.])(Swift\\.)?(debugPrint|print)[ \t]*\\(", "write to the output that was passed in")
    refuse("import Foundation", "import[ \t]+Foundation(Networking|Internationalization)?[ \t]*(;|$)", \
        "import FoundationEssentials; the whole Foundation brings ICU and its start-up time")
    refuse("Date()", "(^|[^A-Za-z0-9_.])Date(\\(\\)|\\.now)", "take the time from the clock that was passed in")
    refuse("UUID()", "(^|[^A-Za-z0-9_.])UUID\\(\\)", "take chance from what was passed in")
    refuse("SystemRandomNumberGenerator()", "SystemRandomNumberGenerator\\(\\)", "take chance from what was passed in")
    refuse("ContinuousClock()", "(Continuous|Suspending)Clock\\(\\)|DispatchTime\\.now", "take the clock that was passed in")
    refuse("Task.sleep", "Task(<[^>]*>)?\\.sleep", "sleep on the clock that was passed in")
    refuse("ProcessInfo", "(^|[^A-Za-z0-9_.])ProcessInfo\\.", "take the environment that was passed in")
    refuse("exit(", "(^|[^A-Za-z0-9_.])((Glibc|Foundation|Darwin)\\.)?_?exit[ \t]*\\(", "throw, and let the exit status follow from the error")
}

function ends_file() {
    if (file != "" && lines > 600)
        complain(file ":601", "the file has " lines " lines and 600 are the most; look for the second type in it")
}

# The line without comments and without what stands in string literals.
function code_of(text,    result, i, character, two, three) {
    result = ""
    for (i = 1; i <= length(text); i++) {
        character = substr(text, i, 1)
        two = substr(text, i, 2)
        three = substr(text, i, 3)
        if (in_comment) {
            if (two == "*/") { in_comment = 0; i++ }
        } else if (in_text) {
            if (three == "\"\"\"") { in_text = 0; i += 2 }
        } else if (in_string) {
            if (character == "\\") i++
            else if (character == "\"") { in_string = 0; result = result "\"" }
        } else if (two == "//") {
            break
        } else if (two == "/*") {
            in_comment = 1
            i++
        } else if (three == "\"\"\"") {
            in_text = 1
            i += 2
        } else if (character == "\"") {
            in_string = 1
            result = result "\""
        } else {
            result = result character
        }
    }
    in_string = 0
    return result
}

FILENAME ~ /allowed-constructs\.txt$/ {
    if ($0 ~ /^[ \t]*(#|$)/) next
    count = split($0, part, / \| /)
    if (count < 3 || part[3] ~ /^[ \t]*$/)
        complain(FILENAME ":" FNR, "a line is 'CONSTRUCT | PATH | REASON'; write all three")
    else if (!(part[1] in known))
        complain(FILENAME ":" FNR, "'" part[1] "' is no construct that is refused; remove the line")
    else if ((part[1], part[2]) in allowed)
        complain(FILENAME ":" FNR, "this construct and file stand here twice; remove the line")
    else
        allowed[part[1], part[2]] = FILENAME ":" FNR
    next
}

FNR == 1 {
    ends_file()
    file = FILENAME
    in_sources = file ~ /^Sources\//
    in_comment = in_text = in_string = 0
    base = file
    sub(/.*\//, "", base)
    if (base ~ /(Utils?|Utilities|Helpers?|Common|Manager|Base|Misc)(\+[A-Za-z0-9]+)?\.swift$/)
        complain(file ":1", "the file name does not say what is in it; name it after its main type")
}

{
    lines = FNR
    if ((" " $0 " ") ~ /[^A-Za-z0-9_](TODO|FIXME|XXX)[^A-Za-z0-9_]/)
        complain(file ":" FNR, "unfinished by its own words; finish it, or open an issue and remove the line")
    code = code_of($0)
    if (!in_sources) {
        if (code ~ /\.disabled\(|withKnownIssue|XCTSkip/)
            complain(file ":" FNR, "the test does not run; mend or remove it")
        next
    }
    for (i = 1; i <= constructs; i++) {
        if (code !~ pattern[i]) continue
        # A computed static property holds nothing: its brace comes before any equals sign.
        if (construct[i] == "static var" && code ~ /^[^=]*[{]/) continue
        if ((construct[i], file) in allowed) {
            used[construct[i], file] = 1
            continue
        }
        complain(file ":" FNR, "'" construct[i] "' is refused; " mend[i] ", or give a reason in scripts/allowed-constructs.txt")
    }
}

END {
    ends_file()
    for (pair in allowed)
        if (!(pair in used)) complain(allowed[pair], "the file has no such construct (any more); remove the line")
    exit bad
}
