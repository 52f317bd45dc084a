package import Connections

/// Finds secrets that an API has put into what it says of connections, where masking would change what a plan sees.
///
/// It finds them as a whole only, plain or escaped as ``Redactor`` knows it, in hexadecimal digits or base64; and none of less
/// than ``shortest`` bytes, which a name could hold by accident.
package struct EchoedSecrets: Sendable {
    package static let shortest = 16

    /// The end of a way in which a secret can be written, and which secret and way that is.
    private struct Anchor: Sendable {
        var window: UInt64
        var secret: Int
        var form: Form
    }

    private enum Form: Int, CaseIterable {
        case plain
        case hexadecimal
        case base64
        case base64After1
        case base64After2
    }

    private let secrets: [[UInt8]]
    /// Sorted by their windows.
    private let anchors: [Anchor]
    private let filter: Filter

    package init(_ secrets: [Secret]) {
        let long = secrets.map { Array($0.exposedForRequest.utf8) }.filter { $0.count >= Self.shortest }
        self.secrets = Array(Set(long).union(long.map(Base64Core.escapedForJSON)))
        var anchors: [Anchor] = []
        var texts: [[UInt8]] = []
        for (index, secret) in self.secrets.enumerated() {
            for form in Form.allCases {
                let written = Self.written(secret, form)
                let window = written.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
                anchors.append(Anchor(window: window, secret: index, form: form))
                texts.append(written)
            }
        }
        self.anchors = anchors.sorted { $0.window < $1.window }
        filter = Filter(texts)
    }

    /// Whether the text holds one of the secrets.
    package func isIn(_ text: String) -> Bool {
        guard !anchors.isEmpty, text.utf8.count >= Self.shortest else { return false }
        // Every text of every connection comes here, and is looked at without a copy.
        let (mayHold, mayEscape) = filter.look(at: text.utf8.span)
        if mayHold, isIn(text.utf8.map(Self.folded)) { return true }
        // Most text has no escapes, and needs no other view.
        guard mayEscape else { return false }
        return UnescapedView.all(of: Array(text.utf8)).contains { view in
            filter.look(at: view.bytes.span).mayHold && isIn(view.bytes.map(Self.folded))
        }
    }

    private func isIn(_ text: [UInt8]) -> Bool {
        var window: UInt64 = 0
        for (index, byte) in text.enumerated() {
            window = window << 8 | UInt64(byte)
            if isWritten(in: text[...index], window) { return true }
        }
        return false
    }

    /// Whether a secret stands at the end of the text, which the window is of.
    private func isWritten(in text: ArraySlice<UInt8>, _ window: UInt64) -> Bool {
        var (low, high) = (0, anchors.count)
        while low < high {
            let middle = (low + high) / 2
            if anchors[middle].window < window { low = middle + 1 } else { high = middle }
        }
        return anchors[low...].prefix { $0.window == window }.contains { anchor in
            let written = Self.written(secrets[anchor.secret], anchor.form)
            return text.suffix(written.count).elementsEqual(written)
        }
    }

    private static func written(_ secret: [UInt8], _ form: Form) -> [UInt8] {
        switch form {
        case .plain: secret.map(folded)
        case .hexadecimal: secret.flatMap { [digit($0 >> 4), digit($0 & 0xF)] }
        case .base64: Base64Core.characters(of: secret, at: 0).map(folded)
        case .base64After1: Base64Core.characters(of: secret, at: 1).map(folded)
        case .base64After2: Base64Core.characters(of: secret, at: 2).map(folded)
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value + (value < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10)
    }

    /// In lower case and the standard alphabet of base64, so that one comparison serves every form.
    private static func folded(_ byte: UInt8) -> UInt8 {
        let standard = Base64Core.standard(byte)
        return (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(standard) ? standard | 0x20 : standard
    }
}

extension EchoedSecrets {
    /// Tells of most texts that they hold no secret, from one look at every eighth byte and the seven behind it: what has
    /// ``shortest`` bytes covers such a window wherever it stands.
    private struct Filter: Sendable {
        /// A bit for some windows each: where it is not set, no secret has such a window however it is written.
        private var bits: [UInt64]
        private let shift: UInt64
        private let isIntroducer = (0...255).map { UnescapedView.introduces(UInt8($0)) }

        /// The secrets are as ``EchoedSecrets/folded(_:)`` leaves them.
        init(_ secrets: [[UInt8]]) {
            let windows = secrets.reduce(0) { $0 + $1.count }
            // About one bit of a hundred is set, of 8 KiB to a mebibyte.
            let size = min(max(16, Int.bitWidth - (windows * 64).leadingZeroBitCount), 23)
            bits = Array(repeating: 0, count: 1 << (size - 6))
            shift = UInt64(64 - size)
            for secret in secrets where secret.count >= 8 {
                for start in 0...(secret.count - 8) { insert(secret[start..<(start + 8)]) }
            }
        }

        /// Whether the text may hold a secret as it stands, and whether it may have escapes.
        func look(at text: Span<UInt8>) -> (mayHold: Bool, mayEscape: Bool) {
            var mayHold = false
            for start in stride(from: 0, through: text.count - 8, by: 8) {
                // SAFETY: eight bytes from the start on are within the span.
                let window = unsafe text.bytes.unsafeLoadUnaligned(fromByteOffset: start, as: UInt64.self)
                let bit = bit(of: UInt64(littleEndian: window) | Self.lowerCase)
                if bits[bit >> 6] & 1 << UInt64(bit & 63) != 0 { mayHold = true }
            }
            var mayEscape = false
            for index in text.indices where isIntroducer[Int(text[index])] { mayEscape = true }
            return (mayHold, mayEscape)
        }

        /// Makes letters lower-case; a few other bytes become like each other too, which a filter may take for a secret.
        private static let lowerCase: UInt64 = 0x2020_2020_2020_2020

        /// What is folded has the signs of one alphabet of base64 only, and a text may have those of both.
        private mutating func insert(_ window: ArraySlice<UInt8>) {
            var written: [UInt64] = [0]
            for (place, byte) in window.enumerated() {
                let bytes =
                    switch byte {
                    case UInt8(ascii: "+"): [byte, UInt8(ascii: "-")]
                    case UInt8(ascii: "/"): [byte, UInt8(ascii: "_")]
                    default: [byte]
                    }
                written = written.flatMap { window in bytes.map { window | UInt64($0) << UInt64(8 * place) } }
            }
            for window in written {
                let bit = bit(of: window | Self.lowerCase)
                bits[bit >> 6] |= 1 << UInt64(bit & 63)
            }
        }

        private func bit(of window: UInt64) -> Int { Int((window &* 0x9E37_79B9_7F4A_7C15) >> shift) }
    }
}

extension EchoedSecrets {
    /// What stands in place of a reason.
    private static let reason = "it holds a secret of this run, which is not shown"

    /// The same page, in which a connection that holds a secret is left alone, and what is shown of it does not show it.
    package func checked(_ page: ConnectionPage) -> ConnectionPage {
        guard !anchors.isEmpty else { return page }
        var page = page
        for index in page.items.indices {
            switch page.items[index] {
            case .live(let live) where isIn(live):
                page.items[index] = .unmanageable(
                    UnmanageableConnection(
                        type: live.type,
                        id: shown(live.id),
                        name: shown(live.name),
                        location: live.details.location.flatMap(shown),
                        reason: Self.reason
                    )
                )
            case .unmanageable(var item):
                (item.id, item.name) = (item.id.flatMap(shown), item.name.flatMap(shown))
                item.location = item.location.flatMap(shown)
                page.items[index] = .unmanageable(item)
            case .live: break
            }
        }
        return page
    }

    /// - Throws: When the connection holds a secret.
    package func checked(_ live: LiveConnection) throws(WireAnswerError) -> LiveConnection {
        guard !isIn(live) else { throw WireAnswerError("holds a secret of this run") }
        return live
    }

    /// - Throws: When the answer holds a secret.
    package func checked(_ answer: WriteAnswer) throws(WireAnswerError) -> WriteAnswer {
        let texts = [
            answer.id.rawValue, answer.name, answer.description, answer.awsAccountId, answer.awsRegion,
            answer.clientIdentifier,
        ]
        guard !texts.contains(where: { $0.map(isIn) ?? false }) else {
            throw WireAnswerError("holds a secret of this run")
        }
        return answer
    }

    private func isIn(_ live: LiveConnection) -> Bool {
        if isIn(live.name) || isIn(live.description) || isIn(live.id.rawValue) { return true }
        if isIn(live.createdDate ?? "") || isIn(live.updatedDate ?? "") { return true }
        switch live.details {
        case .aws(let location): return isIn(location.accountID) || isIn(location.region)
        case .vimeo(let clientIdentifier): return isIn(clientIdentifier)
        }
    }

    private func shown(_ id: ConnectionID) -> ConnectionID? { isIn(id.rawValue) ? nil : id }

    private func shown(_ name: String) -> String? { isIn(name) ? nil : name }

    private func shown(_ location: AWSLocation) -> AWSLocation? {
        isIn(location.accountID) || isIn(location.region) ? nil : location
    }
}
