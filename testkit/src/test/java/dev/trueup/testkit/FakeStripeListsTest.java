package dev.trueup.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.stripe.StripeClient;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.Customer;
import com.stripe.model.StripeCollection;
import com.stripe.param.CustomerListParams;
import com.stripe.param.SubscriptionListParams;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeStripeListsTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final FakeStripe stripe = FakeStripe.start();
    private final StripeClient client = StripeSdk.client(stripe);

    @AfterEach
    void close() {
        stripe.close();
    }

    @Test
    void autoPaginationReadsEveryCustomerOnceNewestFirst() throws StripeException {
        List<String> expected = new ArrayList<>(customers(250));
        Collections.reverse(expected);

        List<String> read = new ArrayList<>();
        list(limit(100)).autoPagingIterable().forEach(customer -> read.add(customer.getId()));

        assertThat(read).isEqualTo(expected);
        assertThat(stripe.calls().count("GET", "/v1/customers")).isEqualTo(3);
    }

    @Test
    void aPageHoldsTenUnlessALimitIsGiven() throws StripeException {
        customers(11);

        StripeCollection<Customer> page = list(CustomerListParams.builder());

        assertThat(page.getData()).hasSize(10);
        assertThat(page.getHasMore()).isTrue();
        assertThat(list(limit(11)).getHasMore()).isFalse();
    }

    @Test
    void aLimitOutsideOneToAHundredIsRefused() {
        for (long limit : new long[] {0, 101, -1}) {
            assertThatThrownBy(() -> list(limit(limit)))
                    .asInstanceOf(type(InvalidRequestException.class))
                    .returns(400, InvalidRequestException::getStatusCode)
                    .returns("limit", InvalidRequestException::getParam);
        }
    }

    @Test
    void aPageBeforeACursorIsTheOneNextToIt() throws StripeException {
        List<String> ids = customers(6);

        StripeCollection<Customer> page = list(limit(2).setEndingBefore(ids.get(1)));

        assertThat(page.getData()).extracting(Customer::getId).containsExactly(ids.get(3), ids.get(2));
        assertThat(page.getHasMore()).isTrue();
        assertThat(list(limit(4).setEndingBefore(ids.get(1))).getHasMore()).isFalse();
    }

    @Test
    void customersOfOneSecondKeepTheirOrderOverPages() throws StripeException {
        List<String> expected = new ArrayList<>();
        for (int n = 0; n < 5; n++) {
            expected.add(0, stripe.createCustomer(customer -> customer.created(START)));
        }

        List<String> read = new ArrayList<>();
        list(limit(2)).autoPagingIterable().forEach(customer -> read.add(customer.getId()));

        assertThat(read).isEqualTo(expected);
    }

    @Test
    void rangesOfCreationAreDisjointAndComplete() throws StripeException {
        List<String> ids = customers(10);
        long cut = START.plusSeconds(4).getEpochSecond();

        assertThat(list(created().setCreated(range().setLt(cut).build())).getData())
                .extracting(Customer::getId)
                .containsExactlyInAnyOrderElementsOf(ids.subList(0, 4));
        assertThat(list(created().setCreated(range().setGte(cut).build())).getData())
                .extracting(Customer::getId)
                .containsExactlyInAnyOrderElementsOf(ids.subList(4, 10));
        assertThat(list(created().setCreated(range().setGt(cut).setLte(cut + 2).build()))
                        .getData())
                .extracting(Customer::getId)
                .containsExactly(ids.get(6), ids.get(5));
        assertThat(list(created().setCreated(cut)).getData())
                .extracting(Customer::getId)
                .containsExactly(ids.get(4));
    }

    @Test
    void theEmailFilterComparesExactly() throws StripeException {
        String id = stripe.createCustomer(customer -> customer.email("ann@example.com"));
        stripe.createCustomer(customer -> customer.email("Ann@example.com"));
        String changed = stripe.createCustomer(customer -> customer.email("ann@example.com"));
        stripe.updateCustomer(changed, customer -> customer.email("bob@example.com"));

        assertThat(list(CustomerListParams.builder().setEmail("ann@example.com"))
                        .getData())
                .extracting(Customer::getId)
                .containsExactly(id);
    }

    @Test
    void deletedCustomersAreNotListed() throws StripeException {
        List<String> ids = customers(3);
        stripe.deleteCustomer(ids.get(1));

        assertThat(list(limit(10)).getData()).extracting(Customer::getId).containsExactly(ids.get(2), ids.get(0));
    }

    @Test
    void aCursorThatHasLeftTheListIsRefused() {
        List<String> ids = customers(3);
        stripe.deleteCustomer(ids.get(1));
        String subscription = stripe.createSubscription(ids.get(0), s -> s.price("price_basic"));
        stripe.cancelSubscription(subscription);

        assertRefused(() -> list(limit(1).setStartingAfter(ids.get(1))));
        assertRefused(() -> subscriptionsAfter(subscription, SubscriptionListParams.builder()));
        assertRefused(() -> subscriptionsAfter(
                subscription, SubscriptionListParams.builder().setCustomer(ids.get(0))));
    }

    private void subscriptionsAfter(String cursor, SubscriptionListParams.Builder params) throws StripeException {
        client.v1().subscriptions().list(params.setStartingAfter(cursor).build());
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .asInstanceOf(type(InvalidRequestException.class))
                .returns("resource_missing", InvalidRequestException::getCode)
                .returns("starting_after", InvalidRequestException::getParam);
    }

    @Test
    void bothCursorsAtOnceAreRefused() {
        List<String> ids = customers(2);

        assertThatThrownBy(() -> list(limit(1).setStartingAfter(ids.get(0)).setEndingBefore(ids.get(1))))
                .isInstanceOf(InvalidRequestException.class);
    }

    private List<String> customers(int count) {
        List<String> ids = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            Instant created = START.plusSeconds(n);
            ids.add(stripe.createCustomer(customer -> customer.created(created)));
        }
        return ids;
    }

    private StripeCollection<Customer> list(CustomerListParams.Builder params) throws StripeException {
        return client.v1().customers().list(params.build());
    }

    private static CustomerListParams.Builder limit(long limit) {
        return CustomerListParams.builder().setLimit(limit);
    }

    private static CustomerListParams.Builder created() {
        return limit(100);
    }

    private static CustomerListParams.Created.Builder range() {
        return CustomerListParams.Created.builder();
    }
}
