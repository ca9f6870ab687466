package dev.trueup.testkit;

import dev.trueup.testkit.fake.FakeEvent;
import java.util.List;
import java.util.SortedMap;

/**
 * What became of the events that a {@link WebhookDeliverer} was given. Immutable and thread-safe.
 *
 * @param seed the seed of the plan, to run the same again
 * @param events how many events were handed over
 * @param notAccepted the events that no attempt got a 2xx for, in the order in which they were handed over
 * @param answers how often each HTTP status was answered; 0 stands for no answer: refused, cut or timed out
 * @param dropped how many first attempts were lost on purpose, and sent to nobody
 */
public record DeliveryReport(
        long seed, int events, List<FakeEvent> notAccepted, SortedMap<Integer, Integer> answers, int dropped) {

    /** Whether every event was answered with a 2xx at least once. */
    public boolean allAccepted() {
        return notAccepted.isEmpty();
    }

    /** How many attempts were answered with this status; 0 for those without an answer. */
    public int answers(int status) {
        return answers.getOrDefault(status, 0);
    }

    /** How many attempts were sent. */
    public int attempts() {
        return answers.values().stream().mapToInt(Integer::intValue).sum();
    }
}
