package dev.trueup.spi;

import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.model.WebhookLogEntry;
import dev.trueup.model.WebhookStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what became of each webhook event, for people who look: never asked whether an event is a duplicate.
 * Implementations are thread-safe, bound how much they keep, and throw {@code SourceUnavailableException} when their
 * store is away. Such a failure is told to the listener and changes nothing about the event.
 */
public interface WebhookEventLog {

    /** Notes news of an event. What is kept of it afterwards is {@link WebhookLogEntry#with}. */
    void record(WebhookLogEntry news);

    /** What is known of an event. */
    Optional<WebhookLogEntry> find(EventKey key);

    /** The entries that fit, those received last first. */
    List<WebhookLogEntry> find(Query query);

    /**
     * Which entries to find. Immutable and thread-safe.
     *
     * @param source of this sender only, or {@code null}
     * @param status in this state only, or {@code null}
     * @param type of exactly this type only, or {@code null}
     * @param limit how many at most; 1 to 1,000
     */
    record Query(
            @Nullable Source source,
            @Nullable WebhookStatus status,
            @Nullable String type,
            int limit) {

        /** The hundred received last, of any kind. */
        public static final Query LATEST = new Query(null, null, null, 100);

        /**
         * Checks the limit.
         *
         * @throws IllegalArgumentException if it is not within 1 and {@link Limits#ENTRIES}
         */
        public Query {
            Limits.require(limit, Limits.ENTRIES);
        }

        /** Whether an entry fits, apart from the limit. */
        public boolean fits(WebhookLogEntry entry) {
            return (source == null || source == entry.event().source())
                    && (status == null || status == entry.status())
                    && (type == null || type.equals(entry.event().type()));
        }
    }
}
