package dev.trueup.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.model.BillingObject;
import dev.trueup.model.CheckoutSession;
import dev.trueup.model.CustomerId;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.spi.BillingDirectory;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The part of the contract about objects that lead to a customer. Not thread-safe, as JUnit uses it. */
abstract class BillingObjectsContract {

    /** The directory under test. */
    protected abstract BillingDirectory directory();

    /**
     * Creates a customer that is newer than all before it.
     *
     * @param email its address, if any
     * @param metadata its metadata
     */
    protected abstract CustomerId givenCustomer(@Nullable String email, Map<String, String> metadata);

    /**
     * Creates an object that is neither a customer nor a subscription, and returns its id.
     *
     * @param type Stripe's {@code object}: {@code checkout.session}, {@code invoice}, {@code charge},
     *     {@code payment_intent}, {@code setup_intent}, {@code payment_method}, {@code dispute} or {@code refund}
     * @param fields some of its fields as Stripe names them, for example {@code customer}; the others have none
     */
    protected abstract String givenObject(String type, Map<String, String> fields);

    /**
     * Creates a subscription and returns its id.
     *
     * @param customer whose
     * @param status Stripe's word, such as {@code active} or {@code canceled}
     */
    protected abstract String givenSubscription(CustomerId customer, String status);

    /** Lets Stripe be away from now on, until the end of the test. */
    protected abstract void makeUnavailable();

    @Test
    void aCheckoutSessionTellsItsCustomerAndItsUser() {
        CustomerId customer = givenCustomer("ann@example.com", Map.of());
        String paid = givenObject(
                "checkout.session", Map.of("customer", customer.value(), "client_reference_id", "user_ann"));
        String guest = givenObject("checkout.session", Map.of("client_reference_id", "user_ann\n"));

        assertThat(directory().findCheckout(paid))
                .contains(new CheckoutSession(paid, customer, new UserId("user_ann")));
        assertThat(directory().findCheckout(guest)).contains(new CheckoutSession(guest, null, null));
    }

    @Test
    void aSessionIdThatSomebodyMadeUpFindsNothing() {
        String invoice = givenObject("invoice", Map.of());

        for (String madeUp : List.of(
                "cs_test_unknown",
                "",
                "cs_",
                invoice,
                "cs_test_1/../../customers",
                "cs_test_1?expand[]=customer",
                "cs_test_1\r\nX: y",
                "cs_test_ü",
                "cs_test_\ud800",
                "cs_" + "a".repeat(9_000))) {
            assertThat(directory().findCheckout(madeUp)).isEmpty();
        }
    }

    @Test
    void everyObjectThatNamesACustomerLeadsToIt() {
        CustomerId ann = givenCustomer("ann@example.com", Map.of());
        givenCustomer("bob@example.com", Map.of());

        assertThat(directory().customerOf(new BillingObject("subscription", givenSubscription(ann, "canceled"))))
                .contains(ann);
        for (String type :
                List.of("checkout.session", "invoice", "charge", "payment_intent", "setup_intent", "payment_method")) {
            String id = givenObject(type, Map.of("customer", ann.value()));

            assertThat(directory().customerOf(new BillingObject(type, id)))
                    .as(type)
                    .contains(ann);
        }
    }

    @Test
    void aDisputeAndARefundLeadToTheCustomerOfTheirPayment() {
        CustomerId ann = givenCustomer("ann@example.com", Map.of());
        String charge = givenObject("charge", Map.of("customer", ann.value()));
        String intent = givenObject("payment_intent", Map.of("customer", ann.value()));

        for (String type : List.of("dispute", "refund")) {
            String byCharge = givenObject(type, Map.of("charge", charge));
            String byIntent = givenObject(type, Map.of("payment_intent", intent));

            assertThat(directory().customerOf(new BillingObject(type, byCharge)))
                    .contains(ann);
            assertThat(directory().customerOf(new BillingObject(type, byIntent)))
                    .contains(ann);
        }
    }

    @Test
    void anObjectThatIsGoneOrNobodysOrOfAnotherTypeLeadsToNoCustomer() {
        for (String type : List.of("invoice", "charge", "payment_intent", "checkout.session", "dispute", "refund")) {
            assertThat(directory().customerOf(new BillingObject(type, givenObject(type, Map.of()))))
                    .as(type)
                    .isEmpty();
            assertThat(directory().customerOf(new BillingObject(type, "unknown_1")))
                    .as(type)
                    .isEmpty();
        }
        String guests = givenObject("charge", Map.of());
        String refund = givenObject("refund", Map.of("charge", guests));
        assertThat(directory().customerOf(new BillingObject("refund", refund))).isEmpty();
        assertThat(directory().customerOf(new BillingObject("payout", "po_1"))).isEmpty();
        assertThat(directory().customerOf(new BillingObject("invoice", "../customers/cus_1")))
                .isEmpty();
    }

    @Test
    void anOutageLeadsNowhereAndSaysSo() {
        String session = givenObject("checkout.session", Map.of());
        makeUnavailable();

        assertStripeIsAway(() -> directory().findCheckout(session));
        assertStripeIsAway(() -> directory().findCheckout("cs_test_unknown"));
        assertStripeIsAway(() -> directory().customerOf(new BillingObject("invoice", "in_unknown")));
    }

    static void assertStripeIsAway(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(SourceUnavailableException.class, e -> assertThat(e.source())
                        .isEqualTo(Source.STRIPE))
                .hasMessageNotContaining("@");
    }
}
