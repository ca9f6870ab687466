package dev.trueup.hostapp;

import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.spi.BillingStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Asks each part something that costs one command and changes nothing. They are asked side by side, so that two that are
 * away take no longer than one, and once for all who want to know at the same time. Thread-safe.
 */
final class Health implements AutoCloseable {

    private static final String CACHE = "cache";
    private static final String STORE = "store";
    private static final UserId NOBODY = new UserId("trueup-health");
    private static final EventKey NOTHING = EventKey.of(Source.STRIPE, "trueup-health");

    private final Copies copies;
    private final BillingStore store;
    private final boolean needsStore;
    private final ExecutorService threads = Executors.newFixedThreadPool(3, Health::daemon);
    private CompletableFuture<Map<String, Boolean>> latest = CompletableFuture.completedFuture(Map.of());

    /**
     * Looks at these parts.
     *
     * @param store the lasting copy
     * @param needsStore whether nothing goes on without the store: it is in a database
     */
    Health(Copies copies, BillingStore store, boolean needsStore) {
        this.copies = copies;
        this.store = store;
        this.needsStore = needsStore;
    }

    /** Whether each part answers. */
    Map<String, Boolean> look() {
        return shared().join();
    }

    private synchronized CompletableFuture<Map<String, Boolean>> shared() {
        if (latest.isDone()) {
            latest = ask();
        }
        return latest;
    }

    private CompletableFuture<Map<String, Boolean>> ask() {
        CompletableFuture<Boolean> cache = answers(() -> {
            // Lets the fallback notice that the primary is back, also while nobody else calls.
            copies.cache().owners(List.of());
            copies.primary().read(NOBODY);
        });
        CompletableFuture<Boolean> deduplicator =
                answers(() -> copies.deduplicator().reopen(NOTHING));
        CompletableFuture<Boolean> stored = answers(() -> store.find(NOBODY));
        return CompletableFuture.allOf(cache, deduplicator, stored).thenApply(done -> {
            Map<String, Boolean> up = new LinkedHashMap<>();
            up.put(CACHE, cache.join() && !copies.away().getAsBoolean());
            up.put("deduplicator", deduplicator.join());
            up.put(STORE, stored.join());
            return up;
        });
    }

    /** Whether so little answers that nothing should be sent here. */
    boolean isDown(Map<String, Boolean> up) {
        return needsStore && !up.getOrDefault(STORE, false);
    }

    private CompletableFuture<Boolean> answers(Runnable question) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        question.run();
                        return true;
                    } catch (SourceUnavailableException e) {
                        return false;
                    }
                },
                threads);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "health");
        thread.setDaemon(true);
        return thread;
    }
}
