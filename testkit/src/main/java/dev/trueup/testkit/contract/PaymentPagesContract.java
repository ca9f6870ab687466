package dev.trueup.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.model.CustomerId;
import dev.trueup.model.InvoiceData;
import dev.trueup.model.Page;
import dev.trueup.model.PaymentData;
import dev.trueup.model.PaymentHistory;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.Span;
import dev.trueup.spi.CallMeter;
import dev.trueup.spi.PaymentPages;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What every {@link PaymentPages} has to do. An adapter's test class extends it and says how its Stripe is filled.
 *
 * <p>Each test wants pages over an empty account whose lists are cut into pages of 100; set it up and tear it down in the
 * subclass. Not thread-safe, as JUnit uses it.
 */
public abstract class PaymentPagesContract {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final CallMeter meter = new CallMeter();

    /** For subclasses. */
    protected PaymentPagesContract() {}

    /** The pages under test. */
    protected abstract PaymentPages payments();

    /** Creates a customer. */
    protected abstract CustomerId givenCustomer();

    /**
     * Lets a customer pay by a payment intent of one charge and returns the id of the charge.
     *
     * @param at when; later than all before it, or at the same time
     * @param failureCode why it fails, {@code null} if it succeeds
     */
    protected abstract String givenPayment(
            CustomerId customer, Instant at, long amount, String currency, @Nullable String failureCode);

    /** Gives a part of a charge back. */
    protected abstract void refund(String charge, long amount);

    /** Makes a charge that belongs to no customer. */
    protected abstract void givenPaymentOfNobody(Instant at);

    /**
     * Creates a draft of an invoice and returns its id.
     *
     * @param at when; later than all before it, or at the same time
     * @param subscription what it is for, if it is for one
     * @param due when it has to be paid, if it says so
     */
    protected abstract String givenDraft(
            CustomerId customer, Instant at, long total, @Nullable String subscription, @Nullable Instant due);

    /** Sends a draft to its customer, who fails to pay it once and pays it then. */
    protected abstract void payAtSecondTry(String draft, Instant at);

    /** Deletes a draft. */
    protected abstract void delete(String draft);

    /** Lets the next {@code n} requests fail in a way that may pass. */
    protected abstract void failNext(int n);

    /** Lets Stripe be away from now on, until the end of the test. */
    protected abstract void makeUnavailable();

    @Test
    void everyPaymentIsToldOnceNewestFirst() {
        CustomerId ann = givenCustomer();
        List<String> all = givenPayments(ann, 250);

        List<Page<PaymentData>> charges = charges(Span.ALL);
        List<Page<PaymentData>> intents = intents(Span.ALL);

        assertThat(charges).hasSize(3).element(0).satisfies(page -> assertThat(page.items())
                .hasSize(100));
        assertThat(items(charges)).extracting(PaymentData::id).isEqualTo(newestFirst(all));
        assertThat(items(intents)).extracting(PaymentData::id).isEqualTo(intentsOf(items(charges)));
        assertThat(meter.calls()).isEqualTo(6);
    }

    @Test
    void everyInvoiceIsToldOnceNewestFirst() {
        CustomerId ann = givenCustomer();
        List<String> all = IntStream.range(0, 215)
                .mapToObj(i -> givenDraft(ann, START.plusSeconds(i / 3), 100 + i, null, null))
                .toList();

        List<Page<InvoiceData>> invoices = invoices(Span.ALL);

        assertThat(invoices).hasSize(3);
        assertThat(items(invoices)).extracting(InvoiceData::id).isEqualTo(newestFirst(all));
        assertThat(meter.calls()).isEqualTo(3);
    }

    @Test
    void aPaymentTellsWhatCameOfIt() {
        CustomerId ann = givenCustomer();
        String paid = givenPayment(ann, START, 1_999, "eur", null);
        refund(paid, 500);
        String failed = givenPayment(ann, START.plusSeconds(1), 500, "usd", "card_declined");

        List<PaymentData> charges = items(charges(Span.ALL));
        List<PaymentData> intents = items(intents(Span.ALL));

        String paying = Objects.requireNonNull(intents.get(1).intent());
        String failing = Objects.requireNonNull(intents.get(0).intent());
        assertThat(charges)
                .containsExactly(
                        new PaymentData(
                                failed,
                                PaymentData.Kind.CHARGE,
                                ann,
                                failing,
                                500,
                                0,
                                "usd",
                                "failed",
                                "card_declined",
                                START.plusSeconds(1)),
                        new PaymentData(
                                paid,
                                PaymentData.Kind.CHARGE,
                                ann,
                                paying,
                                1_999,
                                500,
                                "eur",
                                "succeeded",
                                null,
                                START));
        assertThat(intents)
                .containsExactly(
                        new PaymentData(
                                failing,
                                PaymentData.Kind.INTENT,
                                ann,
                                failing,
                                500,
                                0,
                                "usd",
                                "requires_payment_method",
                                null,
                                START.plusSeconds(1)),
                        new PaymentData(
                                paying,
                                PaymentData.Kind.INTENT,
                                ann,
                                paying,
                                1_999,
                                0,
                                "eur",
                                "succeeded",
                                null,
                                START));
    }

