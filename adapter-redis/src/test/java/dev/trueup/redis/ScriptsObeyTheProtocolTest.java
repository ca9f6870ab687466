package dev.trueup.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.CustomerId;
import dev.trueup.model.Source;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.protocol.Freshness;
import dev.trueup.protocol.FreshnessState;
import dev.trueup.protocol.PutResult;
import dev.trueup.protocol.Step;
import dev.trueup.protocol.Ticket;
import dev.trueup.spi.Namespace;
import dev.trueup.testservers.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The scripts take every step as the pure functions do. Redis' clock is not ours to set, but every answer tells the time
 * at which the step was taken, to the microsecond; the functions are given that time and the state before, and answer and
 * state after have to be equal, without any tolerance.
 *
 * <p>Keys are independent, so each round takes one step on each of them in one pipeline.
 */
class ScriptsObeyTheProtocolTest {

    private static final Logger log = LoggerFactory.getLogger(ScriptsObeyTheProtocolTest.class);

    private static final int STEPS = 100_000;
    private static final int KEYS = 500;
    private static final List<Duration> LIVES =
            List.of(Duration.ofMillis(1), Duration.ofMillis(20), Duration.ofHours(1));

    private final Namespace namespace =
            new Namespace("scripts", UUID.randomUUID().toString(), false);
    private final Freshness freshness = new Freshness(Duration.ofMinutes(1));
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    private final RedisURI uri = RedisURI.create(RedisServer.shared().uri());
    private final RedisClient client = Clients.patient(uri);
    private final Pipeline pipeline =
            Pipeline.batch(Source.CACHE, new Topology.Standalone(client, uri), Clients.PATIENT);
    private final Scripts scripts = new Scripts(pipeline, pipeline);
    private final List<Kept> records = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();

    @BeforeEach
    void setUp() {
        for (int i = 0; i < KEYS; i++) {
            records.add(new Kept(new UserId("user_" + i)));
        }
    }

    @AfterEach
    void shutDown() {
        client.shutdown();
    }

    @Test
    void everyStepIsTheStepOfThePureFunctions() {
        log.info("seed {}", seed);
        try (StatefulRedisConnection<String, byte[]> redis = client.connect(Topology.CODEC, uri)) {
            for (int round = 0; round < STEPS / KEYS; round++) {
                meddle(redis);
                takeSteps(redis);
            }
        }
        assertThat(seen)
                .containsExactlyInAnyOrder(
                        "ticket",
                        "RECORD OK",
                        "RECORD STALE",
                        "RECORD TOO_OLD",
                        "RECORD LOST",
                        "CACHE OK",
                        "CACHE STALE",
                        "CACHE TOO_OLD");
    }

    /** Now and then a key is lost, or somebody writes something else into it. */
    private void meddle(StatefulRedisConnection<String, byte[]> redis) {
        List<RedisFuture<?>> sent = new ArrayList<>();
        for (Kept record : records) {
            if (random.nextInt(8) == 0) {
                record.state = null;
                sent.add(redis.async().del(record.key));
            } else if (random.nextInt(8) == 0) {
                byte[] value = foreign(record.state);
                record.state = StoredState.decode(value, record.user).orElse(null);
                sent.add(redis.async().set(record.key, value));
            } else if (random.nextInt(50) == 0) {
                record.state = null;
                sent.add(redis.async().del(record.key));
                sent.add(redis.async().hset(record.key, Map.of("a", "b".getBytes(UTF_8))));
            }
        }
        sent.forEach(future -> future.toCompletableFuture().join());
    }

    /** A value that the scripts have not written: readable, with a count far ahead of the clock, or not readable. */
    private byte[] foreign(@Nullable FreshnessState state) {
        long ahead = micros(Instant.now()) + random.nextInt(10_000_000);
        String incarnation = state == null ? incarnation() : state.incarnation();
        String good = header(ahead, ahead - random.nextInt(2), random.nextBoolean() ? 0 : ahead, incarnation) + "N";
        List<UnaryOperator<String>> spoilt = List.of(
                UnaryOperator.identity(),
                UnaryOperator.identity(),
                it -> "2" + it.substring(1),
                it -> it.substring(0, random.nextInt(62)),
                it -> "1x" + it.substring(2),
                it -> it.substring(0, 33) + " " + it.substring(34),
                it -> it.substring(0, 55) + "%" + it.substring(56),
                it -> it.substring(0, 61) + "X",
                it -> header(ahead, ahead + 1, 0, incarnation) + "N",
                it -> header((1L << 53) - 1, 0, 0, incarnation) + "N",
                it -> header(ahead, 0, (1L << 53) - 1, incarnation) + "N",
                it -> header(9_999_999_999_999_999L, 0, 0, incarnation) + "N",
                it -> "{\"userId\":\"user_1\"}");
        return spoilt.get(random.nextInt(spoilt.size())).apply(good).getBytes(UTF_8);
    }

