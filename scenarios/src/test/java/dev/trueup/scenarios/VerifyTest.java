package dev.trueup.scenarios;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.Drift;
import dev.trueup.model.RunReport;
import dev.trueup.model.RunState;
import dev.trueup.model.StripeCustomerData;
import dev.trueup.model.UserId;
import dev.trueup.spi.CacheEntry;
import dev.trueup.testkit.SettableClock;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A verification of 10,000 customers finds what differs, all of it and nothing else, and a repair mends it. */
class VerifyTest {

    private static final int SIZE = 10_000;
    private static final int PLANTED = 37;

    private final SettableClock clock = SettableClock.at(Instant.now().minus(Duration.ofHours(2)));
    private final FakeClerk clerk = FakeClerk.start(clock);
    private final FakeStripe stripe = FakeStripe.start(clock);
    private final House house = House.shared(clerk, stripe);

    /** What can be wrong with the n-th customer, and which fields of which source tell it. */
    private final Map<Consumer<Integer>, Set<String>> faults = Map.ofEntries(
            entry(this::forget, Set.of("record clerk")),
            entry(n -> stripe.deleteCustomer(Population.customer(n)), Set.of("presence stripe")),
            entry(n -> stripe.cancelSubscription(Population.subscription(n)), Set.of("subscriptions.status stripe")),
            entry(
                    n -> stripe.updateSubscription(Population.subscription(n), it -> it.cancelAtPeriodEnd(true)),
                    Set.of("subscriptions.cancelAtPeriodEnd stripe")),
            entry(
                    n -> stripe.updateSubscription(
                            Population.subscription(n),
                            it -> it.period(Instant.now(), Instant.now().plus(Duration.ofDays(30)))),
                    Set.of("subscriptions.currentPeriodStart stripe", "subscriptions.currentPeriodEnd stripe")),
            entry(
                    n -> stripe.createSubscription(
                            Population.customer(n), it -> it.price("price_pro").status("trialing")),
                    Set.of("subscriptions stripe")),
            entry(
                    n -> clerk.updateUser(Population.user(n), it -> it.lastName("Moved " + n)),
                    Set.of("name clerk", "name stripe")),
            entry(
                    n -> stripe.updateCustomer(Population.customer(n), it -> it.email("other" + n + "@example.com")),
                    Set.of("email stripe")),
            entry(
                    n -> stripe.updateCustomer(Population.customer(n), it -> it.name("Somebody Else")),
                    Set.of("name stripe")),
            entry(
                    n -> stripe.updateCustomer(Population.customer(n), it -> it.defaultPaymentMethod("pm_new_" + n)),
                    Set.of("defaultPaymentMethod stripe")),
            entry(n -> stripe.updateCustomer(Population.customer(n), it -> it.userId(null)), Set.of("userId stripe")),
            entry(n -> clerk.deleteUser(Population.user(n)), Set.of("user clerk")),
            entry(this::spoil, Set.of("email clerk")));

    @AfterEach
    void close() {
        house.close();
        stripe.close();
        clerk.close();
    }

    @Test
    @Tag("promise:B8")
    void exactlyWhatDiffersIsFoundAndNothingIsWritten() throws InterruptedException {
        Population.of(clerk, stripe, SIZE);
        clock.set(Instant.now());
        house.trueup.bulk().rebuild().await();
        Map<String, Set<String>> planted = plant();
        List<UserId> users = clerk.userIds().stream().map(UserId::new).toList();
        Map<UserId, CacheEntry> before = house.cache.read(users);
        long stripesEvents = stripe.events().mark();
        long clerksEvents = clerk.events().mark();

        RunReport report = house.trueup.bulk().verify().await();

        assertThat(report.state()).as("%s", report).isEqualTo(RunState.SUCCEEDED);
        assertThat(found(report)).isEqualTo(planted);
        assertThat(report.counts().written()).isZero();
        assertThat(house.cache.read(users)).isEqualTo(before);
        assertThat(stripe.events().mark()).as("changes in Stripe").isEqualTo(stripesEvents);
        assertThat(clerk.events().mark()).as("changes in Clerk").isEqualTo(clerksEvents);

        RunReport repair = house.trueup.bulk().repair().await();
        assertThat(repair.counts().written()).isEqualTo(PLANTED);
        assertThat(repair.failures()).isEmpty();
        RunReport again = house.trueup.bulk().verify().await();
        assertThat(found(again)).isEmpty();
    }

    private Map<String, Set<String>> plant() {
        Map<String, Set<String>> planted = new TreeMap<>();
        List<Map.Entry<Consumer<Integer>, Set<String>>> kinds = new ArrayList<>(faults.entrySet());
        for (int i = 0; i < PLANTED; i++) {
            int number = 17 + i * 251;
            Map.Entry<Consumer<Integer>, Set<String>> kind = kinds.get(i % kinds.size());
            kind.getKey().accept(number);
            planted.put(Population.user(number), kind.getValue());
        }
        return planted;
    }

    private static Map<String, Set<String>> found(RunReport report) {
        Map<String, Set<String>> found = new TreeMap<>();
        for (Drift drift : report.drift()) {
            found.computeIfAbsent(drift.user().value(), user -> new TreeSet<>())
                    .add(drift.kind() + " " + drift.source());
        }
        return found;
    }

    private void forget(int number) {
        house.cache.invalidate(new UserId(Population.user(number)));
    }

    /** Somebody wrote another address into the record. */
    private void spoil(int number) {
        UserId user = new UserId(Population.user(number));
        CustomerSnapshot good = house.cache.find(user).orElseThrow();
        StripeCustomerData data = good.customer();
        house.cache.put(
                house.cache.ticket(user),
                new CustomerSnapshot(
                        new StripeCustomerData(
                                data.stripeCustomerId(),
                                "spoilt@example.com",
                                user,
                                data.name(),
                                data.subscriptions(),
                                data.defaultPaymentMethod(),
                                data.created(),
                                data.updatedAt()),
                        good.subscriptions(),
                        good.payment()));
    }
}
