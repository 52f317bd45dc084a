import FoundationEssentials
import Planning
import Stacks

/// The bytes of a saved plan: one JSON object on one line, with a digest over all other bytes of the file in front.
///
/// The digest tells an edit or a damage early and cheaply. It is no proof of who wrote the file; what an edit with a new
/// digest is worth, ``Staleness`` decides.
package enum SavedPlanFile {
    /// 256 MiB.
    package static let largestSize = 256 << 20

    private static let opening = #"{"digest":""#
    private static let lengthOfDigest = "sha256:".utf8.count + 64
    private static let closing = #"","#

    package static func bytes(of plan: SavedPlan) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if let key = CodingUserInfoKey.isSavedPlan { encoder.userInfo[key] = true }
        let rest = Array(try encoder.encode(plan)) + Array("\n".utf8)
        return Array((opening + ConfigDigest.digest(of: rest) + closing).utf8) + rest.dropFirst()
    }

    /// - Throws: ``StalePlan`` with the one reason why the bytes are no plan that may be believed.
    package static func read(_ bytes: [UInt8], from path: String) throws(StalePlan) -> SavedPlan {
        if let reason = damage(bytes, path) { throw StalePlan(file: path, reasons: [reason]) }
        do {
            let plan = try JSONDecoder().decode(SavedPlan.self, from: Data(bytes))
            guard !plan.stacks.isEmpty, Set(plan.stacks.map(\.source)).count == plan.stacks.count else {
                throw StalePlan(file: path, reasons: [.notUnderstood(path, "'stacks' is empty or names a stack twice")])
            }
            return plan
        } catch let stale as StalePlan {
            throw stale
        } catch {
            let place = (error as? DecodingError)?.place ?? "it"
            throw StalePlan(file: path, reasons: [.notUnderstood(path, "\(place) is not as plans have it")])
        }
    }

    /// Why the bytes are not those that were written; nil when they are.
    private static func damage(_ bytes: [UInt8], _ path: String) -> StaleReason? {
        let lengthOfPrefix = opening.utf8.count + lengthOfDigest + closing.utf8.count
        let prefix = bytes.prefix(lengthOfPrefix)
        let isOurs =
            prefix.count == lengthOfPrefix && prefix.starts(with: opening.utf8)
            && prefix.suffix(closing.utf8.count).elementsEqual(closing.utf8)
        let said = prefix.dropFirst(opening.utf8.count).prefix(lengthOfDigest)
        let rest = isOurs ? Array("{".utf8) + bytes[lengthOfPrefix...] : []
        let isWhole = isOurs && said.elementsEqual(ConfigDigest.digest(of: rest).utf8)
        // As most files are, so that they are taken apart once only.
        if isWhole, rest.starts(with: #"{"formatVersion":"\#(SavedPlan.currentFormat)","#.utf8) { return nil }
        let header = try? JSONDecoder().decode(Header.self, from: Data(bytes))
        if let version = header?.formatVersion, header?.digest != nil, let reason = format(version, path) {
            return reason
        }
        guard isOurs else {
            if bytes.starts(with: opening.utf8), header == nil { return .truncated(path) }
            return header?.digest == nil ? .notAPlan(path, isPlain: header?.isPlanOutput == true) : .reformatted(path)
        }
        guard !isWhole else { return nil }
        return header == nil ? .truncated(path) : .edited(path)
    }

    private static func format(_ version: String, _ path: String) -> StaleReason? {
        let major = version.split(separator: ".").first.flatMap { Int($0) }
        let known = SavedPlan.currentFormat.split(separator: ".").first.flatMap { Int($0) }
        guard let major, let known, major == known else {
            let age = major.map { $0 < known ?? 0 ? "an older" : "a newer" } ?? "another"
            return StaleReason(
                .format,
                "'\(path)' has the form \(version) of \(age) patchbay, and this one reads \(SavedPlan.currentFormat)"
            )
        }
        return nil
    }
}

/// As much of a file as tells what it is.
private struct Header: Decodable {
    var digest: String?
    var formatVersion: String?
    var configDigest: String?

    /// Whether it is what `plan --format json` prints.
    var isPlanOutput: Bool { configDigest != nil }
}

extension DecodingError {
    /// The key that was not as expected, as a path of keys.
    fileprivate var place: String? {
        let path: [any CodingKey]? =
            switch self {
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
                context.codingPath
            case .keyNotFound(let key, let context): context.codingPath + [key]
            @unknown default: nil
            }
        guard let path, !path.isEmpty else { return nil }
        let text = path.map { key in key.intValue.map { "[\($0)]" } ?? ".\(key.stringValue)" }.joined()
        return "'\(text.hasPrefix(".") ? String(text.dropFirst()) : text)'"
    }
}

extension StaleReason {
    fileprivate static func notAPlan(_ path: String, isPlain: Bool) -> Self {
        StaleReason(
            .notAPlan,
            isPlain
                ? "'\(path)' is what 'plan --format json' prints, which can be read and not applied; '--out' saves a plan"
                : "'\(path)' is no plan that 'patchbay plan --out' saved; files of connections end in .yaml or .yml"
        )
    }

    fileprivate static func truncated(_ path: String) -> Self {
        StaleReason(.truncated, "'\(path)' begins as a saved plan and breaks off: a part of it is missing or damaged")
    }

    fileprivate static func reformatted(_ path: String) -> Self {
        StaleReason(
            .edited,
            "'\(path)' is a saved plan that was written anew by another program, so its digest says nothing"
        )
    }

    fileprivate static func edited(_ path: String) -> Self {
        StaleReason(.edited, "'\(path)' was edited or damaged after it was saved: its digest does not fit what it says")
    }

    fileprivate static func notUnderstood(_ path: String, _ problem: String) -> Self {
        StaleReason(
            .format,
            "'\(path)' cannot be understood as a saved plan of form \(SavedPlan.currentFormat): \(problem)"
        )
    }
}
