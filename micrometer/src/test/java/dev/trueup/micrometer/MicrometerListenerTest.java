package dev.trueup.micrometer;

import static dev.trueup.micrometer.Happenings.ANN;
import static dev.trueup.micrometer.Happenings.EVENT;
import static dev.trueup.micrometer.Happenings.LINKED;
import static dev.trueup.micrometer.Happenings.OUT_OF_STEP;
import static dev.trueup.micrometer.Happenings.TOOK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.insight.HealthSettings;
import dev.trueup.insight.SyncHealth;
import dev.trueup.model.RunKind;
import dev.trueup.model.RunState;
import dev.trueup.model.Source;
import dev.trueup.model.UserSyncResult;
import dev.trueup.model.WebhookOutcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class MicrometerListenerTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MicrometerListener listener = new MicrometerListener(registry);

    @Test
    void aCheckIsTimedAndItsFindingsAreCounted() {
        listener.checked(OUT_OF_STEP, TOOK);

        assertThat(registry.get("trueup.check")
                        .tags("in_sync", "false", "recommendation", "retry_later")
                        .timer()
                        .totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(20);
        assertThat(counted("trueup.check.differences", "source", "clerk")).isEqualTo(2);
        assertThat(counted("trueup.check.problems", "source", "stripe", "kind", "unavailable"))
                .isEqualTo(1);
    }

    @Test
    void anAnswerToAWebhookIsTimedBySourceAndStatus() {
        listener.webhookFinished(new WebhookOutcome(WebhookOutcome.Status.PROCESSED, EVENT, null), TOOK);
        listener.webhookFinished(new WebhookOutcome(WebhookOutcome.Status.REJECTED, null, null), TOOK);

        assertThat(registry.get("trueup.webhook")
                        .tags("source", "stripe", "status", "processed")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("trueup.webhook")
                        .tags("source", "unknown", "status", "rejected")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aProfileThatWasThereAlreadyIsToldFromOneThatWasWritten() {
        listener.userSynced(new UserSyncResult(LINKED, 0, null), TOOK);
        listener.userSynced(new UserSyncResult(LINKED, 2, null), TOOK);

        for (String written : List.of("true", "false")) {
            assertThat(registry.get("trueup.user.sync")
                            .tags("outcome", "linked", "written", written)
                            .timer()
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void theGaugeShowsWhetherTheCacheIsAway() {
        assertThat(registry.get("trueup.cache.away").gauge().value()).isZero();

        listener.cacheAway();
        assertThat(registry.get("trueup.cache.away").gauge().value()).isEqualTo(1);

        listener.cacheBack(Set.of(ANN));
        assertThat(registry.get("trueup.cache.away").gauge().value()).isZero();
        assertThat(counted("trueup.cache.outages")).isEqualTo(1);
        assertThat(counted("trueup.cache.touched")).isEqualTo(1);
    }

    @Test
    @Tag("promise:O1")
    void noTagHoldsAnIdAnAddressOrAnOperation() {
        Happenings.all(listener);
        new SyncHealthMetrics(new SyncHealth(HealthSettings.DEFAULT, Clock.systemUTC())).bindTo(registry);

        assertThat(registry.getMeters())
                .flatExtracting(meter -> meter.getId().getTags())
                .allSatisfy(tag -> assertThat(tag.getValue()).matches("[a-z_]+").doesNotContain("ann", "evt", "cus_"));
    }

    @Test
    void prometheusTakesEveryMeter() {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

        Happenings.all(new MicrometerListener(prometheus));

        assertThat(prometheus.scrape())
                .contains("trueup_webhook_seconds_count{source=\"stripe\",status=\"processed\"} 1")
                .contains("trueup_webhook_rejected_total{reason=\"too_old\"} 1")
                .contains("trueup_refresh_seconds_count{outcome=\"unknown_checkout\"} 1")
                .contains("trueup_cache_away 0")
                .contains("trueup_cache_touched_total 2");
        // One family for each meter of the other registry: none was refused for its name or its tags.
        Happenings.all(listener);
        assertThat(prometheus.getMeters()).hasSameSizeAs(registry.getMeters());
    }

    @Test
    void aCallOfASourceIsTimedBySourceAndWhetherItAnswered() {
        listener.sourceCalled(Source.STRIPE, TOOK, true);
        listener.sourceCalled(Source.STRIPE, TOOK, false);

        for (String answered : List.of("true", "false")) {
            assertThat(registry.get("trueup.source.calls")
                            .tags("source", "stripe", "answered", answered)
                            .timer()
                            .totalTime(TimeUnit.MILLISECONDS))
                    .isEqualTo(20);
        }
    }

    @Test
    void aLookUpIsTimedAndItsHitsAndMissesAreCounted() {
        listener.cacheRead(9, 1, TOOK);

        assertThat(counted("trueup.cache.read", "result", "hit")).isEqualTo(9);
        assertThat(counted("trueup.cache.read", "result", "miss")).isEqualTo(1);
        assertThat(registry.get("trueup.cache.lookup").timer().count()).isEqualTo(1);
    }

    @Test
    void theLastRunOfEachKindIsShownWhileItRunsAndIsTimedAtItsEnd() {
        listener.runProgressed(Happenings.run(RunKind.CATCH_UP, RunState.RUNNING));
        assertThat(registry.find("trueup.run").timer()).isNull();

        listener.runFinished(Happenings.run(RunKind.CATCH_UP, RunState.FAILED));

        assertThat(registry.get("trueup.run")
                        .tags("kind", "catch_up", "state", "failed")
                        .timer()
                        .totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(20);
        assertThat(gauge("trueup.run.customers", "kind", "catch_up", "outcome", "seen"))
                .isEqualTo(100);
        assertThat(gauge("trueup.run.customers", "kind", "catch_up", "outcome", "failed"))
                .isEqualTo(10);
        assertThat(gauge("trueup.run.calls", "kind", "catch_up")).isEqualTo(7);
        assertThat(gauge("trueup.run.throttled", "kind", "catch_up")).isEqualTo(1.5);
        assertThat(gauge("trueup.run.differences", "kind", "catch_up")).isEqualTo(3);
    }

    @Test
    void theReadBudgetIsShownAsAShare() {
        assertThat(gauge("trueup.read.budget")).isZero();

        listener.readBudget(800, 1_000);

        assertThat(gauge("trueup.read.budget")).isEqualTo(0.8);
    }

    @Test
    void countersOfWhatShouldNeverHappenAreThereBeforeItDoes() {
        for (String source : List.of("clerk", "stripe")) {
            assertThat(counted("trueup.webhook.dead", "source", source)).isZero();
            assertThat(counted("trueup.webhook.mismatch", "source", source)).isZero();
        }
        assertThat(counted("trueup.customer.duplicates")).isZero();
    }

    @Test
    void manyThreadsLoseNoCount() throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        for (int i = 0; i < 8; i++) {
            threads.execute(() -> {
                for (int call = 0; call < 500; call++) {
                    listener.webhookClaimed(EVENT, 1);
                }
            });
        }
        threads.shutdown();

        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(counted("trueup.webhook.claimed", "source", "stripe", "attempt", "first"))
                .isEqualTo(4_000);
    }

    private double gauge(String name, String... tags) {
        return registry.get(name).tags(tags).gauge().value();
    }

    private double counted(String name, String... tags) {
        return registry.get(name).tags(tags).counter().count();
    }
}
