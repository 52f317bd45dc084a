import Applying
import Testing

@Suite("The wish that a run ends")
struct StopSwitchTests {
    private enum Signal {
        case interrupt
        case hangUp
    }

    @Test(
        "a second signal ends it at once; that a terminal was closed asks once, and the end of its session is no second",
        arguments: [
            ([.interrupt], .finish), ([.interrupt, .interrupt], .abort), ([.hangUp], .finish),
            ([.hangUp, .hangUp, .hangUp], .finish), ([.interrupt, .hangUp], .finish), ([.hangUp, .interrupt], .finish),
            ([.hangUp, .interrupt, .hangUp], .finish), ([.hangUp, .interrupt, .interrupt], .abort),
            ([.interrupt, .hangUp, .interrupt], .abort), ([.interrupt, .interrupt, .hangUp, .interrupt], .abort),
        ] as [([Signal], StopSwitch.Level)]
    )
    private func levels(_ signals: [Signal], _ expected: StopSwitch.Level) {
        let stop = StopSwitch()
        for signal in signals {
            switch signal {
            case .interrupt: stop.press()
            case .hangUp: stop.hangUp()
            }
        }
        #expect(stop.level == expected)
    }

    @Test("whoever waits for it is told of a closed terminal", .timeLimit(.minutes(1)))
    func waiting() async {
        let stop = StopSwitch()
        async let isAsked = stop.isRequested(.finish)
        stop.hangUp()
        #expect(await isAsked)
    }
}
