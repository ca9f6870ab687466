package dev.trueup.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.Drift;
import dev.trueup.model.RunReport;
import dev.trueup.model.RunState;
import dev.trueup.testkit.SettableClock;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Somebody has changed rows by hand: a verification finds these rows and no others, and a repair mends them. */
class StoreVerifyTest {

    private static final int SIZE = 1_000;
    private static final int PLANTED = 40;
    private static final String STRANGER = "user_without_a_customer";
    private static final String FORGOTTEN = "user_whom_nobody_knows";

    /** What is done to the rows of a user, and which fields tell it. */
    private static final List<Map.Entry<String, Set<String>>> FAULTS = List.of(
            Map.entry("UPDATE $.subscriptions SET status = 'past_due' WHERE %s", Set.of("subscriptions.status")),
            Map.entry(
                    "UPDATE $.subscriptions SET cancel_at_period_end = true WHERE %s",
                    Set.of("subscriptions.cancelAtPeriodEnd")),
            Map.entry(
                    "UPDATE $.subscriptions SET current_period_end = current_period_end + interval '1 day' WHERE %s",
                    Set.of("subscriptions.currentPeriodEnd")),
            Map.entry("DELETE FROM $.subscriptions WHERE %s", Set.of("subscriptions")),
            Map.entry("UPDATE $.customers SET email = 'spoilt@example.com' WHERE %s", Set.of("email")),
            Map.entry("UPDATE $.customers SET name = 'Somebody Else' WHERE %s", Set.of("name")),
            Map.entry(
                    "UPDATE $.customers SET default_payment_method = 'pm_old' WHERE %s",
                    Set.of("defaultPaymentMethod")),
            Map.entry("DELETE FROM $.customers WHERE %s", Set.of("record")),
            // What cannot be understood counts as missing.
            Map.entry("UPDATE $.subscriptions SET discounts = '[[]]', status = '' WHERE %s", Set.of("subscriptions")),
            Map.entry("UPDATE $.customers SET created = NULL WHERE %s", Set.of("record")));

    private final SettableClock clock = SettableClock.at(Instant.now().minus(Duration.ofHours(2)));
    private final FakeClerk clerk = FakeClerk.start(clock);
    private final FakeStripe stripe = FakeStripe.start(clock);
    private final Place place = Keeping.POSTGRES.place(clerk, stripe);
    private final House house = new House(place, Fittings.DEFAULT);
    private final Tables tables = new Tables(place.postgresUrl(), place.namespace(), Duration.ofSeconds(10));

    @AfterEach
    void close() {
        tables.close();
        house.close();
        stripe.close();
        clerk.close();
    }

    @Test
    @Tag("promise:B8")
    @Tag("promise:B15")
    void exactlyTheRowsThatDifferAreFoundAndMended() throws InterruptedException {
        Population.of(clerk, stripe, SIZE);
        clerk.createUser(it -> it.id(STRANGER));
        clock.set(Instant.now());
        house.trueup.bulk().rebuild().await();
        Map<String, Set<String>> planted = plant();
        Set<String> spoilt = place.rows(stripe, clerk).wrong().keySet();

        RunReport report = house.trueup.bulk().verify().await();

        assertThat(report.state()).as("%s", report).isEqualTo(RunState.SUCCEEDED);
        assertThat(found(report)).isEqualTo(planted);
        assertThat(place.rows(stripe, clerk).wrong()).containsOnlyKeys(spoilt);

        RunReport repair = house.trueup.bulk().repair().await();
        assertThat(repair.failures()).isEmpty();
        assertThat(found(house.trueup.bulk().verify().await())).isEmpty();
        StoredRows rows = place.rows(stripe, clerk);
        System.out.printf(
                "%d rows, %d planted, %d wrong after the repair%n",
                rows.compared(), planted.size(), rows.wrong().size());
        assertThat(rows.wrong()).isEmpty();
    }

    private Map<String, Set<String>> plant() {
        Map<String, Set<String>> planted = new TreeMap<>();
        for (int i = 0; i < PLANTED; i++) {
            String user = Population.user(17 + i * 23);
            Map.Entry<String, Set<String>> fault = FAULTS.get(i % FAULTS.size());
            String whose = "account = ? AND user_id = '" + user + "'";
            assertThat(tables.execute(fault.getKey().formatted(whose))).isEqualTo(1);
            planted.put(user, fault.getValue());
        }
        tables.execute("""
                INSERT INTO $.customers (account, live, user_id, ticket, customer_id, present, created, updated_at)
                VALUES (?, false, '%s', 1, 'cus_of_nobody', true, now(), now())""".formatted(STRANGER));
        planted.put(STRANGER, Set.of("presence"));
        tables.execute("""
                INSERT INTO $.customers (account, live, user_id, ticket, customer_id, present, created, updated_at)
                VALUES (?, false, '%s', 1, 'cus_of_yore', true, now(), now())""".formatted(FORGOTTEN));
        planted.put(FORGOTTEN, Set.of("presence"));
        return planted;
    }

    /** The fields of which the report says that the store has them otherwise, and nothing else may differ. */
    private static Map<String, Set<String>> found(RunReport report) {
        Map<String, Set<String>> found = new TreeMap<>();
        for (Drift drift : report.drift()) {
            assertThat(drift.source()).hasToString("store");
            found.computeIfAbsent(drift.user().value(), user -> new TreeSet<>()).add(drift.kind());
        }
        return found;
    }
}
