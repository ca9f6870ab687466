package dev.trueup.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.CustomerId;
import dev.trueup.spi.PaymentPages;
import dev.trueup.testkit.SettableClock;
import dev.trueup.testkit.contract.PaymentPagesContract;
import dev.trueup.testkit.fake.Call;
import dev.trueup.testkit.fake.FakeStripe;
import dev.trueup.testkit.fake.Gate;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StripePaymentsTest extends PaymentPagesContract {

    private final SettableClock clock = SettableClock.at("2026-01-01T00:00:00Z");
    private final FakeStripe stripe = FakeStripe.start(clock);
    private final StripeDirectory directory =
            StripeDirectory.builder(Clients.of(stripe)).build();

    @AfterEach
    void close() {
        directory.close();
        stripe.close();
    }

    /** A hundred of each, side by side. */
    @Test
    void aHistoryCostsThreeCallsSideBySide() throws Exception {
        CustomerId customer = givenCustomer();
        Gate all = stripe.faults().onEveryCall().hold();
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<?> history = threads.submit(() -> payments().history(customer));
            all.awaitArrived(3);
            all.release();
            history.get();
        } finally {
            threads.shutdownNow();
        }

        assertThat(stripe.calls().all())
                .extracting(Call::path)
                .containsExactlyInAnyOrder("/v1/charges", "/v1/payment_intents", "/v1/invoices");
        assertThat(stripe.calls().all()).allSatisfy(call -> assertThat(call.query())
                .containsOnlyKeys("limit", "customer")
                .containsEntry("limit", List.of("100")));
    }

    @Override
    protected PaymentPages payments() {
        return directory.payments();
    }

    @Override
    protected CustomerId givenCustomer() {
        return new CustomerId(stripe.createCustomer(it -> it.email("ann@example.com")));
    }

    @Override
    protected String givenPayment(
            CustomerId customer, Instant at, long amount, String currency, @Nullable String failureCode) {
        clock.set(at);
        return failureCode == null
                ? stripe.payments().pay(customer.value(), amount, currency)
                : stripe.payments().failToPay(customer.value(), amount, currency, failureCode);
    }

    @Override
    protected void refund(String charge, long amount) {
        stripe.payments().refund(charge, amount);
    }

    @Override
    protected void givenPaymentOfNobody(Instant at) {
        clock.set(at);
        stripe.objects().create("charge", it -> {});
    }

    @Override
    protected String givenDraft(
            CustomerId customer, Instant at, long total, @Nullable String subscription, @Nullable Instant due) {
        clock.set(at);
        return stripe.payments().draftInvoice(customer.value(), it -> {
            it.total(total);
            if (subscription != null) {
                it.subscription(subscription);
            }
            if (due != null) {
                it.due(due);
            }
        });
    }

    @Override
    protected void payAtSecondTry(String draft, Instant at) {
        clock.set(at);
        stripe.payments().finalizeInvoice(draft);
        stripe.payments().failInvoice(draft, "card_declined");
        stripe.payments().payInvoice(draft);
    }

    @Override
    protected void delete(String draft) {
        stripe.payments().deleteDraft(draft);
    }

    @Override
    protected void failNext(int n) {
        stripe.faults().onEveryCall().times(n).answer(500);
    }

    @Override
    protected void makeUnavailable() {
        stripe.faults().onEveryCall().answer(503);
    }
}
