package dev.trueup.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.trueup.model.BillingCustomer;
import dev.trueup.model.BillingState;
import dev.trueup.model.CustomerId;
import dev.trueup.model.Presence;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.UserId;
import dev.trueup.spi.BillingDirectory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What every {@link BillingDirectory} has to do. An adapter's test class extends it and says how its Stripe is filled.
 *
 * <p>Each test wants a directory over an empty account; set it up and tear it down in the subclass.
 */
public abstract class BillingDirectoryContract extends BillingObjectsContract {

    private static final CustomerId NEVER_EXISTED = new CustomerId("cus_never_existed");

    /** For subclasses. */
    protected BillingDirectoryContract() {}

    /** Deletes a customer. */
    protected abstract void delete(CustomerId customer);

    @Test
    void aLiveCustomerComesWithAllItsSubscriptionsCancelledOnesToo() {
        CustomerId customer = givenCustomer("ann@example.com", Map.of("userId", "user_ann"));
        String active = givenSubscription(customer, "active");
        String cancelled = givenSubscription(customer, "canceled");
        String late = givenSubscription(customer, "past_due");
        givenSubscription(givenCustomer("bob@example.com", Map.of()), "active");

        BillingState state = directory().find(customer);

        assertThat(state.customer().id()).isEqualTo(customer);
        assertThat(state.customer().presence()).isEqualTo(Presence.ACTIVE);
        assertThat(state.customer().email()).isEqualTo("ann@example.com");
        assertThat(state.customer().userId()).isEqualTo(new UserId("user_ann"));
        assertThat(state.customer().created()).isNotNull();
        assertThat(state.subscriptions())
                .extracting(SubscriptionData::id, SubscriptionData::status)
                .containsExactlyInAnyOrder(
                        tuple(active, "active"), tuple(cancelled, "canceled"), tuple(late, "past_due"));
    }

    @Test
    void aCustomerWithoutAnythingIsStillACustomer() {
        CustomerId customer = givenCustomer(null, Map.of());

        BillingState state = directory().find(customer);

        assertThat(state.customer().presence()).isEqualTo(Presence.ACTIVE);
        assertThat(state.customer().email()).isNull();
        assertThat(state.customer().userId()).isNull();
        assertThat(state.subscriptions()).isEmpty();
    }

    @Test
    @Tag("promise:P2")
    void everyPageOfSubscriptionsIsRead() {
        CustomerId customer = givenCustomer("ann@example.com", Map.of());
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 215; i++) {
            all.add(givenSubscription(customer, i % 3 == 0 ? "canceled" : "active"));
        }

        assertThat(directory().find(customer).subscriptions())
                .extracting(SubscriptionData::id)
                .containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    @Tag("promise:P1")
    void aDeletedCustomerIsToldFromAMissingOne() {
        CustomerId customer = givenCustomer("ann@example.com", Map.of("userId", "user_ann"));
        givenSubscription(customer, "active");
        delete(customer);

        assertThat(directory().find(customer)).isEqualTo(BillingState.gone(BillingCustomer.deleted(customer)));
        assertThat(directory().find(NEVER_EXISTED))
                .isEqualTo(BillingState.gone(BillingCustomer.missing(NEVER_EXISTED)));
    }

    @Test
    void theUserIsTakenFromTheMetadataAndFromNothingElse() {
        CustomerId byAddressOnly = givenCustomer("user_ann@example.com", Map.of("user_id", "user_ann"));
        CustomerId carrying = givenCustomer("user_ann@example.com", Map.of("userId", "user_bob"));
        CustomerId nonsense = givenCustomer("user_ann@example.com", Map.of("userId", "user_ann\n"));

        assertThat(directory().find(byAddressOnly).customer().userId()).isNull();
        assertThat(directory().find(carrying).customer().userId()).isEqualTo(new UserId("user_bob"));
        assertThat(directory().find(nonsense).customer().userId()).isNull();
        assertThat(directory().findByEmail("user_ann@example.com"))
                .extracting(BillingCustomer::userId)
                .containsExactly(null, new UserId("user_bob"), null);
    }

    @Test
    void anAddressFindsTheCustomersOfEveryPageOldestFirst() {
        List<CustomerId> all = new ArrayList<>();
        for (int i = 0; i < 215; i++) {
            all.add(givenCustomer("shared@example.com", Map.of("userId", "user_" + i)));
            if (i % 50 == 0) {
                givenCustomer("other@example.com", Map.of());
            }
        }

        assertThat(directory().findByEmail("shared@example.com"))
                .extracting(BillingCustomer::id)
                .containsExactlyElementsOf(all);
    }

