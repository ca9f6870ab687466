package dev.trueup.testkit.contract;

import dev.trueup.protocol.ClaimResult;
import dev.trueup.spi.WebhookDeduplicator;
import dev.trueup.testkit.contract.DeliveredEvent.Delivery;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * How workers go about a delivery.
 *
 * @param deduplicator where they claim
 * @param claiming the steps by which one delivery claims its event
 * @param isSuccess which refusals of a claim are answered with 2xx, so that the sender stops
 */
record WorkerRules(
        WebhookDeduplicator deduplicator,
        Function<Delivery, List<Runnable>> claiming,
        Predicate<ClaimResult> isSuccess) {

    /** The right way: one step claims, and only what is done or given up stops the sender. */
    static WorkerRules of(WebhookDeduplicator deduplicator) {
        return new WorkerRules(
                deduplicator,
                delivery -> List.of(delivery::claim),
                refused -> refused instanceof ClaimResult.Done || refused instanceof ClaimResult.Dead);
    }
}
