package dev.trueup.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.bulk.BulkRun;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.RunReport;
import dev.trueup.model.RunState;
import dev.trueup.model.UserId;
import dev.trueup.testkit.DeliveryPlan;
import dev.trueup.testkit.SettableClock;
import dev.trueup.testkit.WebhookDeliverer;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeEvent;
import dev.trueup.testkit.fake.FakeStripe;
import dev.trueup.testkit.fake.Gate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A rebuild has read all of its pages and not yet put any, when something changes and its webhook is worked on. What the
 * rebuild puts then is older, although it is put later, in the cache and in the store.
 */
@Timeout(300)
@ParameterizedClass
@EnumSource(value = Keeping.class, names = "POSTGRES")
class RebuildAndWebhooksTest {

    private static final int SIZE = 3;
    private static final UserId CHANGED = new UserId(Population.user(1));

    private final SettableClock clock = SettableClock.at(Instant.now().minus(Duration.ofHours(1)));
    private final FakeClerk clerk = FakeClerk.start(clock);
    private final FakeStripe stripe = FakeStripe.start(clock);
    private final Place place;
    private final House house;
    private final Inbox inbox;

    RebuildAndWebhooksTest(Keeping keeping) {
        place = keeping.place(clerk, stripe);
        house = new House(place, Fittings.DEFAULT);
        inbox = new Inbox(house);
    }

    @AfterEach
    void close() {
        inbox.close();
        house.close();
        stripe.close();
        clerk.close();
    }

    @Test
    @Tag("promise:B2")
    void aChangedSubscriptionStaysChanged() throws InterruptedException {
        rebuildAround(() -> stripe.updateSubscription(Population.subscription(1), it -> it.status("past_due")));

        assertThat(record().orElseThrow().subscriptions()).singleElement().satisfies(it -> assertThat(it.status())
                .isEqualTo("past_due"));
    }

    @Test
    void aChangedCustomerStaysChanged() throws InterruptedException {
        rebuildAround(() -> stripe.updateCustomer(Population.customer(1), it -> it.name("Another Name")));

        assertThat(record().orElseThrow().customer().name()).isEqualTo("Another Name");
    }

    @Test
    @Tag("promise:B2")
    @Tag("promise:D2")
    void aDeletedCustomerStaysDeleted() throws InterruptedException {
        rebuildAround(() -> stripe.deleteCustomer(Population.customer(1)));

        assertThat(record()).isEmpty();
    }

    @Test
    void aDeletedUserStaysParted() throws InterruptedException {
        rebuildAround(() -> clerk.deleteUser(CHANGED.value()));

        assertThat(record()).isEmpty();
    }

    /** The change comes after the last page was read, and its webhook is done before the first record is put. */
    private void rebuildAround(Runnable change) throws InterruptedException {
        Population.of(clerk, stripe, SIZE);
        clock.set(Instant.now());
        house.trueup.bulk().rebuild().await();
        assertThat(record()).isPresent();
        long before = stripe.events().mark();
        long clerkBefore = clerk.events().mark();
        try (Gate lists = stripe.faults()
                        .onMatching("GET", "/v1/(customers|subscriptions)")
                        .times(2)
                        .holdAnswer();
                Gate users =
                        clerk.faults().onMatching("GET", "/v1/users").times(1).holdAnswer();
                WebhookDeliverer ofStripe = inbox.ofStripe(DeliveryPlan.inOrder());
                WebhookDeliverer ofClerk = inbox.ofClerk(DeliveryPlan.inOrder())) {
            BulkRun run = house.trueup.bulk().rebuild();
            lists.awaitArrived(2, Duration.ofSeconds(30));
            users.awaitArrived(1, Duration.ofSeconds(30));
            change.run();
            List<FakeEvent> atClerk = clerk.events().since(clerkBefore);
            assertThat(ofStripe.deliver(stripe.events().since(before)).allAccepted())
                    .isTrue();
            assertThat(ofClerk.deliver(atClerk).allAccepted()).isTrue();
            int reads = reads();
            lists.release();
            users.release();
            RunReport report = run.await();

            assertThat(report.state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(report.counts().failed()).isZero();
            assertThat(report.counts().seen()).isEqualTo(SIZE);
            // So it is not for a second look that the record is right.
            assertThat(reads()).isEqualTo(reads);
            assertThat(place.rows(stripe, clerk).wrong()).isEmpty();
        }
    }

    private int reads() {
        return stripe.calls().count("GET", "/v1/customers/") + stripe.calls().count("GET", "/v1/subscriptions/");
    }

    private Optional<CustomerSnapshot> record() {
        return house.cache.find(CHANGED);
    }
}
