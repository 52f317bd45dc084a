import Dispatch

/// Runs an actor's work on a queue of its own, so that a call that blocks holds up no other task.
final class QueueExecutor: SerialExecutor {
    private let queue = DispatchQueue(label: "patchbay.ledger")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async {
            // SAFETY: the job was given to this executor, which runs it this once.
            unsafe job.runSynchronously(on: self.asUnownedSerialExecutor())
        }
    }
}
