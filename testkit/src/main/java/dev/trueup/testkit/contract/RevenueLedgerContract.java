package dev.trueup.testkit.contract;

import static dev.trueup.testkit.contract.SampleBilling.gone;
import static dev.trueup.testkit.contract.SampleBilling.monthly;
import static dev.trueup.testkit.contract.SampleBilling.nothing;
import static dev.trueup.testkit.contract.SampleBilling.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.Movement;
import dev.trueup.model.PaymentData;
import dev.trueup.model.PaymentSummary;
import dev.trueup.model.RevenueSigns;
import dev.trueup.model.RevenueTotal;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.UserId;
import dev.trueup.spi.BillingStore;
import dev.trueup.spi.PaymentStore;
import dev.trueup.spi.Put;
import dev.trueup.spi.RevenueLedger;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link RevenueLedger} has to do. Extend it, say how an empty one is made, and run it as a JUnit test. Not
 * thread-safe, as JUnit uses it.
 */
public abstract class RevenueLedgerContract {

    private static final UserId ANN = new UserId("user_ann");
    private static final UserId BOB = new UserId("user_bob");
    private static final CustomerId CUS_ANN = new CustomerId("cus_ann");
    private static final CustomerId CUS_BOB = new CustomerId("cus_bob");
    private static final Instant NOW = Instant.parse("2026-03-15T12:00:00Z");
    private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(400));

    @SuppressWarnings("NullAway.Init") // JUnit calls startWithEmptyBooks first
    private Books books;

    /**
     * A ledger and what it reckons from.
     *
     * @param customers the store from whose customers it reckons
     * @param payments the store from whose payments it reckons
     * @param ledger the ledger under test
     */
    public record Books(BillingStore customers, PaymentStore payments, RevenueLedger ledger) {}

    /** Makes an empty ledger over empty stores. Called for each test. */
    protected abstract Books createBooks() throws Exception;

    /** Closes what {@link #createBooks} opened. Does nothing by default. */
    protected void closeBooks() throws Exception {}

    @BeforeEach
    final void startWithEmptyBooks() throws Exception {
        books = createBooks();
    }

    @AfterEach
    final void close() throws Exception {
        closeBooks();
    }

    @Test
    final void emptyBooksTellNothing() {
        assertThat(books.ledger().totals()).isEmpty();
        assertThat(books.ledger().movements("eur", 10)).isEmpty();
        assertThat(books.ledger().moved("eur", Instant.EPOCH)).isEmpty();
        assertThat(books.ledger().signs("eur", NOW)).isEqualTo(new RevenueSigns(0, 0, 0, 0, 0, 0, 0, null, 0));
    }

    @Test
    final void totalsCountWhatIsActiveOrPastDueByCurrency() {
        see(
                ANN,
                CUS_ANN,
                1,
                monthly("sub_1", "active", "eur", 1000, LONG_AGO),
                monthly("sub_2", "past_due", "eur", 5, LONG_AGO));
        see(
                BOB,
                CUS_BOB,
                1,
                monthly("sub_3", "active", "usd", 7000, LONG_AGO),
                monthly("sub_4", "canceled", "eur", 9, LONG_AGO),
                monthly("sub_5", "active", "eur", 0, LONG_AGO));

        assertThat(books.ledger().totals())
                .containsExactly(new RevenueTotal("usd", 7000, 1, 1), new RevenueTotal("eur", 1005, 3, 2));
    }

    @Test
    final void aCustomerMovesFromNewToChurn() {
        long day = ChronoUnit.DAYS.getDuration().toSeconds() * 1_000_000;
        long first = ChronoUnit.MICROS.between(Instant.EPOCH, NOW);
        see(ANN, CUS_ANN, first, monthly("sub_1", "active", "eur", 1000, NOW));
        see(ANN, CUS_ANN, first + day, monthly("sub_1", "active", "eur", 1500, NOW));
        see(ANN, CUS_ANN, first + 2 * day, monthly("sub_1", "active", "eur", 1200, NOW));
        books.customers().put(List.of(gone(ANN, CUS_ANN, first + 3 * day)));

        assertThat(books.ledger().movements("eur", 10))
                .containsExactly(
                        new Movement(Movement.Kind.CHURN, CUS_ANN, "eur", -1200, NOW.plus(Duration.ofDays(3))),
                        new Movement(Movement.Kind.CONTRACTION, CUS_ANN, "eur", -300, NOW.plus(Duration.ofDays(2))),
                        new Movement(Movement.Kind.EXPANSION, CUS_ANN, "eur", 500, NOW.plus(Duration.ofDays(1))),
                        new Movement(Movement.Kind.NEW, CUS_ANN, "eur", 1000, NOW));
        assertThat(books.ledger().movements("eur", 1)).hasSize(1);
        assertThat(books.ledger().moved("eur", NOW.plus(Duration.ofDays(2))))
                .isEqualTo(Map.of(Movement.Kind.CHURN, -1200L, Movement.Kind.CONTRACTION, -300L));
        assertThat(books.ledger().totals()).isEmpty();
    }

    @Test
    final void aPutThatIsRepeatedOrOlderAddsNoMovement() {
        Put put = put(customer(ANN, CUS_ANN, monthly("sub_1", "active", "eur", 1000, LONG_AGO)), 5);
        books.customers().put(List.of(put));
        books.customers().put(List.of(put));
        see(ANN, CUS_ANN, 4, monthly("sub_1", "active", "eur", 999, LONG_AGO));

        assertThat(books.ledger().movements("eur", 10)).hasSize(1);
    }

    @Test
    final void aCustomerWhoIsHandedToAnotherUserMovesNothing() {
        SubscriptionData subscription = monthly("sub_1", "active", "eur", 1000, LONG_AGO);
        see(ANN, CUS_ANN, 1, subscription);
        see(BOB, CUS_ANN, 2, subscription);
        books.customers().put(List.of(nothing(ANN, 3)));

        assertThat(books.ledger().movements("eur", 10)).hasSize(1);
        assertThat(books.ledger().totals()).containsExactly(new RevenueTotal("eur", 1000, 1, 1));
    }

    @Test
    final void aSubscriptionThatAnotherUserTakesLeavesTheSumsRight() {
        SubscriptionData subscription = monthly("sub_1", "active", "eur", 1000, LONG_AGO);
        see(ANN, CUS_ANN, 1, subscription);
        see(BOB, CUS_BOB, 2, subscription);
        see(ANN, CUS_ANN, 1, subscription);

        assertThat(books.ledger().totals()).containsExactly(new RevenueTotal("eur", 1000, 1, 1));
        assertThat(sum("eur")).isEqualTo(1000);
    }

    @Test
    final void whatIsToldAfterAnySequenceIsWhatThePureFunctionsTell() {
        for (int seed = 0; seed < 6; seed++) {
            Random random = new Random(seed);
            BooksByHand byHand = new BooksByHand();
            // Of each round its own users, since the books are not emptied in between.
            List<String> currencies = List.of("eur" + seed, "usd" + seed);
            for (int i = 0; i < 60; i++) {
                List<Put> page = new ArrayList<>();
                for (int user = 0; user < 6; user++) {
                    if (random.nextInt(3) == 0) {
                        page.add(RandomBilling.put(random, new UserId("user_" + seed + "_" + user), currencies, NOW));
                    }
                }
                books.customers().put(page);
                byHand.put(page);
            }
            for (String currency : currencies) {
                compare(byHand, currency);
            }
        }
    }

    private void compare(BooksByHand byHand, String currency) {
        List<Movement> movements = books.ledger().movements(currency, 1000);
        assertThat(movements).containsExactlyInAnyOrderElementsOf(byHand.movements(currency));
        assertThat(movements.stream().map(Movement::at).toList())
                .isSortedAccordingTo((one, other) -> other.compareTo(one));
        assertThat(books.ledger().totals().stream()
                        .filter(it -> it.currency().equals(currency))
                        .findFirst())
                .isEqualTo(byHand.total(currency));
        for (Instant since : List.of(Instant.EPOCH, NOW.minus(Duration.ofDays(100)), NOW)) {
            assertThat(books.ledger().moved(currency, since)).isEqualTo(byHand.moved(currency, since));
        }
        assertThat(sum(currency))
                .isEqualTo(byHand.total(currency).map(RevenueTotal::mrr).orElse(0L));
        RevenueSigns signs = books.ledger().signs(currency, NOW);
        assertThat(signs.largestMrr()).isEqualTo(byHand.largest(currency));
    }

    private long sum(String currency) {
        return books.ledger().moved(currency, Instant.EPOCH).values().stream()
                .mapToLong(it -> it)
                .sum();
    }

    @Test
    final void signsCountTheChargesOfThisAndTheLastMonth() {
        Instant month = NOW.minus(Duration.ofDays(30));
        books.payments()
                .put(
                        1,
                        List.of(
                                charge("ch_1", "eur", "failed", NOW),
                                charge("ch_2", "eur", "succeeded", month.plusSeconds(1)),
                                charge("ch_3", "eur", "failed", month),
                                charge(
                                        "ch_4",
                                        "eur",
                                        "failed",
                                        month.minus(Duration.ofDays(30)).plusSeconds(1)),
                                charge("ch_5", "eur", "succeeded", month.minusSeconds(5)),
                                charge("ch_6", "eur", "failed", month.minus(Duration.ofDays(30))),
                                charge("ch_7", "usd", "failed", NOW),
                                charge("ch_8", "eur", "failed", NOW.plusSeconds(1)),
                                new PaymentData(
                                        "pi_1",
                                        PaymentData.Kind.INTENT,
                                        CUS_ANN,
                                        null,
                                        5,
                                        0,
                                        "eur",
                                        "failed",
                                        null,
                                        NOW)),
                        List.of());

        RevenueSigns signs = books.ledger().signs("eur", NOW);

        assertThat(signs).isEqualTo(new RevenueSigns(2, 1, 3, 2, 0, 0, 0, null, 0));
    }

    @Test
    final void signsCountTheCardsOfThoseWhoPay() {
        int[][] expiries = {{3, 2026}, {4, 2026}, {5, 2026}, {2, 2026}, {12, 2025}, {99, Integer.MAX_VALUE}};
        for (int i = 0; i < expiries.length; i++) {
            card(i, "active", expiries[i][0], expiries[i][1]);
        }
        card(10, "canceled", 3, 2026);
        card(11, "canceled", 1, 2026);

        RevenueSigns signs = books.ledger().signs("eur", NOW);

        assertThat(signs.expiringCards()).isEqualTo(2);
        assertThat(signs.expiredCards()).isEqualTo(2);
        assertThat(books.ledger().signs("usd", NOW).expiredCards()).isZero();
    }

    @Test
    final void signsCountTrialsThatEndWithinAWeek() {
        List<Instant> ends = List.of(
                NOW,
                NOW.plusSeconds(1),
                NOW.plus(Duration.ofDays(7)),
                NOW.plus(Duration.ofDays(7)).plusSeconds(1));
        see(
                ANN,
                CUS_ANN,
                1,
                IntStream.range(0, ends.size())
                        .mapToObj(it -> trial("sub_" + it, ends.get(it)))
                        .toArray(SubscriptionData[]::new));

        assertThat(books.ledger().signs("eur", NOW).trialsEnding()).isEqualTo(2);
        assertThat(books.ledger().signs("usd", NOW).trialsEnding()).isZero();
    }

    @Test
    final void signsTellWhoPaysMost() {
        see(
                ANN,
                CUS_ANN,
                1,
                monthly("sub_1", "active", "eur", 700, LONG_AGO),
                monthly("sub_2", "active", "eur", 700, LONG_AGO));
        see(
                BOB,
                CUS_BOB,
                1,
                monthly("sub_3", "active", "eur", 1300, LONG_AGO),
                monthly("sub_4", "active", "usd", 1300, LONG_AGO));

        RevenueSigns signs = books.ledger().signs("eur", NOW);

        assertThat(signs.largest()).isEqualTo(CUS_ANN);
        assertThat(signs.largestMrr()).isEqualTo(1400);
    }

    @Test
    final void refusesLimitsThatAreOutOfRange() {
        assertThatThrownBy(() -> books.ledger().movements("eur", 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> books.ledger().movements("eur", 1001)).isInstanceOf(IllegalArgumentException.class);
    }

    private void see(UserId user, CustomerId customer, long ticket, SubscriptionData... subscriptions) {
        books.customers().put(List.of(put(customer(user, customer, subscriptions), ticket)));
    }

    private static CustomerSnapshot customer(UserId user, CustomerId customer, SubscriptionData... subscriptions) {
        return SampleBilling.of(user, customer, List.of(subscriptions), NOW);
    }

    private void card(int number, String status, int month, int year) {
        CustomerSnapshot it = customer(
                new UserId("user_" + number),
                new CustomerId("cus_" + number),
                monthly("sub_" + number, status, "eur", 100, LONG_AGO));
        PaymentSummary card = new PaymentSummary("card", "visa", "4242", month, year);
        books.customers().put(List.of(put(new CustomerSnapshot(it.customer(), it.subscriptions(), card), 1)));
    }

    private static SubscriptionData trial(String id, Instant end) {
        SubscriptionData it = monthly(id, "trialing", "eur", 100, LONG_AGO);
        return new SubscriptionData(
                id, it.status(), it.priceId(), null, null, false, null, LONG_AGO, end, it.created(), it.items());
    }

    private static PaymentData charge(String id, String currency, String status, Instant created) {
        return new PaymentData(id, PaymentData.Kind.CHARGE, CUS_ANN, null, 5, 0, currency, status, null, created);
    }
}
