/// The model's answer to a request that breaks a rule: nothing was changed.
package struct Refusal: Error, Sendable, Hashable {
    /// An HTTP status from 400.
    package var status: Int
    /// What is wrong, naming the field; never holds the value of a secret.
    package var message: String

    package init(_ status: Int, _ message: String) {
        self.status = status
        self.message = message
    }
}
