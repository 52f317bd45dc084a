import AWSRequests
import Synchronization

/// Answers requests by their label, each time with the next answer that is left for it, and keeps what was asked.
final class ScriptedAWS: AWSTransport {
    private let answers: Mutex<[String: [AWSAnswer]]>
    private let log = Mutex<[AWSRequest]>([])

    init(_ answers: [String: [AWSAnswer]]) {
        self.answers = Mutex(answers)
    }

    var requests: [AWSRequest] { log.withLock(\.self) }

    func answer(to request: AWSRequest) async throws(AWSError) -> AWSAnswer {
        log.withLock { $0.append(request) }
        let answer = answers.withLock { answers -> AWSAnswer? in
            guard answers[request.label]?.isEmpty == false else { return nil }
            return answers[request.label]?.removeFirst()
        }
        guard let answer else { throw AWSError(.unreachable, request: request.label, detail: "nobody answers") }
        return answer
    }
}

extension AWSAnswer {
    /// A success with the element `…Result`.
    static func result(_ xml: String) -> AWSAnswer {
        AWSAnswer(status: 200, body: Array("<R xmlns=\"urn:x\"><XResult>\(xml)</XResult></R>".utf8))
    }

    static func error(_ status: Int, _ code: String, _ message: String = "") -> AWSAnswer {
        let text =
            "<ErrorResponse><Error><Type>Sender</Type><Code>\(code)</Code><Message>\(message)</Message></Error></ErrorResponse>"
        return AWSAnswer(status: status, body: Array(text.utf8))
    }
}
