package dev.trueup.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.BillingObject;
import dev.trueup.model.CustomerId;
import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.model.UserId;
import dev.trueup.model.WebhookEvent;
import dev.trueup.model.WebhookLogEntry;
import dev.trueup.model.WebhookStatus;
import dev.trueup.spi.WebhookEventLog;
import dev.trueup.spi.WebhookEventLog.Query;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link WebhookEventLog} has to do. Extend it, say how an empty log is made, and run it as a JUnit test. Not
 * thread-safe, as JUnit uses it.
 */
public abstract class WebhookEventLogContract {

    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00.123Z");
    private static final String UPDATED = "customer.updated";

    @SuppressWarnings("NullAway.Init") // JUnit calls startWithAnEmptyLog first
    private WebhookEventLog log;

    /** Makes an empty log with room for a thousand entries at least. Called for each test. */
    protected abstract WebhookEventLog createLog() throws Exception;

    /** Closes what {@link #createLog} opened. Does nothing by default. */
    protected void closeLogs() throws Exception {}

    @BeforeEach
    final void startWithAnEmptyLog() throws Exception {
        log = createLog();
    }

    @AfterEach
    final void close() throws Exception {
        closeLogs();
    }

    @Test
    final void knowsNothingOfAnEventNeverNoted() {
        assertThat(log.find(EventKey.of(Source.STRIPE, "evt_1"))).isEmpty();
        assertThat(log.find(Query.LATEST)).isEmpty();
    }

    @Test
    final void keepsEveryField() {
        Set<CustomerId> customers = new LinkedHashSet<>(List.of(new CustomerId("cus_2"), new CustomerId("cus_1")));
        WebhookEvent full = new WebhookEvent(
                new EventKey(Source.STRIPE, "acct_1", "evt_full"),
                "invoice.paid",
                NOON.minusSeconds(60),
                true,
                customers,
                new UserId("user_用户"),
                new BillingObject("invoice", "in_1"));
        WebhookEvent bare = new WebhookEvent(
                EventKey.of(Source.CLERK, "msg_bare"), "user.created", NOON, null, Set.of(), null, null);
        for (WebhookEvent event : List.of(full, bare)) {
            WebhookLogEntry failed = failed(event, 3, "IllegalStateException");
            log.record(failed);
            assertThat(log.find(event.key())).contains(failed);
        }
        assertThat(log.find(Query.LATEST)).hasSize(2);
    }

    @Test
    final void newsOfAnEventReplaceWhatWasKnown() {
        WebhookLogEntry begun = entry("evt_1", UPDATED, WebhookStatus.PROCESSING, 1, 0);
        WebhookLogEntry failed = entry("evt_1", UPDATED, WebhookStatus.FAILED, 1, 1);
        log.record(begun);
        log.record(failed);

        assertThat(log.find(failed.event().key())).contains(begun.with(failed));
        assertThat(log.find(Query.LATEST)).containsExactly(begun.with(failed));
        assertThat(log.find(new Query(null, WebhookStatus.PROCESSING, null, 10)))
                .isEmpty();
        assertThat(log.find(new Query(null, WebhookStatus.FAILED, null, 10))).hasSize(1);
    }

    @Test
    final void lateNewsOfAnOlderAttemptChangeNothing() {
        WebhookLogEntry done = entry("evt_1", UPDATED, WebhookStatus.PROCESSED, 2, 0);
        log.record(done);
        log.record(entry("evt_1", UPDATED, WebhookStatus.FAILED, 1, 5));
        log.record(entry("evt_1", UPDATED, WebhookStatus.PROCESSING, 2, 6));

        assertThat(log.find(done.event().key())).contains(done);
    }

    @Test
    final void whatIsGivenUpKeepsWhyItsLastAttemptFailed() {
        WebhookLogEntry dead = entry("evt_1", UPDATED, WebhookStatus.DEAD, 2, 3);
        WebhookLogEntry deadBefore = entry("evt_2", UPDATED, WebhookStatus.DEAD, 2, 3);
        WebhookLogEntry crashed = entry("evt_3", UPDATED, WebhookStatus.DEAD, 2, 3);
        List.of(
                        failed(dead.event(), 1, "IOException"),
                        failed(dead.event(), 2, "IllegalStateException"),
                        dead,
                        deadBefore,
                        failed(deadBefore.event(), 1, "IOException"),
                        failed(deadBefore.event(), 2, "IllegalStateException"),
                        failed(crashed.event(), 1, "IOException"),
                        crashed)
                .forEach(log::record);

        assertThat(errorOf(dead)).isEqualTo("IllegalStateException");
        assertThat(errorOf(deadBefore)).isEqualTo("IllegalStateException");
        assertThat(errorOf(crashed)).isNull();
    }

