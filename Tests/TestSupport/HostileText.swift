/// What someone could write into a name, a description or an error message to make an output say or do something else.
package enum HostileText {
    package static let all: [String] = markup + sequences + commands + lookalikes

    /// Against Markdown, HTML, and what sites make of text in comments.
    private static let markup: [String] = [
        "```", "````", "~~~~", "``", "`", "a`b", "`a`", "``` a ```", String(repeating: "`", count: 100),
        String(repeating: "`", count: 17) + "@team", "`\u{301}@team", "\\`", "a\n```\n# out", "\n\n# heading\n",
        "</details>", "<details open>", "</summary><h1>x", "<!-- patchbay:plan:other -->", "-->", "--!>", "<!--",
        "@team", "@user/repo#1", "#1", "GH-1", "https://evil.example/x", "www.evil.example", "mail@evil.example",
        "[a](https://evil.example)", "![x](https://evil.example/x.png)", "[ ] task", "[^1]", "[^1]: note", "[a]: b",
        "|", "a | b\n--|--", "- item", "+ plus", "1. one", "# h", "> quote", "***", "---", "___", "===", "**bold**",
        "~~gone~~", "_x_", "&lt;b&gt;", "&#64;team", "<b>", "<script>alert(1)</script>", "<img src=x onerror=y>",
        "<a href='javascript:x'>x</a>", "javascript:alert(1)", "\0", "\u{1}\u{8}\u{7F}", "\u{1B}[31mred",
        "\u{1B}]0;t\u{7}",
        "\u{202E}evil\u{2066}", "zero\u{200B}width\u{FEFF}", "\u{2028}# line", "a\rb", "a\r\n- b", "\t# tab",
        "    code",
        " lead", "trail ", "  both  ", " ", "", "🎬🏳️‍🌈", "日本語", "::error::x", "##vso[task.complete]", "%0A::error::x",
        "/close",
        "$`x^2`$", "$$x$$", ":smile:", "#FF0000", "end", "%%{init: {}}%%", "\"];click s1 call x()", "s1[\"x\"]", "\\",
        "\"",
    ]

    /// Against terminals: titles, colours, the clipboard, answers that are typed for the user, what moves or hides text.
    private static let sequences: [String] = [
        "\u{1B}]0;t\u{1B}\\", "\u{1B}]2;owned\u{7}", "\u{1B}kowned\u{1B}\\", "\u{1B}]52;c;ZXZpbA==\u{7}",
        "\u{1B}]8;;https://evil.example\u{7}x\u{1B}]8;;\u{7}", "\u{1B}Ptmux;\u{1B}\u{1B}]0;t\u{7}\u{1B}\\",
        "\u{1B}[2J\u{1B}[H", "\u{1B}[1A\u{1B}[2Kgone", "\u{1B}[?1049h", "\u{1B}[?1000h", "\u{1B}[6n", "\u{1B}[c",
        "\u{1B}[8mhidden", "\u{1B}[21t", "\u{1B}c", "\u{1B}(0lqk", "\u{1B}#8", "\u{1B}[3J", "\u{1B}[?25l", "\u{1B}",
        "\u{9B}2J", "\u{9D}0;t\u{9C}", "\u{90}+q\u{9C}", "\u{84}", "\u{8D}", "\u{E}\u{F}", "\u{5}", "\u{B}\u{C}",
        "safe\rgone", "abc\u{8}\u{8}\u{8}xyz", "a\tb", "\n\r\n\r", "\u{85}next", "\u{2029}next", "\u{7}\u{7}",
        "\u{202A}a\u{202C}", "\u{2067}a\u{2069}", "\u{200E}a\u{200F}", "\u{61C}1-2", "\u{2060}\u{2064}", "\u{AD}",
        "\u{180E}", "\u{E0041}\u{E007F}", "\u{FFF9}a\u{FFFA}b\u{FFFB}", "\u{E000}", "\u{10FFFD}", "\u{FFFF}",
    ]

    /// Against what reads an output next: pipelines, shells, readers of YAML, JSON, XML, CSV and metrics.
    private static let commands: [String] = [
        "::add-mask::x", "::set-output name=a::b", "::stop-commands::x", "::group::x", "##[error]x", "##[section]x",
        "##vso[task.setvariable variable=a]b", "##VSO[task.x]", "a\n::warning::b", "a\r::debug::b", "::error file=a::b",
        "section_start:0:x\r\u{1B}[0K", "##teamcity[buildStatus text='x']", "$(touch pwned)", "`touch pwned`",
        "; touch pwned", "' ; touch pwned ; '", "\" ; touch pwned ; \"", "${HOME}", "$IFS", "!!", "~root",
        "&& touch pwned",
        "a\\", "\\n", "\\u{1b}", "%s%n", "%00", "=1+1", "=HYPERLINK(\"https://evil.example\")", "+1", "-1", "@SUM(1)",
        "no", "null", "~", "1e3", "0x1F", "012", "a: b", "- a", "? a", "*a", "&a b", "!!str x", "{a: b}", "[a, b]",
        "a #b",
        "|\n  a", "'a", "\"a", "%YAML 2.0", "...", "a:", "<<", "{{ a }}", "${env:PICTORY_API_KEY}",
        "${file:/etc/passwd}",
        "\",\"evil\":\"", "\"}]}", "\\u0022", "</script>", "]]>", "<![CDATA[x", "&amp;#10;", "<!DOCTYPE a>", "<?xml?>",
        "a\"} 1\nevil{b=\"", "a\\\"", "*_~[]()<>", "<@U123>", "<!channel>", "<https://evil.example|bank>", "<!here>",
    ]

    /// Against readers: letters that look like others, are written the other way, or stand on each other.
    private static let lookalikes: [String] = [
        "Аssets", "Ａssets", "ɑssets", "раураl", "אבג", "مرحبا", "שלום (abc)", "e\u{301}\u{302}\u{303}", "\u{301}x",
        "Z\u{335}\u{321}\u{327}a\u{334}", "ẞß", "ﬁ", "İi", "👨‍👩‍👧‍👦", "🇩🇪", "𝕏", "ｱ", "한", "กำ", "नि", "\u{3000}x", "\u{A0}",
        "x\u{2009}", "\u{FE0F}", "a\u{20E3}", "\u{2800}", "\u{115F}", "\u{3164}", "ﷺ", "꧁", "𒐫",
    ]

    /// As many characters as a name may have, and more than anyone would write.
    package static let long = ["🎬", "\u{200B}", "\u{202E}", "\u{10FFFF}", "\"", "`", "#34;", "\u{301}", "]\"\n"].flatMap
    {
        unit in
        [100, 5_000].map { String(repeating: unit, count: $0) }
    }

    /// The worst in few words, for comments that people read.
    package static let few = ["</details> ``` @team #1", "[x](https://evil.example) | <img src=x>\n# out\u{202E}"]
}
