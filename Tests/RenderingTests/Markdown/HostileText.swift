/// What someone could write into a name or a description to make a comment say or do something else.
enum HostileText {
    static let all: [String] = [
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

    /// As many characters as a name may have, and more than anyone would write.
    static let long = ["🎬", "\u{200B}", "\u{202E}", "\u{10FFFF}", "\"", "`", "#34;", "\u{301}", "]\"\n"].flatMap {
        unit in
        [100, 5_000].map { String(repeating: unit, count: $0) }
    }

    /// The worst in few words, for comments that people read.
    static let few = ["</details> ``` @team #1", "[x](https://evil.example) | <img src=x>\n# out\u{202E}"]
}