    @Test
    void anAddressFindsLiveCustomersWithExactlyThisAddress() {
        CustomerId exact = givenCustomer("Ann.O'Hara+a&b=c%@example.com", Map.of());
        givenCustomer("ann.o'hara+a&b=c%@example.com", Map.of());
        delete(givenCustomer("Ann.O'Hara+a&b=c%@example.com", Map.of()));

        assertThat(directory().findByEmail("Ann.O'Hara+a&b=c%@example.com"))
                .extracting(BillingCustomer::id)
                .containsExactly(exact);
        assertThat(directory().findByEmail("nobody@example.com")).isEmpty();
    }

    @Test
    void theCustomersSinceATimeAreThoseOfEveryPageOldestFirst() {
        List<CustomerId> all = new ArrayList<>();
        for (int i = 0; i < 215; i++) {
            all.add(givenCustomer(i % 2 == 0 ? null : "user" + i + "@example.com", Map.of("userId", "user_" + i)));
        }
        delete(givenCustomer("gone@example.com", Map.of()));
        Instant first = createdAt(all.get(0));
        Instant last = createdAt(all.get(214));

        assertThat(directory().findCreatedSince(first))
                .extracting(BillingCustomer::id)
                .containsExactlyElementsOf(all);
        assertThat(directory().findCreatedSince(first))
                .element(214)
                .returns(new UserId("user_214"), BillingCustomer::userId);
        assertThat(directory().findCreatedSince(last.plusMillis(999)))
                .extracting(BillingCustomer::id)
                .contains(all.get(214));
        assertThat(directory().findCreatedSince(last.plusSeconds(1))).isEmpty();
    }

    @Test
    void anAddressThatNobodyCanHaveFindsNobody() {
        givenCustomer("ann@example.com", Map.of());
        givenCustomer(null, Map.of());

        for (String address :
                List.of("", " ", "\u0000", "ann@example.com\r\n", "\ud800@example.com", "a".repeat(9_000))) {
            assertThat(directory().findByEmail(address)).isEmpty();
        }
    }

    @Test
    @Tag("promise:P1")
    void anOutageIsAnExceptionAndNeverAnAnswer() {
        CustomerId live = givenCustomer("ann@example.com", Map.of());
        CustomerId deleted = givenCustomer("bob@example.com", Map.of());
        delete(deleted);
        makeUnavailable();

        assertStripeIsAway(() -> directory().find(live));
        assertStripeIsAway(() -> directory().find(deleted));
        assertStripeIsAway(() -> directory().find(NEVER_EXISTED));
        assertStripeIsAway(() -> directory().findByEmail("ann@example.com"));
        assertStripeIsAway(() -> directory().findCreatedSince(Instant.EPOCH));
    }

    @Test
    void callersAtTheSameTimeGetTheirOwnAnswers() throws Exception {
        List<CustomerId> customers = new ArrayList<>();
        List<String> subscriptions = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            customers.add(givenCustomer("user" + i + "@example.com", Map.of("userId", "user_" + i)));
            subscriptions.add(givenSubscription(customers.get(i), "active"));
        }
        List<BillingState> answers = allAtOnce(customers);

        for (int i = 0; i < customers.size(); i++) {
            assertThat(answers.get(i).customer().id()).isEqualTo(customers.get(i));
            assertThat(answers.get(i).customer().email()).isEqualTo("user" + i + "@example.com");
            assertThat(answers.get(i).subscriptions())
                    .extracting(SubscriptionData::id)
                    .containsExactly(subscriptions.get(i));
        }
    }

    private Instant createdAt(CustomerId customer) {
        return Objects.requireNonNull(directory().find(customer).customer().created());
    }

    private List<BillingState> allAtOnce(List<CustomerId> customers) throws InterruptedException, ExecutionException {
        BillingDirectory directory = directory();
        ExecutorService threads = Executors.newFixedThreadPool(customers.size());
        try {
            List<BillingState> answers = new ArrayList<>();
            for (Future<BillingState> answer : threads.invokeAll(customers.stream()
                    .map(id -> (Callable<BillingState>) () -> directory.find(id))
                    .toList())) {
                answers.add(answer.get());
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }
}
