package dev.trueup.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.WebhookEvent;
import dev.trueup.model.WebhookOutcome.Status;
import dev.trueup.model.WebhookRequest;
import dev.trueup.protocol.Claim;
import dev.trueup.protocol.ClaimResult;
import dev.trueup.protocol.ClaimVerdict;
import dev.trueup.spi.ClaimSettings;
import dev.trueup.spi.TrueupListener;
import dev.trueup.spi.WebhookHandler;
import dev.trueup.webhook.WebhookEnvironment;
import dev.trueup.webhook.WebhookReceiver;
import dev.trueup.webhook.WebhookSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("promise:W22")
class TransactionalHandlerTest {

    private static final EventKey KEY = EventKey.of(Source.STRIPE, "evt_1");

    private final TestSchema schema = TestSchema.create();
    private final PostgresWebhookDeduplicator deduplicator = deduplicator(unlimited());

    @BeforeEach
    void createTheHostsTable() {
        schema.execute("CREATE TABLE $.effects (event text NOT NULL)");
    }

    @AfterEach
    void close() {
        schema.close();
    }

    @Test
    void theEffectAndTheCompletionAreThereTogether() throws Exception {
        Claim claim = claim(deduplicator, "a");

        deduplicator.transactional(this::effect).handle(event(KEY));

        assertThat(effects()).isEqualTo("1");
        assertThat(deduplicator.claim(KEY, "b", "f")).isEqualTo(new ClaimResult.Done());
        assertThat(deduplicator.complete(claim)).isEqualTo(ClaimVerdict.OK);
    }

    @Test
    void aHandlerThatThrowsLeavesNeitherAndItsExceptionIsItsOwn() {
        Claim claim = claim(deduplicator, "a");
        SQLException own = new SQLException("the host's", "23505");
        WebhookHandler handler = deduplicator.transactional((event, connection) -> {
            effect(event, connection);
            throw own;
        });

        assertThatThrownBy(() -> handler.handle(event(KEY))).isSameAs(own);

        assertThat(effects()).isEqualTo("0");
        assertThat(deduplicator.release(claim, Duration.ZERO)).isEqualTo(ClaimVerdict.OK);
    }

    @Test
    void anErrorOfTheJavaMachineLeavesNeither() {
        claim(deduplicator, "a");
        StackOverflowError error = new StackOverflowError();
        WebhookHandler handler = deduplicator.transactional((event, connection) -> {
            effect(event, connection);
            throw error;
        });

        assertThatThrownBy(() -> handler.handle(event(KEY))).isSameAs(error);

        assertThat(effects()).isEqualTo("0");
        assertThat(deduplicator.claim(KEY, "b", "f")).isInstanceOf(ClaimResult.Busy.class);
    }

    @Test
    void aCrashBetweenTheEffectAndTheCommitLeavesNeither() {
        claim(deduplicator, "a");
        WebhookHandler handler = deduplicator.transactional((event, connection) -> {
            effect(event, connection);
            long backend = new Sql("SELECT pg_backend_pid() AS pid")
                    .one(connection, row -> row.getLong("pid"))
                    .orElseThrow();
            schema.execute("SELECT pg_terminate_backend(" + backend + ")");
        });

        assertThatThrownBy(() -> handler.handle(event(KEY)))
                .isInstanceOfSatisfying(SourceUnavailableException.class, e -> assertThat(e.source())
                        .isEqualTo(Source.CLAIMS));

        assertThat(effects()).isEqualTo("0");
        assertThat(deduplicator.claim(KEY, "b", "f")).isInstanceOf(ClaimResult.Busy.class);
    }

