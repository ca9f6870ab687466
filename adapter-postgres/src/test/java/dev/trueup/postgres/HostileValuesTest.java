package dev.trueup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.model.BillingObject;
import dev.trueup.model.CustomerId;
import dev.trueup.model.EventKey;
import dev.trueup.model.Lease;
import dev.trueup.model.RunReport;
import dev.trueup.model.Source;
import dev.trueup.model.UserId;
import dev.trueup.model.WebhookEvent;
import dev.trueup.model.WebhookLogEntry;
import dev.trueup.model.WebhookStatus;
import dev.trueup.protocol.ClaimResult;
import dev.trueup.spi.WebhookEventLog;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("promise:D5")
class HostileValuesTest {

    private static final TestSchema SCHEMA = TestSchema.create();
    private static final Postgres POSTGRES = SCHEMA.postgres();

    @AfterAll
    static void closeSchema() {
        SCHEMA.close();
    }

    /** What an id may be. */
    static List<String> ids() {
        return List.of(
                "'",
                "\"",
                "'; DROP TABLE webhook_events; --",
                "$1 ? :name {fn now()}",
                "\\",
                "\\u0000",
                "\\\\'",
                "E'\\047",
                "%_",
                "用户\ud83d\ude00",
                "{a,b}",
                "NULL",
                "\ud83d\ude00".repeat(127),
                "\\".repeat(255),
                "用".repeat(255));
    }

    /** What may hold anything. */
    static List<String> texts() {
        return List.of("\u0000", "a\u0000b", "\\u0000", "\ud83d", "\ude00\ud83d", "", "\n\r\t", "x".repeat(100_000));
    }

    @ParameterizedTest
    @MethodSource("ids")
    void everyIdIsKeptAsItIs(String id) {
        PostgresWebhookEventLog events = new PostgresWebhookEventLog(POSTGRES);
        EventKey key = new EventKey(Source.STRIPE, id, id);
        WebhookEvent event = new WebhookEvent(
                key, id, Instant.EPOCH, true, Set.of(new CustomerId(id)), new UserId(id), new BillingObject(id, id));
        WebhookLogEntry entry =
                new WebhookLogEntry(event, id, WebhookStatus.FAILED, 1, Instant.EPOCH, Instant.EPOCH, id);

        events.record(entry);
        events.record(entry);

        assertThat(events.find(key)).contains(entry);
        assertThat(events.find(new WebhookEventLog.Query(null, null, id, 10))).containsExactly(entry);
        PostgresWebhookDeduplicator claims = new PostgresWebhookDeduplicator(POSTGRES);
        assertThat(claims.claim(key, "a", "f")).isInstanceOfSatisfying(ClaimResult.Claimed.class, it -> assertThat(
                        it.claim().key())
                .isEqualTo(key));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void everyTextIsKeptAsItIs(String text) {
        PostgresWebhookEventLog events = new PostgresWebhookEventLog(POSTGRES);
        EventKey key = EventKey.of(Source.CLERK, "msg_" + text.hashCode());
        WebhookEvent event = new WebhookEvent(key, "a", Instant.EPOCH, null, Set.of(), null, null);
        WebhookLogEntry entry =
                new WebhookLogEntry(event, text, WebhookStatus.FAILED, 1, Instant.EPOCH, Instant.EPOCH, text);
        events.record(entry);
        assertThat(events.find(key)).contains(entry);
        assertThat(events.find(new WebhookEventLog.Query(null, null, text, 10))).isEmpty();

        PostgresSyncLog runs = new PostgresSyncLog(POSTGRES);
        RunReport report = MigrationsTest.report(text);
        runs.record(report);
        assertThat(runs.find(text)).contains(report);

        PostgresRunJournal journal = new PostgresRunJournal(POSTGRES);
        journal.append(text, new byte[] {1});
        assertThat(journal.read(text, 0, 10)).containsExactly(new byte[] {1});

        PostgresLeases leases = new PostgresLeases(POSTGRES);
        Lease lease = leases.acquire(text, Duration.ofHours(1)).orElseThrow();
        assertThat(leases.acquire(text, Duration.ofHours(1))).isEmpty();
        assertThat(leases.renew(new Lease(text, text), Duration.ofHours(1))).isFalse();
        leases.release(lease);
    }

    @Test
    void noTwoTextsStandForEachOther() {
        Set<String> keys = new HashSet<>();
        for (List<String> some : List.of(ids(), texts())) {
            some.forEach(it -> keys.add(Text.key(it)));
        }
        keys.add(Text.key("x".repeat(100_001)));

        // One of them is in both lists.
        assertThat(keys).hasSize(ids().size() + texts().size());
    }

    @Test
    void timesThatNoDatabaseHoldsAreKeptAsNearAsCanBe() {
        PostgresWebhookEventLog events = new PostgresWebhookEventLog(POSTGRES);
        EventKey key = EventKey.of(Source.STRIPE, "evt_time");
        WebhookEvent event = new WebhookEvent(key, "a", Instant.MAX, null, Set.of(), null, null);

        events.record(new WebhookLogEntry(
                event, "f", WebhookStatus.RECEIVED, 0, Instant.MIN, Instant.EPOCH.plusNanos(1_999), null));

        assertThat(events.find(key)).hasValueSatisfying(entry -> {
            assertThat(entry.event().occurredAt()).isEqualTo(Instant.parse("9999-12-31T23:59:59.999999Z"));
            assertThat(entry.receivedAt()).isEqualTo(Instant.parse("0001-01-01T00:00:00Z"));
            assertThat(entry.finishedAt()).isEqualTo(Instant.EPOCH.plusNanos(1_000));
        });
    }

    @Test
    void aSchemaIsANameAndNothingElse() {
        for (String bad : List.of("", "a\"b", "Trueup", "a-b", "a b", "1a", "a".repeat(64), "a;", "ä")) {
            assertThatThrownBy(() -> Postgres.builder(SCHEMA.pool()).schema(bad))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