    @Test
    void anInvoiceTellsWhatCameOfIt() {
        CustomerId ann = givenCustomer();
        Instant due = START.plusSeconds(86_400);
        String paid = givenDraft(ann, START, 2_500, "sub_1", due);
        payAtSecondTry(paid, START.plusSeconds(60));
        String draft = givenDraft(ann, START.plusSeconds(61), -300, null, null);

        List<InvoiceData> told = items(invoices(Span.ALL));

        assertThat(told).hasSize(2);
        assertThat(told.get(0))
                .isEqualTo(new InvoiceData(
                        draft, ann, null, null, "draft", "usd", -300, 0, 0, 0, 0, START.plusSeconds(61), null, null));
        assertThat(told.get(1))
                .isEqualTo(new InvoiceData(
                        paid,
                        ann,
                        "sub_1",
                        told.get(1).number(),
                        "paid",
                        "usd",
                        2_500,
                        2_500,
                        2_500,
                        0,
                        2,
                        START,
                        due,
                        START.plusSeconds(60)));
        assertThat(told.get(1).number()).isNotBlank();
    }

    @Test
    void whatBelongsToNobodyIsLeftOut() {
        CustomerId ann = givenCustomer();
        givenPaymentOfNobody(START);
        String anns = givenPayment(ann, START, 100, "usd", null);

        assertThat(items(charges(Span.ALL))).extracting(PaymentData::id).containsExactly(anns);
    }

    @Test
    void spansThatMeetHaveEverythingAndNothingTwice() {
        CustomerId ann = givenCustomer();
        List<String> all = givenPayments(ann, 60); // three in each second
        String draft = givenDraft(ann, START.plusSeconds(30), 100, null, null);
        Instant middle = START.plusSeconds(7).plusMillis(900);

        assertThat(items(charges(new Span(null, middle))))
                .extracting(PaymentData::id)
                .isEqualTo(newestFirst(all.subList(0, 21)));
        assertThat(items(charges(new Span(middle, null))))
                .extracting(PaymentData::id)
                .isEqualTo(newestFirst(all.subList(21, 60)));
        assertThat(items(intents(new Span(START.plusSeconds(2), START.plusSeconds(3)))))
                .hasSize(3);
        assertThat(items(charges(new Span(middle, middle)))).isEmpty();
        assertThat(items(invoices(new Span(null, START.plusSeconds(30))))).isEmpty();
        assertThat(items(invoices(new Span(START.plusSeconds(30), null))))
                .extracting(InvoiceData::id)
                .containsExactly(draft);
    }

    @Test
    void aPlaceStaysGoodWhenItsObjectHasGone() {
        CustomerId ann = givenCustomer();
        List<String> all = IntStream.range(0, 250)
                .mapToObj(i -> givenDraft(ann, START.plusSeconds(i / 3), 100, null, null))
                .toList();
        Page<InvoiceData> first = payments().invoices(Span.ALL, null, meter);
        delete(all.get(150)); // the last on the first page
        delete(all.get(149));

        List<String> rest = items(all(after -> payments().invoices(Span.ALL, after, meter), first.next())).stream()
                .map(InvoiceData::id)
                .toList();

        assertThat(rest).containsAll(all.subList(0, 149)).doesNotContain(all.get(149), all.get(150));
        assertThat(rest.subList(0, rest.size() - 149))
                .as("told twice: only what was created in the same second as the one that has gone")
                .isSubsetOf(all.subList(150, 153));
    }

    @Test
    void aPlaceThatNobodyToldIsRefusedWithoutARequest() {
        for (String madeUp : List.of("", " ", "ch_1", "ch_1\n", "?limit=1", "a".repeat(9_000))) {
            assertThatIllegalArgumentException().isThrownBy(() -> payments().charges(Span.ALL, madeUp, meter));
            assertThatIllegalArgumentException().isThrownBy(() -> payments().intents(Span.ALL, madeUp, meter));
            assertThatIllegalArgumentException().isThrownBy(() -> payments().invoices(Span.ALL, madeUp, meter));
        }
        assertThat(meter.calls()).isZero();
    }

