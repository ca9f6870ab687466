package dev.trueup.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.BillingObject;
import dev.trueup.model.CustomerId;
import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.model.UserId;
import dev.trueup.model.WebhookEvent;
import dev.trueup.model.WebhookLogEntry;
import dev.trueup.model.WebhookStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the log's one statement keeps of an event is what {@link WebhookLogEntry#with} says. */
class EventLogObeysTheRulesTest {

    private static final Logger log = LoggerFactory.getLogger(EventLogObeysTheRulesTest.class);
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00.123456Z");
    private static final int EVENTS = 300;
    private static final int NEWS = 12;

    @Test
    void randomNewsLeaveWhatTheRulesSay() {
        long seed = System.nanoTime();
        log.info("seed {}", seed);
        Random random = new Random(seed);
        try (TestSchema schema = TestSchema.create()) {
            PostgresWebhookEventLog events = new PostgresWebhookEventLog(schema.postgres());
            for (int number = 0; number < EVENTS; number++) {
                EventKey key = EventKey.of(Source.STRIPE, "evt_" + number);
                WebhookLogEntry known = some(key, random);
                events.record(known);
                for (int i = 0; i < NEWS; i++) {
                    WebhookLogEntry news = some(key, random);
                    events.record(news);
                    assertThat(events.find(key)).as("%s with %s", known, news).contains(known.with(news));
                    known = known.with(news);
                }
            }
        }
    }

    @Test
    void oldEventsAreDeletedAndOthersStay() {
        try (TestSchema schema = TestSchema.create()) {
            PostgresWebhookEventLog events = new PostgresWebhookEventLog(schema.postgres());
            EventKey recent = EventKey.of(Source.STRIPE, "evt_recent");
            events.record(received(recent, Instant.now()));
            schema.execute("""
                    INSERT INTO $.webhook_events (account, live, provider, connected_account, id, type, occurred_at,
                        customers, fingerprint, status, attempts, received_at)
                    SELECT account, live, provider, connected_account, 'evt_' || n, type, occurred_at, customers,
                        fingerprint, status, attempts, now() - interval '31 days'
                    FROM $.webhook_events, generate_series(1, 1200) AS n""");

            assertThat(events.prune(Duration.ofDays(32))).isZero();
            assertThat(events.prune(Duration.ofDays(30))).isEqualTo(1_200);
            assertThat(events.find(recent)).isPresent();
        }
    }

    private static WebhookLogEntry received(EventKey key, Instant at) {
        WebhookEvent event = new WebhookEvent(key, "a", NOON, null, Set.of(), null, null);
        return new WebhookLogEntry(event, "f", WebhookStatus.RECEIVED, 0, at, null, null);
    }

    private static WebhookLogEntry some(EventKey key, Random random) {
        WebhookEvent event = new WebhookEvent(
                key,
                "type." + random.nextInt(3),
                NOON.plusSeconds(random.nextInt(9)),
                random.nextInt(3) == 0 ? null : random.nextBoolean(),
                random.nextBoolean() ? Set.of() : Set.of(new CustomerId("cus_" + random.nextInt(9))),
                random.nextBoolean() ? null : new UserId("user_" + random.nextInt(9)),
                random.nextBoolean() ? null : new BillingObject("invoice", "in_" + random.nextInt(9)));
        WebhookStatus[] states = WebhookStatus.values();
        return new WebhookLogEntry(
                event,
                "body-" + random.nextInt(3),
                // What is processed stays so, and must not come too soon each time.
                states[random.nextInt(4) == 0 ? random.nextInt(states.length) : random.nextInt(3)],
                random.nextInt(4),
                NOON.plusNanos(random.nextInt(9) * 1_000L),
                random.nextBoolean() ? null : NOON.plusSeconds(random.nextInt(9)),
                random.nextBoolean() ? null : "Error" + random.nextInt(9));
    }
}
