package import Planning

/// What keeps a saved plan from being carried out, as people read it: a line for each reason.
package struct StaleText {
    private let style: Style

    package init(style: Style) {
        self.style = style
    }

    package func render(_ reasons: [StaleReason], omitted: Int = 0) -> String {
        let lines = reasons.map { "\(style(.red, "stale[\($0.kind.rawValue)]")): \($0.message.terminalSafe)\n" }
        return lines.joined() + (omitted > 0 ? "… and \(omitted) more\n" : "")
    }
}
