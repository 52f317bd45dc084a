import Connections
package import PictoryAPI
package import Planning

/// Carries out what ``ApplyMachine`` decides: sends its requests, waits where it must, and tells it the answers.
package struct Applier: Sendable {
    package let account: PictoryAccount
    package let stop: StopSwitch

    package init(account: PictoryAccount, stop: StopSwitch) {
        self.account = account
        self.stop = stop
    }

    /// Carries the plan out; `began` is called before the first request of a step, and `progress` for every step that ended, in
    /// the order in which they do.
    package func run(
        _ plan: Plan,
        _ machine: consuming ApplyMachine,
        began: (Step) -> Void = { _ in },
        progress: (StepResult) async -> Void
    ) async -> ApplyReport {
        var machine = machine
        var reported = 0
        var begun: Set<Int> = []
        await withTaskGroup(of: Event.self) { group in
            // Wakes the loop at the second signal, whatever is under way.
            group.addTask { await stop.isRequested(.abort) ? .aborted : .quiet }
            if stop.level >= .finish { machine.stop() }
            var dispatches = machine.begin()
            while true {
                for dispatch in dispatches {
                    if begun.insert(dispatch.step).inserted { began(plan.steps[dispatch.step - 1]) }
                    // One for each request that the machine lets be under way at once.
                    group.addTask { await self.send(dispatch) }
                }
                while reported < machine.ended.count {
                    await progress(machine.ended[reported])
                    reported += 1
                }
                guard !machine.isIdle, let event = await group.next() else { break }
                if stop.level >= .finish { machine.stop() }
                switch event {
                case .answered(let dispatch, let answer): dispatches = machine.received(answer, for: dispatch.step)
                case .gaveUp(let dispatch): dispatches = machine.gaveUp(dispatch)
                case .aborted, .quiet:
                    group.cancelAll()
                    dispatches = []
                }
            }
            group.cancelAll()
        }
        return ApplyReport(plan, machine.results, wasInterrupted: stop.level >= .finish)
    }

    private enum Event: Sendable {
        case answered(ApplyMachine.Dispatch, StepAnswer)
        case gaveUp(ApplyMachine.Dispatch)
        case aborted
        case quiet
    }

    private func send(_ dispatch: ApplyMachine.Dispatch) async -> Event {
        if dispatch.attempt > 0 {
            guard await account.pause(before: dispatch.attempt) else { return .gaveUp(dispatch) }
        }
        return .answered(dispatch, await answer(to: dispatch.request, isRepeated: dispatch.attempt > 0))
    }

    private func answer(to request: StepRequest, isRepeated: Bool) async -> StepAnswer {
        do {
            switch request {
            case .create(let new):
                return .wrote(try await account.create(new, isRepeated: isRepeated))
            case .update(let id, let update):
                return .wrote(try await account.update(id, with: update, isRepeated: isRepeated))
            case .delete(let id, let type):
                try await account.delete(id, of: type, isRepeated: isRepeated)
                return .deleted
            case .read(let id, let type):
                return .read(try await account.connection(id, of: type))
            case .readBack(let id, let type, let cause):
                return .read(try await account.connection(id, of: type, as: cause.reading))
            case .list(let type, let cause):
                return .listed(try await account.list(type, as: cause.reading))
            }
        } catch {
            return .failed(error)
        }
    }
}

extension APIError.Kind {
    /// Whether reading back after this is the cost of a failure, or just the next question.
    fileprivate var reading: PictoryAccount.Reading { self == .conflict ? .question : .afterFailure }
}
