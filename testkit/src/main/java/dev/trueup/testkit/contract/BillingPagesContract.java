package dev.trueup.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.trueup.model.BillingCustomer;
import dev.trueup.model.BillingState;
import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSubscription;
import dev.trueup.model.Page;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.Span;
import dev.trueup.model.WebhookEvent;
import dev.trueup.spi.BillingDirectory;
import dev.trueup.spi.BillingPages;
import dev.trueup.spi.CallMeter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What every {@link BillingPages} has to do. An adapter's test class extends it and says how its Stripe is filled.
 *
 * <p>Each test wants pages over an empty account whose lists are cut into pages of 100; set it up and tear it down in the
 * subclass. Not thread-safe, as JUnit uses it.
 */
public abstract class BillingPagesContract {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final String CREATED = "customer.created";

    private final CallMeter meter = new CallMeter();

    /** For subclasses. */
    protected BillingPagesContract() {}

    /** The pages under test. */
    protected abstract BillingPages pages();

    /** The directory over the same account, for what somebody waits for. */
    protected abstract BillingDirectory directory();

    /**
     * Creates a customer, whose event happens at the same time.
     *
     * @param created when; later than all before it, or at the same time
     * @param payment the id of its default payment method, if any
     */
    protected abstract CustomerId givenCustomer(Instant created, @Nullable String payment);

    /**
     * Creates a subscription and returns its id.
     *
     * @param customer whose
     * @param created when; later than all before it, or at the same time
     * @param status Stripe's word, such as {@code active} or {@code canceled}
     */
    protected abstract String givenSubscription(CustomerId customer, Instant created, String status);

    /** Deletes a customer, whose event happens now. */
    protected abstract void delete(CustomerId customer);

    /** Lets the next {@code n} requests fail in a way that may pass. */
    protected abstract void failNext(int n);

    /** Lets Stripe be away from now on, until the end of the test. */
    protected abstract void makeUnavailable();

    /** The webhook events so far, oldest first, as the verifier of the adapter reads them from what is delivered. */
    protected abstract List<WebhookEvent> delivered();

    @Test
    void everyCustomerIsToldOnceNewestFirst() {
        List<CustomerId> all = givenCustomers(250);

        List<Page<BillingCustomer>> read = customers(Span.ALL);

        assertThat(read).hasSize(3).element(0).satisfies(page -> assertThat(page.items())
                .hasSize(100));
        assertThat(ids(read)).isEqualTo(newestFirst(all));
        assertThat(meter.calls()).isEqualTo(3);
    }

    @Test
    void aCustomerOnAPageIsTheSameAsOneThatIsFound() {
        CustomerId paying = givenCustomer(START, "pm_ann");
        CustomerId plain = givenCustomer(START.plusSeconds(1), null);

        assertThat(customers(Span.ALL).get(0).items())
                .containsExactly(
                        directory().find(plain).customer(),
                        directory().find(paying).customer())
                .element(1)
                .satisfies(customer -> assertThat(customer.payment()).isNotNull());
    }

    @Test
    void aDeletedCustomerIsOnNoPage() {
        CustomerId kept = givenCustomer(START, null);
        delete(givenCustomer(START, null));

        assertThat(ids(customers(Span.ALL))).containsExactly(kept);
    }

    @Test
    void subscriptionsInEveryStateAreToldWithTheirCustomer() {
        CustomerId ann = givenCustomer(START, null);
        CustomerId bob = givenCustomer(START, null);
        String active = givenSubscription(ann, START, "active");
        String cancelled = givenSubscription(bob, START.plusSeconds(1), "canceled");
        String late = givenSubscription(ann, START.plusSeconds(2), "past_due");

        List<CustomerSubscription> told = subscriptions(Span.ALL).get(0).items();

        assertThat(told)
                .extracting(
                        CustomerSubscription::customer, it -> it.subscription().id())
                .containsExactly(tuple(ann, late), tuple(bob, cancelled), tuple(ann, active));
        BillingState found = directory().find(ann);
        assertThat(told.stream().filter(it -> it.customer().equals(ann)).map(CustomerSubscription::subscription))
                .containsExactlyInAnyOrderElementsOf(found.subscriptions());
    }

