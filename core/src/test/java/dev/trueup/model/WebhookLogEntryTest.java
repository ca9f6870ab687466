package dev.trueup.model;

import static dev.trueup.fixture.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WebhookLogEntryTest {

    private static final WebhookEvent EVENT =
            new WebhookEvent(EventKey.of(Source.STRIPE, "evt_1"), "customer.updated", NOW, true, Set.of(), null, null);

    @Test
    void moreAttemptsBeatFewer() {
        WebhookLogEntry failed = entry(WebhookStatus.FAILED, 1, NOW);
        WebhookLogEntry again = entry(WebhookStatus.PROCESSING, 2, NOW);

        assertThat(failed.with(again)).isEqualTo(again);
        assertThat(again.with(failed)).isEqualTo(again);
    }

    @Test
    void withinAnAttemptTheLaterStateBeatsTheEarlier() {
        WebhookLogEntry begun = entry(WebhookStatus.PROCESSING, 1, NOW);
        WebhookLogEntry failed = entry(WebhookStatus.FAILED, 1, NOW);

        assertThat(begun.with(failed)).isEqualTo(failed);
        assertThat(failed.with(begun)).isEqualTo(failed);
    }

    @Test
    void whatIsProcessedBeatsEverythingAndNoAttemptIsForgotten() {
        WebhookLogEntry done = entry(WebhookStatus.PROCESSED, 1, NOW);
        WebhookLogEntry doneAfterAll = entry(WebhookStatus.PROCESSED, 9, NOW);
        for (WebhookStatus status : WebhookStatus.values()) {
            WebhookLogEntry other = entry(status, 9, NOW);

            assertThat(done.with(other)).isEqualTo(doneAfterAll);
            assertThat(other.with(done)).isEqualTo(doneAfterAll);
        }
    }

    @Test
    void theFirstReceiptIsKeptWhoeverTellsOfIt() {
        WebhookLogEntry early = entry(WebhookStatus.FAILED, 1, NOW);
        WebhookLogEntry late = entry(WebhookStatus.PROCESSED, 2, NOW.plusSeconds(9));
        WebhookLogEntry both = entry(WebhookStatus.PROCESSED, 2, NOW);

        assertThat(early.with(late)).isEqualTo(both);
        assertThat(late.with(early)).isEqualTo(both);
    }

    @Test
    void whatANewAttemptDoesNotSayIsGone() {
        WebhookLogEntry failed = failed(1, "IllegalStateException");
        WebhookLogEntry again = entry(WebhookStatus.PROCESSING, 2, NOW);

        assertThat(failed.with(again).error()).isNull();
        assertThat(failed.with(again).finishedAt()).isNull();
    }

    @Test
    void whatIsGivenUpKeepsWhyItsLastAttemptFailed() {
        WebhookLogEntry first = failed(1, "IOException");
        WebhookLogEntry last = failed(2, "IllegalStateException");
        WebhookLogEntry dead = entry(WebhookStatus.DEAD, 2, NOW);

        assertThat(first.with(last).with(dead).error()).isEqualTo("IllegalStateException");
        assertThat(dead.with(first).with(last).error()).isEqualTo("IllegalStateException");
        assertThat(first.with(dead).error()).as("of an attempt that crashed").isNull();
    }

    @Test
    void theSameNewsAgainChangeNothing() {
        WebhookLogEntry failed = entry(WebhookStatus.FAILED, 1, NOW);

        assertThat(failed.with(failed)).isEqualTo(failed);
    }

    @Test
    void theStoryOfAnEventEndsTheSameInWhateverOrderItIsTold() {
        List<WebhookLogEntry> story = new ArrayList<>(List.of(
                entry(WebhookStatus.RECEIVED, 0, NOW),
                entry(WebhookStatus.PROCESSING, 1, NOW.plusSeconds(1)),
                entry(WebhookStatus.FAILED, 1, NOW.plusSeconds(2)),
                entry(WebhookStatus.PROCESSING, 2, NOW.plusSeconds(3)),
                entry(WebhookStatus.DEAD, 2, NOW.plusSeconds(4)),
                entry(WebhookStatus.PROCESSING, 3, NOW.plusSeconds(5)),
                entry(WebhookStatus.PROCESSED, 3, NOW.plusSeconds(6))));
        List<WebhookLogEntry> unfinished = new ArrayList<>(story.subList(0, 5));
        Random random = new Random(1);
        for (int i = 0; i < 1_000; i++) {
            Collections.shuffle(story, random);
            Collections.shuffle(unfinished, random);

            assertThat(told(story)).isEqualTo(entry(WebhookStatus.PROCESSED, 3, NOW));
            assertThat(told(unfinished)).isEqualTo(entry(WebhookStatus.DEAD, 2, NOW));
        }
    }

    private static WebhookLogEntry told(List<WebhookLogEntry> story) {
        return story.stream().reduce(WebhookLogEntry::with).orElseThrow();
    }

    private static WebhookLogEntry failed(long attempts, String error) {
        return new WebhookLogEntry(EVENT, "f", WebhookStatus.FAILED, attempts, NOW, NOW.plusSeconds(1), error);
    }

    private static WebhookLogEntry entry(WebhookStatus status, long attempts, Instant receivedAt) {
        return new WebhookLogEntry(EVENT, "f", status, attempts, receivedAt, null, null);
    }
}
