package dev.trueup.scenarios.webhook;

import dev.trueup.model.UserId;
import dev.trueup.model.WebhookEvent;
import dev.trueup.protocol.PutResult;
import dev.trueup.scenarios.ForwardingCache;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.Put;
import dev.trueup.spi.WebhookVerifier;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Writes down what comes to be put by two other rules than ours, beside ours: the same reads at the same moments, without
 * a ticket, and guarded by the event's own time. Notes the arrivals of events as well, for a third rule. Thread-safe.
 */
final class Rivals {

    /** The list of ids of arrived events, of both instances in one order. */
    static final String ARRIVALS = "rival:arrivals";

    /** User to text: whoever writes last wins. */
    static final String LAST_WRITE = "rival:last-write";

    /** User to text: whoever heard of the later event wins. */
    static final String LATEST_EVENT = "rival:latest-event";

    private static final String STAMPS = "rival:stamps";

    private static final String WRITE = """
            redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
            if tonumber(ARGV[3]) >= tonumber(redis.call('HGET', KEYS[3], ARGV[1]) or '0') then
              redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
              redis.call('HSET', KEYS[3], ARGV[1], ARGV[3])
            end
            return 1
            """;

    private final StatefulRedisConnection<String, String> redis;
    private final ThreadLocal<Long> created = ThreadLocal.withInitial(() -> 0L);

    Rivals(StatefulRedisConnection<String, String> redis) {
        this.redis = redis;
    }

    WebhookVerifier around(WebhookVerifier verifier) {
        return request -> {
            WebhookEvent event = verifier.verify(request);
            created.set(event.occurredAt().getEpochSecond());
            redis.sync().rpush(ARRIVALS, event.key().id());
            return event;
        };
    }

    CustomerCache around(CustomerCache cache) {
        return new ForwardingCache(cache) {
            @Override
            public Map<UserId, PutResult> put(Collection<Put> puts) {
                puts.forEach(Rivals.this::write);
                return super.put(puts);
            }
        };
    }

    private void write(Put put) {
        List<String> words =
                List.of(put.ticket().user().value(), Ledger.text(put.finding()), Long.toString(created.get()));
        redis.sync()
                .eval(
                        WRITE,
                        ScriptOutputType.INTEGER,
                        new String[] {LAST_WRITE, LATEST_EVENT, STAMPS},
                        words.toArray(String[]::new));
    }
}
