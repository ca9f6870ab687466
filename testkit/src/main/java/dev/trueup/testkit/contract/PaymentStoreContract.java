package dev.trueup.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.model.CustomerId;
import dev.trueup.model.InvoiceData;
import dev.trueup.model.PaymentData;
import dev.trueup.model.PaymentHistory;
import dev.trueup.spi.PaymentStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link PaymentStore} has to do. Extend it, say how an empty store is made, and run it as a JUnit test. Not
 * thread-safe, as JUnit uses it.
 */
public abstract class PaymentStoreContract {

    private static final CustomerId ANN = new CustomerId("cus_ann");
    private static final CustomerId BOB = new CustomerId("cus_bob");
    private static final Instant CREATED = Instant.parse("2026-03-01T10:00:00Z");

    @SuppressWarnings("NullAway.Init") // JUnit calls startWithAnEmptyStore first
    private PaymentStore store;

    /** Makes an empty store. Called for each test. */
    protected abstract PaymentStore createStore() throws Exception;

    /** Closes what {@link #createStore} opened. Does nothing by default. */
    protected void closeStores() throws Exception {}

    @BeforeEach
    final void startWithAnEmptyStore() throws Exception {
        store = createStore();
    }

    @AfterEach
    final void close() throws Exception {
        closeStores();
    }

    @Test
    final void ticketsOnlyGrow() {
        List<Long> tickets =
                IntStream.range(0, 50).mapToObj(it -> store.ticket()).toList();

        assertThat(tickets).isSorted().doesNotHaveDuplicates();
    }

    @Test
    final void knowsNothingOfACustomerWhoWasNotReadAsAWhole() {
        store.put(1, List.of(charge("ch_1", ANN, 0, "succeeded")), List.of(invoice("in_1", ANN, 0, "paid")));

        assertThat(store.find(ANN, 10)).isEmpty();
    }

    @Test
    final void aCustomerWhoHasPaidNothingIsKnownOnceRead() {
        store.put(1, new PaymentHistory(ANN, List.of(), List.of()));

        assertThat(store.find(ANN, 10)).contains(new PaymentHistory(ANN, List.of(), List.of()));
    }

    @Test
    final void givesBackWhatWasPutWithEveryField() {
        PaymentHistory history = new PaymentHistory(
                ANN,
                List.of(
                        new PaymentData(
                                "ch_1",
                                PaymentData.Kind.CHARGE,
                                ANN,
                                "pi_1",
                                500,
                                20,
                                "eur",
                                "failed",
                                "card_declined",
                                CREATED.plusSeconds(2)),
                        new PaymentData(
                                "pi_1",
                                PaymentData.Kind.INTENT,
                                ANN,
                                null,
                                500,
                                0,
                                "eur",
                                "a_word_of_tomorrow",
                                null,
                                CREATED)),
                List.of(
                        new InvoiceData(
                                "in_1",
                                ANN,
                                "sub_1",
                                "A-'1'",
                                "open",
                                "eur",
                                -5,
                                4,
                                3,
                                2,
                                1,
                                CREATED.plusSeconds(1),
                                CREATED.plusSeconds(50),
                                CREATED.plusSeconds(60)),
                        new InvoiceData("in_2", ANN, null, null, "draft", "eur", 5, 4, 3, 2, 0, CREATED, null, null)));

        store.put(1, history);

        assertThat(store.find(ANN, PaymentHistory.LENGTH)).contains(history);
    }

    @Test
    final void tellsTheNewestFirstAndByIdAmongEquallyOldOnes() {
        store.put(1, new PaymentHistory(ANN, List.of(), List.of()));
        store.put(
                2,
                List.of(
                        charge("ch_b", ANN, 5, "succeeded"),
                        charge("ch_c", ANN, 9, "succeeded"),
                        charge("ch_a", ANN, 5, "succeeded"),
                        charge("ch_d", BOB, 7, "succeeded")),
                List.of(
                        invoice("in_b", ANN, 5, "paid"),
                        invoice("in_a", ANN, 5, "paid"),
                        invoice("in_c", ANN, 4, "paid")));

        PaymentHistory found = store.find(ANN, 2).orElseThrow();

        assertThat(found.payments()).extracting(PaymentData::id).containsExactly("ch_c", "ch_a");
        assertThat(found.invoices()).extracting(InvoiceData::id).containsExactly("in_a", "in_b");
    }

    @Test
    final void noRowIsReplacedByOneThatWasReadEarlier() {
        store.put(5, history(List.of(charge("ch_1", ANN, 0, "succeeded")), List.of(invoice("in_1", ANN, 0, "paid"))));
        store.put(4, history(List.of(charge("ch_1", ANN, 0, "pending")), List.of(invoice("in_1", ANN, 0, "open"))));
        store.put(3, List.of(charge("ch_1", ANN, 0, "failed")), List.of(invoice("in_1", ANN, 0, "draft")));

        PaymentHistory found = store.find(ANN, 10).orElseThrow();

        assertThat(found.payments()).extracting(PaymentData::status).containsExactly("succeeded");
        assertThat(found.invoices()).extracting(InvoiceData::status).containsExactly("paid");
    }

