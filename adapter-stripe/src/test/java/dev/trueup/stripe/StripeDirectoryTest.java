package dev.trueup.stripe;

import dev.trueup.model.CustomerId;
import dev.trueup.spi.BillingDirectory;
import dev.trueup.testkit.contract.BillingDirectoryContract;
import dev.trueup.testkit.fake.FakeStripe;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

class StripeDirectoryTest extends BillingDirectoryContract {

    private final FakeStripe stripe = FakeStripe.start();
    private final StripeDirectory directory =
            StripeDirectory.builder(Clients.of(stripe)).build();

    @AfterEach
    void close() {
        directory.close();
        stripe.close();
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
    protected String givenObject(String type, Map<String, String> fields) {
        return type.equals("payment_method")
                ? stripe.createPaymentMethod(fields.getOrDefault("customer", ""), card -> {})
                : stripe.objects().create(type, object -> fields.forEach(object::set));
    }

    @Override
    protected void delete(CustomerId customer) {
        stripe.deleteCustomer(customer.value());
    }

    @Override
    protected void makeUnavailable() {
        stripe.faults().onEveryCall().answer(503);
    }
}
