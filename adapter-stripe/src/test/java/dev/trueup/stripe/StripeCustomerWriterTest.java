package dev.trueup.stripe;

import dev.trueup.model.CustomerId;
import dev.trueup.spi.BillingDirectory;
import dev.trueup.spi.CustomerWriter;
import dev.trueup.testkit.contract.CustomerWriterContract;
import dev.trueup.testkit.fake.FakeStripe;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

class StripeCustomerWriterTest extends CustomerWriterContract {

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
    protected CustomerWriter writer() {
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
    protected void delete(CustomerId customer) {
        stripe.deleteCustomer(customer.value());
    }

    @Override
    protected void makeUnavailable() {
        stripe.faults().onEveryCall().answer(503);
    }

    @Override
    protected void loseAnswersToWrites() {
        stripe.faults().on("POST", "/v1/").cutLineAfterEffect();
    }

    @Override
    protected void failNextWriteAfterItsEffect() {
        stripe.faults().on("POST", "/v1/").times(1).failAfterEffect(500);
    }

    @Override
    protected void recover() {
        stripe.faults().clear();
    }
}
