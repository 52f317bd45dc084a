# Prints what matters in Markdown files, a line each, fields parted by tabs:
#   heading  FILE  LINE  LEVEL  SLUG  TEXT     SLUG: the anchor that GitHub makes of it
#   link     FILE  LINE  TARGET                inline and reference links without a scheme
#   path     FILE  LINE  PATH                  a path of this repository in code quotes
# What stands in fenced blocks is none of these.

FNR == 1 {
    fence = ""
    split("", seen)
}

{
    if (match($0, /^ *(```+|~~~+)/)) {
        mark = substr($0, RSTART, RLENGTH)
        gsub(/ /, "", mark)
        if (fence == "") fence = substr(mark, 1, 3)
        else if (substr(mark, 1, 3) == fence) fence = ""
        next
    }
    if (fence != "") next
}

/^#+ / {
    match($0, /^#+/)
    depth = RLENGTH
    text = $0
    sub(/^#+ +/, "", text)
    sub(/ +$/, "", text)
    slug = tolower(text)
    gsub(/\]\([^)]*\)/, "", slug)
    gsub(/[^a-z0-9 _\200-\377-]/, "", slug)
    gsub(/ /, "-", slug)
    if (slug in seen) slug = slug "-" seen[slug]++
    else seen[slug] = 1
    print "heading\t" FILENAME "\t" FNR "\t" depth "\t" slug "\t" text
}

{
    # Code quotes are taken out first: what looks like a link in them is none.
    rest = $0
    prose = ""
    while (match(rest, /`[^`]*`/)) {
        quoted = substr(rest, RSTART + 1, RLENGTH - 2)
        prose = prose substr(rest, 1, RSTART - 1) "code"
        rest = substr(rest, RSTART + RLENGTH)
        if (quoted ~ /^(Sources|Tests|Benchmarks|Fuzz|docs|examples|scripts|\.ci)\/[A-Za-z0-9_.+\/-]+$/)
            print "path\t" FILENAME "\t" FNR "\t" quoted
    }
    rest = prose rest
    if (match(rest, /^ *\[[^]]+\]: +/)) {
        target = substr(rest, RLENGTH + 1)
        sub(/[ \t].*/, "", target)
        if (target !~ /^([a-z]+:|\/\/)/) print "link\t" FILENAME "\t" FNR "\t" target
    }
    while (match(rest, /\]\([^) ]+/)) {
        target = substr(rest, RSTART + 2, RLENGTH - 2)
        rest = substr(rest, RSTART + RLENGTH)
        if (target !~ /^([a-z]+:|\/\/)/) print "link\t" FILENAME "\t" FNR "\t" target
    }
}
