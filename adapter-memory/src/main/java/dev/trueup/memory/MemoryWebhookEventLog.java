package dev.trueup.memory;

import dev.trueup.model.EventKey;
import dev.trueup.model.WebhookLogEntry;
import dev.trueup.spi.WebhookEventLog;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A log of webhook events in the memory of this process: not durable, and of what this instance received only.
 * Thread-safe; it starts no threads and has nothing to close. It never throws {@code SourceUnavailableException}.
 */
public final class MemoryWebhookEventLog implements WebhookEventLog {

    /** The number of events kept by default. */
    public static final int DEFAULT_MAXIMUM_SIZE = 10_000;

    private final int maximumSize;
    private final Map<EventKey, WebhookLogEntry> entries = new LinkedHashMap<>();

    private MemoryWebhookEventLog(int maximumSize) {
        if (maximumSize <= 0) {
            throw new IllegalArgumentException("maximumSize must be positive but is " + maximumSize);
        }
        this.maximumSize = maximumSize;
    }

    /** A log of the default size. */
    public static MemoryWebhookEventLog create() {
        return create(DEFAULT_MAXIMUM_SIZE);
    }

    /**
     * A log of another size.
     *
     * @param maximumSize how many events are kept, positive. Beyond it, the event that was noted first is dropped
     */
    public static MemoryWebhookEventLog create(int maximumSize) {
        return new MemoryWebhookEventLog(maximumSize);
    }

    @Override
    public void record(WebhookLogEntry news) {
        synchronized (entries) {
            entries.merge(news.event().key(), news, WebhookLogEntry::with);
            if (entries.size() > maximumSize) {
                entries.remove(entries.keySet().iterator().next());
            }
        }
    }

    @Override
    public Optional<WebhookLogEntry> find(EventKey key) {
        synchronized (entries) {
            return Optional.ofNullable(entries.get(key));
        }
    }

    @Override
    public List<WebhookLogEntry> find(Query query) {
        List<WebhookLogEntry> found;
        synchronized (entries) {
            found = new ArrayList<>(entries.values());
        }
        // Noted last first, so that of those received at one moment the one noted last comes first.
        Collections.reverse(found);
        return found.stream()
                .filter(query::fits)
                .sorted(Comparator.comparing(WebhookLogEntry::receivedAt).reversed())
                .limit(query.limit())
                .toList();
    }
}
