#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// The processor time that this thread spends on the body, however busy the machine is with other things.
package func processorTime<Failure: Error>(of body: () throws(Failure) -> Void) throws(Failure) -> Duration {
    let start = threadTime()
    try body()
    return threadTime() - start
}

private func threadTime() -> Duration {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}
