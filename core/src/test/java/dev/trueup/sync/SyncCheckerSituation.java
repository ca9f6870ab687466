package dev.trueup.sync;

import static dev.trueup.fixture.Samples.ANN;
import static dev.trueup.fixture.Samples.snapshot;
import static dev.trueup.fixture.Samples.subscription;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.fixture.ManualClock;
import dev.trueup.fixture.MapBilling;
import dev.trueup.fixture.MapCache;
import dev.trueup.fixture.MapUsers;
import dev.trueup.model.BillingState;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.Difference;
import dev.trueup.model.Recommendation;
import dev.trueup.model.Source;
import dev.trueup.model.StripeCustomerData;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.SyncReport;
import dev.trueup.spi.TrueupListener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A checker over maps, and words to set up a situation and to say what a check makes of it. */
abstract class SyncCheckerSituation {

    static final SubscriptionData SUB = subscription("sub_1");

    final ManualClock clock = new ManualClock();
    final MapCache cache = new MapCache(clock);
    final MapUsers users = new MapUsers();
    final MapBilling billing = new MapBilling();
    final List<String> told = new ArrayList<>();

    SyncChecker checker() {
        return SyncChecker.over(
                cache,
                users,
                billing,
                new SyncEnvironment(
                        new SyncSettings(Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ZERO),
                        listener(),
                        Runnable::run,
                        clock,
                        Copies.NONE));
    }

    SyncReport check() {
        int puts = cache.puts().size();
        SyncReport report = checker().check(ANN);
        assertThat(cache.puts()).as("puts of a check").hasSize(puts);
        return report;
    }

    private TrueupListener listener() {
        return new TrueupListener() {
            @Override
            public void checked(SyncReport report, Duration took) {
                assertThat(took).isPositive();
                told.add("checked " + report.userId());
            }

            @Override
            public void sourceFailed(Source source, String operation) {
                told.add(source + " failed in " + operation);
            }
        };
    }

    void cached(BillingState state) {
        cache.put(cache.ticket(ANN), snapshot(state));
    }

    void cached(BillingState state, Instant created, Instant updatedAt) {
        StripeCustomerData it = snapshot(state).customer();
        cache.put(
                cache.ticket(ANN),
                new CustomerSnapshot(
                        new StripeCustomerData(
                                it.stripeCustomerId(),
                                it.email(),
                                it.userId(),
                                it.name(),
                                it.subscriptions(),
                                it.defaultPaymentMethod(),
                                created,
                                updatedAt),
                        state.subscriptions(),
                        null));
    }

    static void assertSays(
            SyncReport report,
            boolean inSync,
            boolean basic,
            boolean stripe,
            Recommendation advice,
            Difference... differences) {
        assertThat(report.problems()).isEmpty();
        assertThat(report.differences()).containsExactlyInAnyOrder(differences);
        assertThat(List.of(report.isInSync(), report.basicDataInSync(), report.stripeDataInSync()))
                .as("isInSync, basicDataInSync, stripeDataInSync")
                .containsExactly(inSync, basic, stripe);
        assertThat(report.recommendation()).isEqualTo(advice);
    }
}
