package dev.trueup.scenarios.webhook;

import dev.trueup.model.CustomerId;
import dev.trueup.model.EventKey;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.redis.RedisCustomerCache;
import dev.trueup.scenarios.StoredRows;
import dev.trueup.scenarios.Tables;
import dev.trueup.spi.CacheSettings;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeEvent;
import dev.trueup.testkit.fake.FakeStripe;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What is there after a chaos.
 *
 * @param ours what is wrong in the cache, by user
 * @param unlike records that the cache shows by customer only
 * @param payload what would be wrong if the events were believed
 * @param rows what is in PostgreSQL beside what should be
 * @param undone the events that could be opened again: they are not done, although their senders were told so
 */
record Aftermath(
        Ledger.Wrong ours, List<String> unlike, Ledger.Wrong payload, StoredRows rows, List<FakeEvent> undone) {

    /** Events that cost no claim, because the one of the refunded charge says the same. */
    private static final String UNHANDLED = "refund.";

    /** Looks at everything that was written, and prints how it compares with other rules. */
    static Aftermath of(
            FakeStripe stripe, FakeClerk clerk, Wiring wiring, Changes changes, Collection<FakeEvent> events) {
        RedisClient client = RedisClient.create();
        RedisURI uri = RedisURI.create(wiring.cacheUri());
        try (RedisCustomerCache cache = RedisCustomerCache.builder(client, uri)
                        .settings(CacheSettings.DEFAULT.withNamespace(wiring.account()))
                        .timeout(wiring.timeout())
                        .build();
                EventClaims claims = EventClaims.of(wiring, client, Wrapping.NONE);
                Tables tables = wiring.tables().orElseThrow();
                StatefulRedisConnection<String, String> connection = client.connect(uri)) {
            RedisCommands<String, String> commands = connection.sync();
            Ledger truth = Ledger.truth(stripe, changes.customers());
            Ledger shown = Ledger.truth(stripe, changes.notParted()).andGone(changes.parted());
            List<String> records = records(changes, cache);
            Aftermath aftermath = new Aftermath(
                    Ledger.of(records).against(shown),
                    byCustomer(changes, cache).stream()
                            .filter(it -> !records.contains(it))
                            .toList(),
                    PayloadRule.after(commands.lrange(Rivals.ARRIVALS, 0, -1), events)
                            .against(truth),
                    StoredRows.compare(stripe, clerk, tables),
                    events.stream()
                            .filter(it -> !it.type().startsWith(UNHANDLED))
                            .filter(it -> claims.reopen(new EventKey(it.source(), null, it.id())))
                            .toList());
            System.out.printf(
                    "%d customers, %d subscriptions; wrong in the end:     customers  subscriptions%n",
                    truth.customers(), truth.size() - truth.customers());
            print("the event's payload, later created wins", aftermath.payload());
            print(
                    "read again, written without a ticket",
                    Ledger.of(commands.hvals(Rivals.LAST_WRITE)).against(shown));
            print(
                    "read again, later created wins",
                    Ledger.of(commands.hvals(Rivals.LATEST_EVENT)).against(shown));
            print("Trueup", aftermath.ours());
            System.out.printf(
                    "events accepted and not done: %d; rows in PostgreSQL: %d, wrong %d%n",
                    aftermath.undone().size(),
                    aftermath.rows().compared(),
                    aftermath.rows().wrong().size());
            return aftermath;
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }

    private static List<String> records(Changes changes, RedisCustomerCache cache) {
        List<UserId> users = IntStream.range(0, changes.customers().size())
                .mapToObj(it -> new UserId(Changes.user(it)))
                .toList();
        return cache.read(users).values().stream()
                .map(it -> Ledger.text(it.finding()))
                .toList();
    }

    private static List<String> byCustomer(Changes changes, RedisCustomerCache cache) {
        List<CustomerId> ids = changes.customers().stream().map(CustomerId::new).toList();
        return cache.findAllByCustomer(ids).values().stream()
                .map(it -> Ledger.text(new Finding.Live(it)))
                .toList();
    }

    private static void print(String rule, Ledger.Wrong wrong) {
        System.out.printf(
                "  %-50s  %9d  %13d%n",
                rule, wrong.customers().size(), wrong.subscriptions().size());
    }
}
