/// Files and a list of any size, as text.
struct BenchmarkDocuments {
    /// A file of connections.
    var file: [UInt8] { Array(("connections:\n" + numbers.map(entry).joined()).utf8) }
    /// The same connections as the API lists them.
    var list: [UInt8] { Array(("{\"Items\":[" + numbers.map(item).joined(separator: ",") + "]}").utf8) }

    private let numbers: Range<Int>

    init(count: Int) { numbers = 0..<count }

    private func entry(_ number: Int) -> String {
        """
          - type: aws
            name: name-\(number)
            description: Ingest of account \(number)
            awsAccountId: "\(100_000_000_000 + number)"
            awsRegion: us-east-1
            enabled: true

        """
    }

    private func item(_ number: Int) -> String {
        """
        {"type":"AWS","name":"name-\(number)","description":"Ingest of account \(number)","awsAccountId":\
        "\(100_000_000_000 + number)","awsRegion":"us-east-1","enabled":true,"connectionId":"id-\(number)",\
        "createdDate":"2026-01-01T00:00:00.000Z","updatedDate":"2026-01-01T00:00:00.000Z","version":1}
        """
    }
}
