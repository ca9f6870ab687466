package dev.trueup.scenarios;

import dev.trueup.spi.Namespace;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import dev.trueup.testservers.PostgresServer;
import dev.trueup.testservers.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Where an instance finds everything, in a form that fits on a command line.
 *
 * @param postgresUrl where it keeps what it has beside the cache; empty if in Redis and in memory
 * @param account what instances with the same records have in common
 */
record Place(
        String redisUri,
        String postgresUrl,
        String account,
        String stripeUrl,
        String stripeKey,
        String clerkUrl,
        String clerkKey) {

    /** A place without PostgreSQL. */
    static Place of(RedisServer redis, String account, FakeClerk clerk, FakeStripe stripe) {
        return new Place(
                redis.uri(), "", account, stripe.baseUrl(), stripe.apiKey(), clerk.baseUrl(), clerk.secretKey());
    }

    Place with(PostgresServer postgres) {
        return new Place(redisUri, postgres.jdbcUrl(), account, stripeUrl, stripeKey, clerkUrl, clerkKey);
    }

    Namespace namespace() {
        return new Namespace("scenario", account, false);
    }

    /** What is in PostgreSQL beside what should be; nothing is compared in a place without. */
    StoredRows rows(FakeStripe stripe, FakeClerk clerk) {
        if (postgresUrl.isEmpty()) {
            return new StoredRows(0, Map.of());
        }
        try (Tables tables = new Tables(postgresUrl, namespace(), Duration.ofSeconds(10))) {
            return StoredRows.compare(stripe, clerk, tables);
        }
    }

    List<String> toWords() {
        return List.of(redisUri, postgresUrl, account, stripeUrl, stripeKey, clerkUrl, clerkKey);
    }

    /** What {@link #toWords} made. */
    static Place fromWords(List<String> words) {
        return new Place(
                words.get(0), words.get(1), words.get(2), words.get(3), words.get(4), words.get(5), words.get(6));
    }
}
