package dev.trueup.testkit.fake;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What the rules hold in store for one call. */
record FaultPlan(List<Fault> faults) {

    Duration delay(boolean beforeWork) {
        return sum(all(Fault.Delay.class)
                .filter(delay -> delay.beforeWork() == beforeWork)
                .map(Fault.Delay::by));
    }

    Duration drip() {
        return sum(all(Fault.Drip.class).map(Fault.Drip::over));
    }

    boolean cutsBody() {
        return all(Fault.CutBody.class).findAny().isPresent();
    }

    void hold(boolean beforeWork) throws InterruptedException {
        for (Fault.Hold hold : all(Fault.Hold.class)
                .filter(hold -> hold.beforeWork() == beforeWork)
                .toList()) {
            hold.gate().pass();
        }
    }

    /** The answer as the provider's own code gives (and remembers) it. */
    Reply work(FakeApi api, Supplier<Reply> work) {
        for (Fault fault : faults) {
            if (fault instanceof Fault.Answer answer) {
                if (!answer.afterWork()) {
                    return api.error(answer.status());
                }
                Reply done = work.get();
                return answer.isProvidersOwn() ? api.error(answer.status()) : done;
            }
            boolean lost = fault instanceof Fault.CutLine cut && !cut.afterWork();
            if (lost || fault instanceof Fault.RawAnswer) {
                return Reply.NONE;
            }
        }
        return work.get();
    }

    /** The answer as the way back leaves it. */
    Reply onTheWayBack(FakeApi api, Reply reply) {
        for (Fault fault : faults) {
            if (fault instanceof Fault.CutLine) {
                return Reply.NONE;
            }
            if (fault instanceof Fault.RawAnswer raw) {
                return new Reply(raw.status(), Map.of(), raw.body());
            }
            if (fault instanceof Fault.Answer answer && answer.afterWork() && !answer.isProvidersOwn()) {
                return api.error(answer.status());
            }
            if (fault instanceof Fault.Answer answer && answer.retryAfter() != null) {
                return reply.with(
                        "Retry-After", Long.toString(answer.retryAfter().toSeconds()));
            }
        }
        return reply;
    }

    private <T extends Fault> Stream<T> all(Class<T> type) {
        return faults.stream().filter(type::isInstance).map(type::cast);
    }

    private static Duration sum(Stream<Duration> amounts) {
        return amounts.reduce(Duration.ZERO, Duration::plus);
    }
}
