package dev.trueup.stripe;

import dev.trueup.model.CustomerId;
import dev.trueup.spi.BillingActions;
import dev.trueup.spi.BillingDirectory;
import dev.trueup.testkit.contract.BillingActionsContract;
import dev.trueup.testkit.fake.FakeStripe;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

class StripeBillingActionsTest extends BillingActionsContract {

    private final FakeStripe stripe = FakeStripe.start();
    private final StripeActions actions =
            StripeActions.builder(Clients.of(stripe)).build();
    private final StripeDirectory directory =
            StripeDirectory.builder(Clients.of(stripe)).build();

    @AfterEach
    void close() {
        actions.close();
        directory.close();
        stripe.close();
    }

    @Override
    protected BillingActions actions() {
        return actions;
    }

    @Override
    protected BillingDirectory directory() {
        return directory;
    }

    @Override
    protected CustomerId givenCustomer(@Nullable String email, Map<String, String> metadata) {
        return new CustomerId(stripe.createCustomer(customer -> {
            customer.email(email);
            metadata.forEach(customer::metadata);
        }));
    }

    @Override
    protected String givenSubscription(CustomerId customer, String status) {
        return stripe.createSubscription(
                customer.value(),
                subscription -> subscription.price("price_basic").status(status));
    }

    @Override
    protected String givenPrice(boolean recurring) {
        return stripe.createPrice(price -> {
            if (!recurring) {
                price.oneTime();
            }
        });
    }

    @Override
    protected void complete(String sessionId) {
        stripe.objects().completeCheckout(sessionId, it -> {});
    }

    @Override
    protected void makeUnavailable() {
        stripe.faults().onEveryCall().answer(503);
    }

    @Override
    protected void loseAnswersToWrites() {
        stripe.faults().on("POST", "/v1/").cutLineAfterEffect();
        stripe.faults().on("DELETE", "/v1/").cutLineAfterEffect();
    }

    @Override
    protected void recover() {
        stripe.faults().clear();
    }
}
