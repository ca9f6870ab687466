package dev.trueup.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.model.WebhookEvent;
import dev.trueup.model.WebhookLogEntry;
import dev.trueup.model.WebhookStatus;
import dev.trueup.spi.WebhookEventLog.Query;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MemoryWebhookEventLogTest {

    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    @Test
    void dropsWhatWasNotedFirstWhenItIsFull() {
        MemoryWebhookEventLog log = MemoryWebhookEventLog.create(3);
        for (int i = 1; i <= 5; i++) {
            log.record(entry(i, WebhookStatus.PROCESSING));
            log.record(entry(Math.max(1, i - 1), WebhookStatus.FAILED));
        }

        assertThat(log.find(Query.LATEST))
                .extracting(it -> it.event().key().id())
                .containsExactly("evt_5", "evt_4", "evt_3");
        assertThat(log.find(entry(1, WebhookStatus.FAILED).event().key())).isEmpty();
    }

    @Test
    void needsRoomForSomething() {
        assertThatThrownBy(() -> MemoryWebhookEventLog.create(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maximumSize")
                .hasMessageContaining("0");
    }

    private static WebhookLogEntry entry(int number, WebhookStatus status) {
        WebhookEvent event = new WebhookEvent(
                EventKey.of(Source.STRIPE, "evt_" + number), "invoice.paid", NOON, false, Set.of(), null, null);
        return new WebhookLogEntry(event, "f", status, 1, NOON.plusSeconds(number), null, null);
    }
}