    @Test
    void theSubscriptionsOfACustomerWhoIsDeletedAreToldToo() {
        CustomerId ann = givenCustomer(START, null);
        String subscription = givenSubscription(ann, START, "active");
        delete(ann);

        assertThat(subscriptions(Span.ALL).get(0).items())
                .extracting(
                        it -> it.subscription().id(), it -> it.subscription().status())
                .containsExactly(tuple(subscription, "canceled"));
    }

    @Test
    void everySubscriptionIsToldOnce() {
        CustomerId ann = givenCustomer(START, null);
        List<String> all = IntStream.range(0, 215)
                .mapToObj(i -> givenSubscription(ann, START.plusSeconds(i / 10), i % 3 == 0 ? "canceled" : "active"))
                .toList();

        assertThat(subscriptions(Span.ALL).stream()
                        .flatMap(page -> page.items().stream())
                        .map(it -> it.subscription().id())
                        .toList())
                .isEqualTo(newestFirst(all));
    }

    @Test
    void spansThatMeetHaveEverythingAndNothingTwice() {
        List<CustomerId> all = givenCustomers(60); // three in each second
        all.forEach(customer -> givenSubscription(customer, START.plusSeconds(30), "active"));
        Instant middle = START.plusSeconds(7).plusMillis(900);

        List<CustomerId> older = ids(customers(new Span(null, middle)));
        List<CustomerId> newer = ids(customers(new Span(middle, null)));
        List<CustomerId> within = ids(customers(new Span(START.plusSeconds(2), START.plusSeconds(3))));

        assertThat(older).isEqualTo(newestFirst(all.subList(0, 21)));
        assertThat(newer).isEqualTo(newestFirst(all.subList(21, 60)));
        assertThat(within).isEqualTo(newestFirst(all.subList(6, 9)));
        assertThat(customers(new Span(middle, middle)).get(0).items()).isEmpty();
        assertThat(subscriptions(new Span(null, START.plusSeconds(30))).get(0).items())
                .isEmpty();
        assertThat(subscriptions(new Span(START.plusSeconds(30), null)).get(0).items())
                .hasSize(60);
    }

    @Test
    @Tag("promise:P11")
    void aPlaceStaysGoodWhenItsObjectHasGone() {
        List<CustomerId> all = givenCustomers(250);
        Page<BillingCustomer> first = pages().customers(Span.ALL, null, meter);
        delete(all.get(150)); // the last on the first page
        delete(all.get(149));

        List<CustomerId> rest = ids(all(after -> pages().customers(Span.ALL, after, meter), first.next()));

        assertThat(rest).containsAll(all.subList(0, 149)).doesNotContain(all.get(149), all.get(150));
        assertThat(rest.subList(rest.size() - 149, rest.size())).isEqualTo(newestFirst(all.subList(0, 149)));
        assertThat(rest.subList(0, rest.size() - 149))
                .as("told twice: only what was created in the same second as the one that has gone")
                .isSubsetOf(all.subList(150, 153));
    }

    @Test
    void aPlaceWhoseObjectHasGoneKeepsToItsSpan() {
        List<CustomerId> all = givenCustomers(250);
        Span span = new Span(START.plusSeconds(10), START.plusSeconds(50).plusMillis(1)); // 30 to 149
        Page<BillingCustomer> first = pages().customers(span, null, meter);
        delete(all.get(50));

        List<CustomerId> rest = ids(all(after -> pages().customers(span, after, meter), first.next()));

        assertThat(rest).containsAll(all.subList(30, 50));
        assertThat(all.subList(30, 52)).containsAll(rest);
    }

    @Test
    void aPlaceThatNobodyToldIsRefusedWithoutARequest() {
        for (String madeUp : List.of("", " ", "cus_1", "cus_1\n", "?limit=1", "cus_1&email=a", "a".repeat(9_000))) {
            assertThatIllegalArgumentException().isThrownBy(() -> pages().customers(Span.ALL, madeUp, meter));
            assertThatIllegalArgumentException().isThrownBy(() -> pages().subscriptions(Span.ALL, madeUp, meter));
            assertThatIllegalArgumentException().isThrownBy(() -> pages().events(Span.ALL, List.of(), madeUp, meter));
        }
        assertThat(meter.calls()).isZero();
    }

