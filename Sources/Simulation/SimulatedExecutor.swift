import Synchronization

/// Runs the jobs of tasks one after the other on the thread that asks for it, in the order in which they became ready.
///
/// With it a program of many tasks has no other chance in it than the order in which its requests are answered.
final class SimulatedExecutor: TaskExecutor {
    private struct Queue {
        var jobs: [UnownedJob] = []
        var next = 0
    }

    private let queue = Mutex(Queue())

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.withLock { $0.jobs.append(job) }
    }

    /// Runs until every task waits for something from outside or is over.
    func runUntilIdle() {
        while let job = takeNext() {
            // SAFETY: the job was given to this executor, which runs it this once.
            unsafe job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }

    private func takeNext() -> UnownedJob? {
        queue.withLock { queue in
            guard queue.next < queue.jobs.count else {
                queue.jobs.removeAll(keepingCapacity: true)
                queue.next = 0
                return nil
            }
            defer { queue.next += 1 }
            return queue.jobs[queue.next]
        }
    }
}