    private void takeSteps(StatefulRedisConnection<String, byte[]> redis) {
        long begun = System.nanoTime();
        records.forEach(Kept::chooseStep);
        List<Answer<byte[]>> answers =
                scripts.run("take steps", records.stream().map(it -> it.call).toList(), List.of());
        List<Answer<byte[]>> after = pipeline.send(
                "read", records.stream().map(it -> Command.get(it.key)).toList());
        List<RedisFuture<Long>> lives =
                records.stream().map(it -> redis.async().pttl(it.key)).toList();
        for (int i = 0; i < KEYS; i++) {
            Kept record = records.get(i);
            boolean written = record.follow(new String(answers.get(i).value(), UTF_8));
            byte[] value = after.get(i).value();
            FreshnessState found = value == null
                    ? null
                    : StoredState.decode(value, record.user).orElse(null);
            assertThat(found).as("seed %d, %s", seed, record.key).isEqualTo(record.state);
            long left = lives.get(i).toCompletableFuture().join();
            if (written) {
                long passed = Duration.ofNanos(System.nanoTime() - begun).toMillis();
                assertThat(left).isBetween(record.retentionMillis() - passed - 2, record.retentionMillis());
            }
        }
    }

    /** A user's key, and what it has to hold. */
    private final class Kept {

        private final UserId user;
        private final String key;
        private final List<Ticket> tickets = new ArrayList<>();
        private @Nullable FreshnessState state;
        private Instant now = Instant.EPOCH;

        private Script.Call call;
        private @Nullable Ticket ticket;
        private Finding finding = Finding.nothing();
        private Duration timeToLive = Duration.ZERO;
        private String newIncarnation = "";

        Kept(UserId user) {
            this.user = user;
            key = namespace.userKey(user);
            call = RecordScripts.ticket(key, freshness.maxTicketAge(), incarnation());
        }

        void chooseStep() {
            newIncarnation = incarnation();
            if (random.nextInt(5) < 2) {
                ticket = null;
                call = RecordScripts.ticket(key, freshness.maxTicketAge(), newIncarnation);
                return;
            }
            ticket = someTicket();
            timeToLive = LIVES.get(random.nextInt(LIVES.size()));
            finding = switch (random.nextInt(4)) {
                case 0 -> Finding.nothing();
                case 1 -> new Finding.Gone(new CustomerId("cus_" + user));
                default -> Customers.live(user, random.nextInt(1_000));
            };
            call = RecordScripts.put(key, ticket, freshness.maxTicketAge(), timeToLive, newIncarnation, finding);
        }

        /** Most often one that was taken, else one that is about as old as allowed, already applied, or another life's. */
        private Ticket someTicket() {
            Ticket taken = tickets.isEmpty() || random.nextInt(20) == 0
                    ? new Ticket(user, Ticket.Scope.RECORD, incarnation(), micros(now))
                    : tickets.get(Math.max(0, tickets.size() - 1 - random.nextInt(3)));
            long number =
                    switch (random.nextInt(10)) {
                        case 0 ->
                            micros(Instant.now().minus(freshness.maxTicketAge())) + random.nextInt(40_000) - 20_000;
                        case 1 -> state == null ? taken.number() : state.appliedTicket() + random.nextInt(2);
                        default -> taken.number();
                    };
            Ticket.Scope scope = random.nextInt(6) == 0 ? Ticket.Scope.CACHE : Ticket.Scope.RECORD;
            return new Ticket(user, scope, taken.incarnation(), number);
        }

        /** Takes the step that Redis has answered; tells whether it wrote. */
        boolean follow(String reply) {
            now = Instant.EPOCH.plus(Long.parseLong(reply.substring(0, 16)), ChronoUnit.MICROS);
            String words = reply.substring(16);
            FreshnessState before = state;
            if (ticket == null) {
                Step<FreshnessState, Ticket> step = freshness.ticket(before, user, now, newIncarnation);
                state = step.next();
                tickets.add(step.answer());
                seen.add("ticket");
                assertThat(words)
                        .as("seed %d, %s", seed, key)
                        .isEqualTo(pad(step.answer().number()) + step.answer().incarnation());
                return true;
            }
            // The incarnation of the cache is compared elsewhere, so here it is the ticket's own.
            Step<FreshnessState, PutResult> step =
                    freshness.put(before, ticket, finding, timeToLive, now, ticket.incarnation(), newIncarnation);
            state = step.next();
            seen.add(ticket.scope() + " " + words);
            assertThat(words)
                    .as("seed %d, %s, %s", seed, key, ticket)
                    .isEqualTo(step.answer().name());
            return step.answer() == PutResult.OK;
        }

        long retentionMillis() {
            Duration retention = freshness.retention(Objects.requireNonNull(state), now);
            return (retention.toNanos() + 999_999) / 1_000_000;
        }
    }

    private String incarnation() {
        return "%012x".formatted(random.nextLong() & 0xffff_ffff_ffffL);
    }

    private static String header(long last, long applied, long expires, String incarnation) {
        return "1" + pad(last) + pad(applied) + pad(expires) + incarnation;
    }

    private static String pad(long number) {
        return "%016d".formatted(number);
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }
}