    @Test
    @Tag("promise:P12")
    void eventsAreToldAsTheyAreDelivered() {
        CustomerId ann = givenCustomer(START, "pm_ann");
        givenSubscription(ann, START.plusSeconds(1), "active");
        delete(ann);

        List<WebhookEvent> told = events(Span.ALL, List.of()).stream()
                .flatMap(page -> page.items().stream())
                .toList();

        assertThat(told).isNotEmpty().isEqualTo(newestFirst(delivered()));
    }

    @Test
    void eventsAreThoseOfTheTypesAndTheSpan() {
        List<CustomerId> all = givenCustomers(120);
        delete(all.get(0));

        List<Page<WebhookEvent>> created = events(Span.ALL, List.of(CREATED, "customer.updated"));
        List<Page<WebhookEvent>> within =
                events(new Span(START.plusSeconds(2), START.plusSeconds(4)), List.of(CREATED));

        assertThat(created).hasSize(2);
        assertThat(named(created)).isEqualTo(newestFirst(all));
        assertThat(named(within)).isEqualTo(newestFirst(all.subList(6, 12)));
        assertThat(named(events(Span.ALL, List.of("customer.deleted")))).containsExactly(all.get(0));
        assertThat(events(Span.ALL, List.of("invoice.paid")).get(0).items()).isEmpty();
        List<String> tooMany = Collections.nCopies(21, CREATED);
        assertThatIllegalArgumentException().isThrownBy(() -> pages().events(Span.ALL, tooMany, null, meter));
    }

    @Test
    void oneAtATimeTheSameIsFound() {
        CustomerId ann = givenCustomer(START, "pm_ann");
        givenSubscription(ann, START, "active");

        BillingState found = pages().oneByOne(meter).find(ann);

        assertThat(found).isEqualTo(directory().find(ann));
        assertThat(meter.calls()).isEqualTo(2);
    }

    @Test
    void eachFurtherTryIsOneMoreRequest() {
        givenCustomers(3);
        failNext(1);

        assertThat(customers(Span.ALL).get(0).items()).hasSize(3);
        assertThat(meter.calls()).isEqualTo(2);
    }

    @Test
    @Tag("promise:P10")
    void aPageThatCannotBeReadIsAnException() {
        givenCustomers(150);
        String second = pages().customers(Span.ALL, null, meter).next();
        makeUnavailable();

        assertStripeIsAway(() -> pages().customers(Span.ALL, null, meter));
        assertStripeIsAway(() -> pages().customers(Span.ALL, second, meter));
        assertStripeIsAway(() -> pages().subscriptions(Span.ALL, null, meter));
        assertStripeIsAway(() -> pages().events(Span.ALL, List.of(), null, meter));
        assertStripeIsAway(() -> pages().oneByOne(meter).find(new CustomerId("cus_unknown")));
    }

    /** Three in each second, oldest first. */
    private List<CustomerId> givenCustomers(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> givenCustomer(START.plusSeconds(i / 3), null))
                .toList();
    }

    private List<Page<BillingCustomer>> customers(Span span) {
        return all(after -> pages().customers(span, after, meter), null);
    }

    private List<Page<CustomerSubscription>> subscriptions(Span span) {
        return all(after -> pages().subscriptions(span, after, meter), null);
    }

    private List<Page<WebhookEvent>> events(Span span, List<String> types) {
        return all(after -> pages().events(span, types, after, meter), null);
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

    private static List<CustomerId> ids(List<Page<BillingCustomer>> pages) {
        return pages.stream()
                .flatMap(page -> page.items().stream())
                .map(BillingCustomer::id)
                .toList();
    }

    private static List<CustomerId> named(List<Page<WebhookEvent>> pages) {
        return pages.stream()
                .flatMap(page -> page.items().stream())
                .flatMap(event -> event.customers().stream())
                .toList();
    }

    private static <T> List<T> newestFirst(List<T> all) {
        List<T> reversed = all.stream().collect(Collectors.toCollection(ArrayList::new));
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