    @Test
    void theHistoryOfACustomerIsWhatTheListsTellOfThem() {
        CustomerId ann = givenCustomer();
        CustomerId bob = givenCustomer();
        givenPayment(ann, START, 100, "usd", null);
        givenPayment(bob, START.plusSeconds(1), 200, "usd", null);
        givenDraft(bob, START.plusSeconds(1), 200, null, null);
        String draft = givenDraft(ann, START.plusSeconds(2), 300, null, null);
        payAtSecondTry(draft, START.plusSeconds(3));
        givenPayment(ann, START.plusSeconds(4), 400, "eur", "expired_card");

        PaymentHistory history = payments().history(ann);

        List<PaymentData> listed = Stream.concat(items(charges(Span.ALL)).stream(), items(intents(Span.ALL)).stream())
                .filter(it -> it.customer().equals(ann))
                .toList();
        assertThat(history.customer()).isEqualTo(ann);
        assertThat(history.payments())
                .containsExactlyInAnyOrderElementsOf(listed)
                .hasSize(8);
        assertThat(history.payments()).extracting(PaymentData::created).isSortedAccordingTo(Collections.reverseOrder());
        assertThat(history.invoices())
                .isEqualTo(items(invoices(Span.ALL)).stream()
                        .filter(it -> it.customer().equals(ann))
                        .toList())
                .hasSize(1);
    }

    @Test
    void aHistoryHoldsTheNewest() {
        CustomerId ann = givenCustomer();
        List<String> all = givenPayments(ann, 130);

        PaymentHistory history = payments().history(ann);

        assertThat(history.payments().stream()
                        .filter(it -> it.kind() == PaymentData.Kind.CHARGE)
                        .map(PaymentData::id))
                .isEqualTo(newestFirst(all.subList(30, 130)));
        assertThat(history.payments()).hasSize(2 * PaymentHistory.LENGTH);
        assertThat(history.invoices()).isEmpty();
    }

    @Test
    void whoHasPaidNothingHasAnEmptyHistory() {
        CustomerId ann = givenCustomer();

        assertThat(payments().history(ann)).isEqualTo(new PaymentHistory(ann, List.of(), List.of()));
    }

    @Test
    void eachFurtherTryIsOneMoreRequest() {
        givenPayments(givenCustomer(), 3);
        failNext(1);

        assertThat(items(charges(Span.ALL))).hasSize(3);
        assertThat(meter.calls()).isEqualTo(2);
    }

    @Test
    void whatCannotBeReadIsAnException() {
        CustomerId ann = givenCustomer();
        givenPayments(ann, 3);
        makeUnavailable();

        assertStripeIsAway(() -> payments().charges(Span.ALL, null, meter));
        assertStripeIsAway(() -> payments().intents(Span.ALL, null, meter));
        assertStripeIsAway(() -> payments().invoices(Span.ALL, null, meter));
        assertStripeIsAway(() -> payments().history(ann));
    }

    /** Three in each second, oldest first. */
    private List<String> givenPayments(CustomerId customer, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> givenPayment(customer, START.plusSeconds(i / 3), 100 + i, "usd", null))
                .toList();
    }

    private List<Page<PaymentData>> charges(Span span) {
        return all(after -> payments().charges(span, after, meter), null);
    }

    private List<Page<PaymentData>> intents(Span span) {
        return all(after -> payments().intents(span, after, meter), null);
    }

    private List<Page<InvoiceData>> invoices(Span span) {
        return all(after -> payments().invoices(span, after, meter), null);
    }

    private static <T> List<Page<T>> all(Function<@Nullable String, Page<T>> list, @Nullable String from) {
        List<Page<T>> pages = new ArrayList<>();
        String after = from;
        do {
            Page<T> page = list.apply(after);
            pages.add(page);
            after = page.next();
        } while (after != null);
        return pages;
    }

    private static <T> List<T> items(List<Page<T>> pages) {
        assertThat(pages).allSatisfy(page -> assertThat(page.failures()).isEmpty());
        return pages.stream().flatMap(page -> page.items().stream()).toList();
    }

    private static List<@Nullable String> intentsOf(List<PaymentData> charges) {
        List<@Nullable String> intents = new ArrayList<>();
        charges.forEach(charge -> intents.add(charge.intent()));
        return intents;
    }

    private static <T> List<T> newestFirst(List<T> all) {
        List<T> reversed = new ArrayList<>(all);
        Collections.reverse(reversed);
        return reversed;
    }

    private static void assertStripeIsAway(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(SourceUnavailableException.class, e -> assertThat(e.source())
                        .isEqualTo(Source.STRIPE))
                .hasMessageNotContaining("@");
    }
}
