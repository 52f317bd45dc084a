import Applying
import Connections
import Sandbox

extension Simulation {
    /// What can happen next.
    enum Event: Sendable, Hashable {
        /// A request arrives at the account.
        case arrive(Int)
        /// An answer arrives at its run.
        case deliver(Int)
        /// A request whose client has given up arrives after all.
        case land(Int)
        /// It never does.
        case lose(Int)
        /// The time comes that the first sleeper waits for.
        case wake(Duration)
        case person(Int)
        case startRun
        case interrupt(Int)
        case kill(Int)
        case commitFiles
        case passHalfHour
        /// A call arrives at the ledger.
        case arriveAtLedger(Int)
        case deliverFromLedger(Int)
        /// A call of the ledger whose client has given up takes effect after all.
        case landAtLedger(Int)
        case loseLedger
        case restoreLedger
    }

    /// Decides what happens next; nil when nothing can.
    mutating func nextEvent() -> Event? {
        let ordinary = ordinaryEvents()
        let others = isSettling ? [] : otherEvents()
        if ordinary.isEmpty, others.isEmpty { return nil }
        if ordinary.isEmpty || (!others.isEmpty && choices.happens(oneIn: 5)) {
            return choices.pick(from: others)
        }
        return choices.pick(from: ordinary)
    }

    private func ordinaryEvents() -> [Event] {
        var events: [Event] = []
        var abandoned: [Event] = []
        for call in network.calls {
            if call.isAbandoned {
                abandoned += [.land(call.number), .lose(call.number)]
            } else {
                events.append(call.reply == nil ? .arrive(call.number) : .deliver(call.number))
            }
        }
        var isLedgerSilent = false
        for call in network.ledgerCalls {
            if call.isAbandoned {
                abandoned += [.landAtLedger(call.number), .lose(call.number)]
            } else if let reply = call.reply {
                if case .silence = reply {
                    isLedgerSilent = true
                } else {
                    events.append(.deliverFromLedger(call.number))
                }
            } else {
                events.append(.arriveAtLedger(call.number))
            }
        }
        // Nobody gives a ledger up that is about to answer.
        if let sleep = network.sleeps.first, !sleep.isDeadline || isLedgerSilent || events.isEmpty {
            events.append(.wake(sleep.due))
        }
        events += abandoned
        events += lateLedgerCalls.map { .landAtLedger($0.number) }
        events += late.map { .land($0.number) }
        return events
    }

    private func otherEvents() -> [Event] {
        var events: [Event] = []
        for index in people.indices where people[index].actsLeft > 0 { events.append(.person(index)) }
        let active = runs.filter { $0.ending == nil && !network.isDead($0.number) }
        if runs.count < scenario.runs, active.count < scenario.runsAtOnce { events.append(.startRun) }
        if interruptionsLeft > 0 {
            for run in active { events += [.interrupt(run.number), .kill(run.number)] }
        }
        if revision + 1 < scenario.revisions.count { events.append(.commitFiles) }
        if halfHoursLeft > 0 { events.append(.passHalfHour) }
        if ledgerMisfortunesLeft > 0, ledger.copyCount > 0 { events += [.loseLedger, .restoreLedger] }
        return events
    }

    /// Lets it happen, lets the runs go on as far as they can, and looks whether all promises hold.
    mutating func happen(_ event: Event) throws(Violation) {
        switch event {
        case .arrive(let number): try arrive(number)
        case .deliver(let number): deliver(number)
        case .land(let number): try land(number)
        case .lose(let number):
            timeline.add(network.now) { "request \(number) gets lost" }
            network.lose(number)
        case .wake(let time): network.advance(to: time)
        case .person(let index):
            let act = people[index].act(in: &account, at: time, &choices)
            timeline.add(network.now) { "person \(index + 1) \(act)" }
        case .startRun: start(choices.pick(from: [.apply, .apply, .apply, .plan, .drift]))
        case .interrupt(let run):
            interruptionsLeft -= 1
            timeline.add(network.now) { "run \(run) is interrupted" }
            oracle.interrupted(run)
            runs[run - 1].stop.press()
            network.wake(run: run)
        case .kill(let run):
            interruptionsLeft -= 1
            timeline.add(network.now) { "run \(run) is killed" }
            oracle.killed(run)
            network.kill(run)
        case .commitFiles:
            revision += 1
            timeline.add(network.now) { [revision] in "the files are at revision \(revision + 1)" }
        case .passHalfHour:
            halfHoursLeft -= 1
            network.advance(to: network.now + .seconds(1800))
            timeline.add(network.now) { "half an hour passes" }
        case .arriveAtLedger(let number): try arriveAtLedger(number)
        case .deliverFromLedger(let number): deliverFromLedger(number)
        case .landAtLedger(let number): try landAtLedger(number)
        case .loseLedger: loseLedger()
        case .restoreLedger: restoreLedger()
        }
        executor.runUntilIdle()
        try oracle.look(at: account, &tally)
        try oracle.judgePlans(in: account)
    }