    @Test
    final void findsByStatusTypeAndSender() {
        WebhookLogEntry dead = entry("evt_1", UPDATED, WebhookStatus.DEAD, 25, 1);
        WebhookLogEntry done = entry("evt_2", UPDATED, WebhookStatus.PROCESSED, 1, 2);
        WebhookLogEntry other = entry("evt_3", "invoice.paid", WebhookStatus.PROCESSED, 1, 3);
        WebhookLogEntry clerks = new WebhookLogEntry(
                event(EventKey.of(Source.CLERK, "msg_1"), "user.updated"),
                "body",
                WebhookStatus.PROCESSED,
                1,
                NOON.plusSeconds(4),
                null,
                null);
        List.of(dead, done, other, clerks).forEach(log::record);

        assertThat(log.find(Query.LATEST)).containsExactly(clerks, other, done, dead);
        assertThat(log.find(new Query(Source.STRIPE, null, null, 10))).containsExactly(other, done, dead);
        assertThat(log.find(new Query(null, WebhookStatus.DEAD, null, 10))).containsExactly(dead);
        assertThat(log.find(new Query(null, null, UPDATED, 10))).containsExactly(done, dead);
        assertThat(log.find(new Query(null, null, "customer", 10))).isEmpty();
        assertThat(log.find(new Query(Source.STRIPE, WebhookStatus.PROCESSED, UPDATED, 10)))
                .containsExactly(done);
        assertThat(log.find(new Query(Source.CLERK, WebhookStatus.DEAD, null, 10)))
                .isEmpty();
    }

    @Test
    final void givesTheLastReceivedAndNoMoreThanAskedFor() {
        List<WebhookLogEntry> entries = new ArrayList<>();
        for (int second = 0; second < 250; second++) {
            entries.add(entry("evt_" + second, UPDATED, WebhookStatus.PROCESSED, 1, second));
        }
        List<WebhookLogEntry> shuffled = new ArrayList<>(entries);
        Collections.shuffle(shuffled, new Random(1));
        shuffled.forEach(log::record);
        Collections.reverse(entries);

        assertThat(log.find(new Query(null, null, null, 1))).containsExactly(entries.get(0));
        assertThat(log.find(Query.LATEST)).containsExactlyElementsOf(entries.subList(0, 100));
        assertThat(log.find(new Query(null, null, null, 1_000))).containsExactlyElementsOf(entries);
    }

    @Test
    final void anEventKeepsItsPlaceHoweverOftenItComes() {
        log.record(entry("evt_1", UPDATED, WebhookStatus.FAILED, 1, 0));
        WebhookLogEntry second = entry("evt_2", UPDATED, WebhookStatus.PROCESSED, 1, 1);
        log.record(second);
        log.record(entry("evt_1", UPDATED, WebhookStatus.FAILED, 2, 60));

        assertThat(log.find(Query.LATEST)).first().isEqualTo(second);
    }

    @Test
    final void keepsEventsApartHoweverAwkwardTheirIdsAre() {
        Set<EventKey> keys = new LinkedHashSet<>();
        for (String id : List.of("a", "A", "a:b", "a%3ab", "{a}", "é", "e\u0301", "用户", "%", "'", "a".repeat(255))) {
            keys.add(EventKey.of(Source.STRIPE, id));
            keys.add(EventKey.of(Source.CLERK, id));
            keys.add(new EventKey(Source.STRIPE, "acct_1", id));
        }
        keys.forEach(key -> log.record(
                new WebhookLogEntry(event(key, UPDATED), "f", WebhookStatus.PROCESSED, 1, NOON, null, null)));

        assertThat(keys)
                .allSatisfy(key ->
                        assertThat(log.find(key)).map(it -> it.event().key()).contains(key));
        assertThat(log.find(new Query(null, null, null, 1_000))).hasSameSizeAs(keys);
    }

    @Test
    final void newsFromManyThreadsAreAllCountedIn() throws Exception {
        int threads = 8;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int thread = t;
                running.add(pool.submit(() -> {
                    for (int attempt = 1; attempt <= 50; attempt++) {
                        int second = attempt * threads + thread;
                        log.record(entry("evt_1", UPDATED, WebhookStatus.FAILED, second, second));
                    }
                }));
            }
            for (Future<?> it : running) {
                it.get(1, TimeUnit.MINUTES);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(log.find(EventKey.of(Source.STRIPE, "evt_1"))).hasValueSatisfying(it -> {
            assertThat(it.attempts()).as("of the last attempt").isEqualTo(50L * threads + threads - 1);
            assertThat(it.receivedAt()).as("of the first").isEqualTo(NOON.plusSeconds(threads));
        });
    }

    private @Nullable String errorOf(WebhookLogEntry dead) {
        WebhookLogEntry known = log.find(dead.event().key()).orElseThrow();
        assertThat(known.status()).isEqualTo(WebhookStatus.DEAD);
        return known.error();
    }

    private static WebhookLogEntry failed(WebhookEvent event, long attempts, String error) {
        return new WebhookLogEntry(event, "body", WebhookStatus.FAILED, attempts, NOON, NOON.plusSeconds(1), error);
    }

    private static WebhookLogEntry entry(String id, String type, WebhookStatus status, long attempts, long second) {
        boolean running = status == WebhookStatus.PROCESSING;
        Instant received = NOON.plusSeconds(second);
        @Nullable Instant finished = running ? null : received.plusMillis(20);
        @Nullable String error = status == WebhookStatus.FAILED ? "IllegalStateException" : null;
        return new WebhookLogEntry(
                event(EventKey.of(Source.STRIPE, id), type), "body", status, attempts, received, finished, error);
    }

    private static WebhookEvent event(EventKey key, String type) {
        return new WebhookEvent(key, type, NOON, false, Set.of(new CustomerId("cus_1")), null, null);
    }
}
