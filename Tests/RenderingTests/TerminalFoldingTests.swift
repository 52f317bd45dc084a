import Rendering
import Testing

@Suite("Lines for a terminal")
struct TerminalFoldingTests {
    @Test(
        "a line that does not fit goes on further in, and what is in quotes stays together",
        arguments: [
            ("short", 5, "short"),
            ("one two three", 8, "one two\n  three"),
            ("one two", 7, "one two"),
            ("one  two  three", 9, "one  two\n  three"),
            ("    one two three", 12, "    one two\n      three"),
            ("  ~ aws \"A\"  will be updated", 20, "  ~ aws \"A\"  will be\n      updated"),
            ("-/+ aws \"A\"  will be replaced", 20, "-/+ aws \"A\"  will be\n      replaced"),
            ("next: use 'one two' or (\"three four\")", 18, "next: use\n  'one two' or\n  (\"three four\")"),
            ("it can't be that 'don't' ends it", 17, "it can't be that\n  'don't' ends it"),
            ("say \"one \\\" two\" now", 15, "say\n  \"one \\\" two\"\n  now"),
            ("say \"one two three four\" now", 14, "say \"one two\n  three four\"\n  now"),
            ("a: 10 to do, 20 done", 13, "a: 10 to do,\n  20 done"),
            ("a  \"one\" -> \"two three\"  # for", 16, "a  \"one\"\n  -> \"two three\"\n  # for"),
            ("a  \"one\" -> \"two three four\"", 14, "a  \"one\"\n  -> \"two\n  three four\""),
            ("Legend: - delete, -/+ replace", 21, "Legend: - delete,\n  -/+ replace"),
            ("it's \"not closed by anything", 14, "it's \"not\n  closed by\n  anything"),
            ("a abcdefghijklmnopqrst b", 10, "a\n  abcdefghijklmnopqrst\n  b"),
            ("abcdefghijklmnopqrst", 10, "abcdefghijklmnopqrst"),
            ("one two three? ", 10, "one two\n  three? "),
            ("first line\n\nsecond line\n", 8, "first\n  line\n\nsecond\n  line\n"),
            ("東京 大阪 京都", 10, "東京 大阪\n  京都"),
            (
                "\u{1B}[33m  ~\u{1B}[0m \u{1B}[1mone two\u{1B}[0m", 8,
                "\u{1B}[33m  ~\u{1B}[0m \u{1B}[1mone\n    two\u{1B}[0m"
            ),
            ("\u{1B}[31mone\u{1B}[0m two", 7, "\u{1B}[31mone\u{1B}[0m two"),
            ("    | a line of a file that is long", 12, "    | a line of a file that is long"),
            // No line begins with what the log of a pipeline takes for a command.
            ("say \"one ::error::two three\" now", 12, "say\n  \"one ::error::two\n  three\" now"),
            ("one two  \u{3000}::warning::three", 8, "one\n  two  \u{3000}::warning::three"),
            ("one \u{1B}[31m::error::two\u{1B}[0m", 8, "one \u{1B}[31m::error::two\u{1B}[0m"),
            ("::: one two", 8, "::: one\n  two"),
            ("x \u{3000} ::error::y", 5, "x \u{3000} ::error::y"),
            ("x \u{2003} \u{3000} :: y", 5, "x \u{2003} \u{3000} ::\n  y"),
            ("", 10, ""),
            ("          ten before", 12, "          ten\n      before"),
        ]
    )
    func fold(_ text: String, _ columns: Int, _ expected: String) {
        #expect(TerminalFolding(columns: columns).fold(text) == expected)
    }

    @Test("nothing but spaces and line breaks is added or lost, and only words are longer than the terminal is wide")
    func laws() {
        let text = """
            -/+ aws "Marketing assets"  will be replaced, since awsRegion never changes on a connection (aws.yaml:3)
                  awsRegion  "us-east-1" -> "eu-central-1"  # forces replacement  (config)
                  the id 20261122002911849mfml03t1ihrp041 will change: consumers must take up the new one
            error[name-taken]: 'it's "odd': (don't) 'a b
            """
        for columns in 1...120 {
            let folded = TerminalFolding(columns: columns).fold(text)
            #expect(folded.filter { $0 != " " && $0 != "\n" } == text.filter { $0 != " " && $0 != "\n" })
            for line in folded.split(separator: "\n") where line.count > columns {
                #expect(line.drop { $0 == " " }.split(separator: " ").count == 1, "\(columns): \(line)")
            }
        }
    }

    @Test("paragraphs are broken anew, and code is not")
    func refill() {
        let text = "title\n\none two\nthree four\n\n    code that is long\n\n- an item of a list\n"
        let expected = "title\n\none two three\nfour\n\n    code that is long\n\n- an item of a\n  list\n"
        #expect(TerminalFolding(columns: 14).refill(text) == expected)
    }
}