    var time: Timestamp { SimulatedAccount.start + network.now }

    private mutating func arrive(_ number: Int) throws(Violation) {
        guard let call = network.calls.first(where: { $0.number == number }) else { return }
        try oracle.sent(call.request, number, by: call.run)
        try oracle.checkMarked(call.request, by: call.run, ledger)
        let fault = fault(for: call)
        let age = fault == .staleList ? 1 + choices.pick(3) : 1
        let (reply, isLate) = account.answer(call.request, from: .run(call.run), at: time, fault: fault, age: age)
        if isLate { late.append(call) }
        tally.count(fault, call.request.operation)
        if let fault { struck[call.run, default: []].insert(fault.rawValue) }
        timeline.add(network.now) {
            "run \(call.run) \(call.request.title): \(reply.title)\(fault.map { " (\($0.rawValue))" } ?? "")"
        }
        moments[number] = account.commits.count
        network.answer(number, reply)
    }

    private mutating func deliver(_ number: Int) {
        guard let call = network.calls.first(where: { $0.number == number }), let reply = call.reply else { return }
        oracle.told(call.run, reply, about: call.request, moment: moments[number] ?? 0, last: network.lastNumber)
        network.deliver(number)
    }

    private mutating func land(_ number: Int) throws(Violation) {
        var landing = late.first { $0.number == number }
        late.removeAll { $0.number == number }
        if landing == nil {
            landing = network.calls.first { $0.number == number }
            network.lose(number)
        }
        guard let call = landing else { return }
        try oracle.checkMarked(call.request, by: call.run, ledger)
        let (reply, _) = account.answer(call.request, from: .late(call.run), at: time)
        timeline.add(network.now) { "run \(call.run) \(call.request.title) lands late: \(reply.title)" }
    }

    private mutating func fault(for call: SimulatedNetwork.Call) -> FaultKind? {
        guard !isSettling else { return nil }
        if storm?.strikes(call.request, of: call.run, at: network.now) == true {
            return choices.pick(from: Storm.faults)
        }
        guard !scenario.faults.isEmpty, choices.happens(oneIn: scenario.faultRarity) else { return nil }
        let fault = choices.pick(from: scenario.faults)
        return fault.canStrike(call.request.operation) ? fault : nil
    }
}

extension SandboxRequest {
    /// In a few words, for timelines.
    var title: String {
        switch self {
        case .list(let type, let key): "lists \(type.rawValue)\(key == nil ? "" : " (next page)")"
        case .get(_, let id): "reads \(id)"
        case .create(_, let body): "creates \(body[.name].shown)"
        case .update(_, let id, let body):
            "updates \(id) as version \(body["version"].shown): \(body[.name].shown), enabled \(body[.enabled].shown)"
        case .delete(_, let id): "deletes \(id)"
        }
    }
}

extension BodyValue? {
    fileprivate var shown: String {
        switch self {
        case .string(let text): "'\(text)'"
        case .integer(let number): "\(number)"
        case .boolean(let flag): "\(flag)"
        default: "?"
        }
    }
}

extension SandboxReply {
    fileprivate var title: String {
        switch self {
        case .answer(let answer): "\(answer.status)"
        case .truncated(let answer): "\(answer.status), cut off"
        case .dropped: "connection broken"
        case .silence: "no answer"
        }
    }
}
