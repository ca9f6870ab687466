package dev.trueup.stripe;

import dev.trueup.model.CustomerId;
import dev.trueup.model.WebhookEvent;
import dev.trueup.spi.BillingDirectory;
import dev.trueup.spi.BillingPages;
import dev.trueup.testkit.SettableClock;
import dev.trueup.testkit.contract.BillingPagesContract;
import dev.trueup.testkit.fake.FakeStripe;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

class StripePagesTest extends BillingPagesContract {

    private final SettableClock clock = SettableClock.at("2026-01-01T00:00:00Z");
    private final FakeStripe stripe = FakeStripe.start(clock);
    private final StripeDirectory directory =
            StripeDirectory.builder(Clients.of(stripe)).build();

    @AfterEach
    void close() {
        directory.close();
        stripe.close();
    }

    @Override
    protected BillingPages pages() {
        return directory.pages();
    }

    @Override
    protected BillingDirectory directory() {
        return directory;
    }

    @Override
    protected CustomerId givenCustomer(Instant created, @Nullable String payment) {
        clock.set(created);
        return new CustomerId(
                stripe.createCustomer(it -> it.email("ann@example.com").defaultPaymentMethod(payment)));
    }

    @Override
    protected String givenSubscription(CustomerId customer, Instant created, String status) {
        clock.set(created);
        return stripe.createSubscription(
                customer.value(), it -> it.price("price_basic").status(status));
    }

    @Override
    protected void delete(CustomerId customer) {
        stripe.deleteCustomer(customer.value());
    }

    @Override
    protected void failNext(int n) {
        stripe.faults().onEveryCall().times(n).answer(500);
    }

    @Override
    protected void makeUnavailable() {
        stripe.faults().onEveryCall().answer(503);
    }

    @Override
    protected List<WebhookEvent> delivered() {
        return stripe.events().all().stream()
                .map(event -> EventReader.read(event.bytes()))
                .toList();
    }
}
