package dev.trueup.hostapp;

import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.spi.BillingStore;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.WebhookDeduplicator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Asks each part something that costs one command and changes nothing. Thread-safe.
 *
 * @param cache as the verbs use it
 * @param primary the cache below the fallback, or the same one
 * @param cacheAway whether the verbs go without the primary at this moment
 * @param deduplicator of the webhooks
 * @param store the lasting copy
 * @param needsStore whether nothing goes on without the store: it is in a database
 */
record Health(
        CustomerCache cache,
        CustomerCache primary,
        BooleanSupplier cacheAway,
        WebhookDeduplicator deduplicator,
        BillingStore store,
        boolean needsStore) {

    private static final String STORE = "store";
    private static final UserId NOBODY = new UserId("trueup-health");
    private static final EventKey NOTHING = EventKey.of(Source.STRIPE, "trueup-health");

    /** Whether each part answers. */
    Map<String, Boolean> look() {
        Map<String, Boolean> up = new LinkedHashMap<>();
        up.put(
                "cache",
                answers(() -> {
                            // Lets the fallback notice that the primary is back, also while nobody else calls.
                            cache.owners(List.of());
                            primary.read(NOBODY);
                        })
                        && !cacheAway.getAsBoolean());
        up.put("deduplicator", answers(() -> deduplicator.reopen(NOTHING)));
        up.put(STORE, answers(() -> store.find(NOBODY)));
        return up;
    }

    /** Whether so little answers that nothing should be sent here. */
    boolean isDown(Map<String, Boolean> up) {
        return needsStore && !up.getOrDefault(STORE, false);
    }

    private static boolean answers(Runnable question) {
        try {
            question.run();
            return true;
        } catch (SourceUnavailableException e) {
            return false;
        }
    }
}