    @Test
    void whoLostItsClaimWritesNothing() throws Exception {
        PostgresWebhookDeduplicator slow = deduplicator(ClaimSettings.DEFAULT.withLease(Duration.ofMillis(1)));
        claim(slow, "a");
        ClaimResult next = deduplicator.claim(KEY, "b", "f");
        while (!(next instanceof ClaimResult.Claimed)) {
            next = deduplicator.claim(KEY, "b", "f");
        }

        assertThatThrownBy(() -> slow.transactional(this::effect).handle(event(KEY)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no longer held");
        assertThat(effects()).isEqualTo("0");

        deduplicator.transactional(this::effect).handle(event(KEY));
        assertThat(effects()).isEqualTo("1");
    }

    @Test
    void anEventIsNotHandledTwiceUnderOneClaim() throws Exception {
        claim(deduplicator, "a");
        WebhookHandler handler = deduplicator.transactional(this::effect);
        handler.handle(event(KEY));

        assertThatThrownBy(() -> handler.handle(event(KEY))).isInstanceOf(IllegalStateException.class);

        assertThat(effects()).isEqualTo("1");
    }

    @Test
    void anEventThatThisInstanceHasNotClaimedIsRefused() {
        claim(deduplicator(ClaimSettings.DEFAULT), "a");

        assertThatThrownBy(() -> deduplicator.transactional(this::effect).handle(event(KEY)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not claimed");
    }

    @Test
    void theHandlerCannotEndTheTransaction() throws Exception {
        claim(deduplicator, "a");
        deduplicator
                .transactional((event, connection) -> {
                    assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
                    assertThatThrownBy(connection::rollback).isInstanceOf(SQLException.class);
                    assertThatThrownBy(() -> connection.setAutoCommit(true)).isInstanceOf(SQLException.class);
                    connection.close();
                    effect(event, connection);
                    connection.rollback(connection.setSavepoint());
                })
                .handle(event(KEY));

        assertThat(effects()).isEqualTo("1");
    }

    @Test
    void everyEventHasItsEffectOnceHoweverOftenItComesAndFails() throws Exception {
        List<EventKey> keys = IntStream.range(0, 200)
                .mapToObj(i -> EventKey.of(Source.STRIPE, "evt_" + i))
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                Random random = new Random(thread);
                // Two instances of two threads each.
                WebhookReceiver receiver = receiver(thread % 2 == 0 ? deduplicator : deduplicator(unlimited()), timer);
                running.add(threads.submit(() -> deliver(keys, receiver, random)));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
            timer.shutdownNow();
        }

        assertThat(schema.ask("SELECT count(DISTINCT event) || ' of ' || count(*) FROM $.effects"))
                .isEqualTo("200 of 200");
    }

    private static void deliver(List<EventKey> keys, WebhookReceiver receiver, Random random) {
        List<EventKey> left = new ArrayList<>(keys);
        Collections.shuffle(left, random);
        while (!left.isEmpty()) {
            left.removeIf(key -> {
                Status status = receiver.receive(new WebhookRequest(key.id().getBytes(UTF_8), name -> List.of()))
                        .status();
                return status == Status.PROCESSED || status == Status.DUPLICATE;
            });
        }
    }

    private WebhookReceiver receiver(PostgresWebhookDeduplicator claims, ScheduledExecutorService timer) {
        WebhookEnvironment environment = new WebhookEnvironment(
                claims,
                new PostgresWebhookEventLog(schema.postgres()),
                WebhookSettings.DEFAULT,
                TrueupListener.NONE,
                timer,
                timer,
                Clock.systemUTC());
        Random fate = new Random(7);
        return new WebhookReceiver(
                        request -> event(EventKey.of(Source.STRIPE, new String(request.body(), UTF_8))), environment)
                .on("*", claims.transactional((event, connection) -> {
                    int die = fate.nextInt(10);
                    if (die == 0) {
                        throw new IllegalStateException("before the effect");
                    }
                    effect(event, connection);
                    if (die == 1) {
                        throw new IllegalStateException("after the effect");
                    }
                    if (die == 2) {
                        connection.unwrap(Connection.class).abort(Runnable::run);
                    }
                }));
    }

    private static ClaimSettings unlimited() {
        return ClaimSettings.DEFAULT.withMaxAttempts(Integer.MAX_VALUE);
    }

    private PostgresWebhookDeduplicator deduplicator(ClaimSettings settings) {
        return new PostgresWebhookDeduplicator(schema.postgres(), settings);
    }

    private static Claim claim(PostgresWebhookDeduplicator deduplicator, String owner) {
        ClaimResult result = deduplicator.claim(KEY, owner, "f");
        assertThat(result).isInstanceOf(ClaimResult.Claimed.class);
        return ((ClaimResult.Claimed) result).claim();
    }

    private static WebhookEvent event(EventKey key) {
        return new WebhookEvent(key, "invoice.paid", Instant.EPOCH, true, Set.of(), null, null);
    }

    private void effect(WebhookEvent event, Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO " + schema.name() + ".effects VALUES ('"
                    + event.key().id() + "')");
        }
    }

    private String effects() {
        return schema.ask("SELECT count(*) FROM $.effects");
    }
}
