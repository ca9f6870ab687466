package dev.trueup.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Claim;
import dev.trueup.protocol.Finding;
import dev.trueup.protocol.PageTicket;
import dev.trueup.spi.ClaimSettings;
import dev.trueup.spi.Namespace;
import dev.trueup.spi.Put;
import dev.trueup.testservers.RedisProcess;
import dev.trueup.testservers.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a customer of 543 bytes of JSON takes in Redis, with its pointer, both keys and both expiry times, and what an
 * event takes that is done.
 */
class MemoryTest {

    private static final Logger log = LoggerFactory.getLogger(MemoryTest.class);

    private static final int JSON = 543;
    private static final int MOST = 960;
    private static final int MOST_OF_AN_EVENT = 200;

    /** The tables and the size classes of the allocator differ between versions of Redis; keys and values do not. */
    private static final double OF_THE_SERVER = 1.1;

    private static final Pattern USED = Pattern.compile("used_memory:(\\d+)");

    private final RedisProcess server = RedisServer.start();
    private final RedisURI uri = RedisURI.create(server.uri());
    private final RedisClient client = RedisClient.create(uri); // gives a busy machine a minute for a command
    private final StatefulRedisConnection<String, String> redis = client.connect();
    private final RedisCustomerCache cache =
            RedisCustomerCache.builder(client, uri).timeout(Clients.PATIENT).build();

    @AfterEach
    void shutDown() {
        cache.close();
        client.shutdown();
        server.close();
    }

    @Test
    void aCustomerTakesNoMoreThanItShould() throws IOException {
        put(List.of(sample(0)));

        long record = redis.sync().memoryUsage(Namespace.DEFAULT.userKey(user(0)));
        long pointer = redis.sync().memoryUsage(Namespace.DEFAULT.customerKey(customer(0)));
        log.info("MEMORY USAGE: {} + {} bytes", record, pointer);
        assertThat(record + pointer).isLessThanOrEqualTo(MOST);
    }

    /** MEMORY USAGE leaves the tables of keys and of expiry times out, so the whole server is measured too. */
    @Test
    void manyCustomersTakeNoMoreThanTheyShould() throws IOException {
        cache.put(cache.ticket(user(0)), Finding.nothing());
        long before = used();
        List<CustomerSnapshot> customers = new ArrayList<>();
        for (int i = 1; i <= 8_000; i++) {
            customers.add(sample(i));
        }
        put(customers);

        long each = (used() - before) / customers.size();
        log.info("used_memory: {} bytes for each customer", each);
        assertThat(each).isLessThanOrEqualTo((long) (MOST * OF_THE_SERVER));
    }

    @Test
    void aDoneEventTakesNoMoreThanItShould() {
        finish(0, 1);

        long event = redis.sync().memoryUsage(Namespace.DEFAULT.eventKey(event(0)));
        log.info("MEMORY USAGE: {} bytes", event);
        assertThat(event).isLessThanOrEqualTo(MOST_OF_AN_EVENT);
    }

    /** Just after Redis has doubled its tables is the worst moment; 20,000 is in between. Buffers take a while to go. */
    @Test
    void manyDoneEventsTakeNoMoreThanTheyShould() {
        finish(0, 1);
        long before = used();
        int done = 1;
        for (int count : List.of(20_000, 33_500)) {
            finish(done, count + 1);
            done = count + 1;
            await().untilAsserted(() -> assertThat((used() - before) / count)
                    .isLessThanOrEqualTo((long) (MOST_OF_AN_EVENT * OF_THE_SERVER)));
            log.info("used_memory: {} bytes for each of {} done events", (used() - before) / count, count);
        }
    }

    private void finish(int from, int to) {
        EventScripts steps = new EventScripts(ClaimSettings.DEFAULT);
        List<Script.Call> calls = new ArrayList<>();
        for (int i = from; i < to; i++) {
            String owner = token(2 * i);
            calls.add(steps.claim(event(i), owner, token(2 * i + 1)));
            calls.add(steps.complete(new Claim(event(i), owner, 1, Duration.ZERO)));
        }
        try (Pipeline batch = Pipeline.batch(Source.CLAIMS, new Topology.Standalone(client, uri), Clients.PATIENT)) {
            assertThat(new Scripts(batch, batch).run("finish", calls, List.of()))
                    .noneMatch(answer -> Reply.of(answer).words().equals("FENCED"));
        }
    }

    /** 128 random bits in base64. */
    private static String token(int seed) {
        byte[] bytes = new byte[16];
        new Random(seed).nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** As long as Stripe's ids are. */
    private static EventKey event(int i) {
        return EventKey.of(Source.STRIPE, "evt_1RAbCdEfGhIjKlMnO%07d".formatted(i));
    }

    private void put(List<CustomerSnapshot> customers) {
        PageTicket page = cache.pageTicket();
        cache.put(customers.stream()
                .map(it -> new Put(page.forUser(it.userId()), new Finding.Live(it)))
                .toList());
    }

    private long used() {
        Matcher matcher = USED.matcher(redis.sync().info("memory"));
        assertThat(matcher.find()).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    private static CustomerSnapshot sample(int i) throws IOException {
        return Customers.ofSize(user(i), customer(i), JSON);
    }

    /** As long as Clerk's ids are. */
    private static UserId user(int i) {
        return new UserId("user_%027d".formatted(i));
    }

    /** As long as Stripe's ids are. */
    private static CustomerId customer(int i) {
        return new CustomerId("cus_%014d".formatted(i));
    }
}