    @Test
    final void anInvoiceThatALaterReadNoLongerSawIsGone() {
        store.put(1, history(List.of(), List.of(invoice("in_1", ANN, 5, "draft"), invoice("in_2", ANN, 1, "paid"))));
        store.put(1, List.of(), List.of(invoice("in_bob", BOB, 5, "draft")));
        store.put(1, new PaymentHistory(BOB, List.of(), List.of(invoice("in_bob", BOB, 5, "draft"))));

        store.put(2, history(List.of(), List.of(invoice("in_2", ANN, 1, "paid"))));

        assertThat(store.find(ANN, 10).orElseThrow().invoices()).containsExactly(invoice("in_2", ANN, 1, "paid"));
        assertThat(store.find(BOB, 10).orElseThrow().invoices()).hasSize(1);
    }

    @Test
    final void anInvoiceThatIsGoneIsNotBroughtBackByAnEarlierRead() {
        store.put(5, history(List.of(), List.of()));

        store.put(4, List.of(), List.of(invoice("in_1", ANN, 5, "draft")));
        store.put(3, history(List.of(), List.of(invoice("in_1", ANN, 5, "draft"))));

        assertThat(store.find(ANN, 10).orElseThrow().invoices()).isEmpty();
    }

    @Test
    final void anInvoiceThatWasReadLaterStaysThoughAnEarlierReadDidNotSeeIt() {
        store.put(5, List.of(), List.of(invoice("in_1", ANN, 5, "open")));

        store.put(4, history(List.of(), List.of()));

        assertThat(store.find(ANN, 10).orElseThrow().invoices()).hasSize(1);
    }

    @Test
    final void invoicesBeforeTheOldestOfAFullReadAreKept() {
        store.put(1, List.of(), List.of(invoice("in_old", ANN, 1, "paid"), invoice("in_draft", ANN, 50, "draft")));
        List<InvoiceData> full = IntStream.range(0, PaymentHistory.LENGTH)
                .mapToObj(it -> invoice("in_" + it, ANN, 10 + it, "paid"))
                .toList();

        store.put(2, history(List.of(), full));

        List<InvoiceData> found =
                store.find(ANN, PaymentHistory.LENGTH).orElseThrow().invoices();
        assertThat(found).containsExactlyInAnyOrderElementsOf(full);
        store.put(3, List.of(), List.of(invoice("in_99", ANN, 0, "paid"), invoice("in_98", ANN, 0, "paid")));
        assertThat(store.find(ANN, PaymentHistory.LENGTH).orElseThrow().invoices())
                .contains(invoice("in_old", ANN, 1, "paid"))
                .noneMatch(it -> it.id().equals("in_draft"));
    }

    @Test
    final void paymentsAreNeverGone() {
        store.put(1, history(List.of(charge("ch_1", ANN, 0, "succeeded")), List.of()));
        store.put(2, history(List.of(), List.of()));

        assertThat(store.find(ANN, 10).orElseThrow().payments()).hasSize(1);
    }

    @Test
    final void whatIsToldTwiceInAPageIsKeptOnce() {
        PaymentData charge = charge("ch_1", ANN, 0, "succeeded");
        InvoiceData invoice = invoice("in_1", ANN, 0, "paid");
        store.put(1, history(List.of(charge, charge), List.of(invoice, invoice)));

        assertThat(store.find(ANN, 10)).contains(history(List.of(charge), List.of(invoice)));
    }

    @Test
    final void refusesLimitsThatAreOutOfRange() {
        assertThatThrownBy(() -> store.find(ANN, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.find(ANN, PaymentHistory.LENGTH + 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    final void readsOfACustomerEndAlikeInWhateverOrderTheyArePut() throws Exception {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            List<PaymentHistory> reads = new ArrayList<>();
            Set<Integer> there = new HashSet<>();
            for (int i = 0; i < 5; i++) {
                there.removeIf(it -> random.nextInt(3) == 0);
                there.add(random.nextInt(8));
                String status = "read_" + i;
                reads.add(history(
                        List.of(charge("ch_1", ANN, 0, status)),
                        there.stream()
                                .map(it -> invoice("in_" + it, ANN, it, status))
                                .sorted((one, other) -> other.created().compareTo(one.created()))
                                .toList()));
            }
            List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3, 4));
            Collections.shuffle(order, random);
            closeStores();
            store = createStore();

            for (int i : order) {
                store.put(i, reads.get(i));
            }

            assertThat(store.find(ANN, PaymentHistory.LENGTH))
                    .as("seed %s, order %s", seed, order)
                    .contains(reads.get(4));
        }
    }

    private static PaymentHistory history(List<PaymentData> payments, List<InvoiceData> invoices) {
        return new PaymentHistory(ANN, payments, invoices);
    }

    private static PaymentData charge(String id, CustomerId customer, long second, String status) {
        return new PaymentData(
                id,
                PaymentData.Kind.CHARGE,
                customer,
                "pi_" + id,
                500,
                0,
                "eur",
                status,
                null,
                CREATED.plusSeconds(second));
    }

    private static InvoiceData invoice(String id, CustomerId customer, long second, String status) {
        return new InvoiceData(
                id,
                customer,
                "sub_1",
                "N-1",
                status,
                "eur",
                500,
                500,
                500,
                0,
                1,
                CREATED.plusSeconds(second),
                null,
                null);
    }
}
