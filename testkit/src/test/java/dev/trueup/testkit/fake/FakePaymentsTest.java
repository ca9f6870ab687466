package dev.trueup.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.stripe.StripeClient;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.Charge;
import com.stripe.model.HasId;
import com.stripe.model.Invoice;
import com.stripe.model.PaymentIntent;
import com.stripe.model.StripeCollection;
import com.stripe.param.ChargeListParams;
import com.stripe.param.InvoiceListParams;
import com.stripe.param.PaymentIntentListParams;
import dev.trueup.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FakePaymentsTest {

    private final SettableClock clock = SettableClock.at("2026-01-31T12:00:00Z");
    private final FakeStripe stripe = FakeStripe.start(clock);
    private final StripeClient client = StripeSdk.client(stripe);
    private final FakePayments payments = stripe.payments();

    @BeforeEach
    void createCustomers() {
        stripe.createCustomer(it -> it.id("cus_1"));
        stripe.createCustomer(it -> it.id("cus_2"));
    }

    @AfterEach
    void close() {
        stripe.close();
    }

    @Test
    void aPaymentIsAnIntentAndItsCharge() throws StripeException {
        Charge charge = client.v1().charges().retrieve(payments.pay("cus_1", 1_999, "eur"));
        PaymentIntent intent = client.v1().paymentIntents().retrieve(charge.getPaymentIntent());

        assertThat(charge.getStatus()).isEqualTo("succeeded");
        assertThat(charge.getAmount()).isEqualTo(1_999);
        assertThat(charge.getCurrency()).isEqualTo("eur");
        assertThat(charge.getPaid()).isTrue();
        assertThat(intent.getStatus()).isEqualTo("succeeded");
        assertThat(intent.getLatestCharge()).isEqualTo(charge.getId());
        assertThat(intent.getCustomer()).isEqualTo("cus_1");
        assertEvents("payment_intent.created", "charge.succeeded", "payment_intent.succeeded");
    }

    @Test
    void aPaymentThatFailsTellsWhy() throws StripeException {
        Charge charge = client.v1().charges().retrieve(payments.failToPay("cus_1", 1_999, "eur", "card_declined"));

        assertThat(charge.getStatus()).isEqualTo("failed");
        assertThat(charge.getFailureCode()).isEqualTo("card_declined");
        assertThat(charge.getPaid()).isFalse();
        assertThat(client.v1()
                        .paymentIntents()
                        .retrieve(charge.getPaymentIntent())
                        .getStatus())
                .isEqualTo("requires_payment_method");
        assertEvents("payment_intent.created", "charge.failed", "payment_intent.payment_failed");
    }

    @Test
    void aChargeIsGivenBackInParts() throws StripeException {
        String charge = payments.pay("cus_1", 1_000, "usd");

        payments.refund(charge, 400);
        Charge partly = client.v1().charges().retrieve(charge);
        payments.refund(charge, 600);
        Charge wholly = client.v1().charges().retrieve(charge);

        assertThat(partly.getAmountRefunded()).isEqualTo(400);
        assertThat(partly.getRefunded()).isFalse();
        assertThat(wholly.getAmountRefunded()).isEqualTo(1_000);
        assertThat(wholly.getRefunded()).isTrue();
        assertThatThrownBy(() -> payments.refund(charge, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> payments.refund("ch_unknown", 1)).isInstanceOf(NoSuchElementException.class);
        assertThat(stripe.events().all())
                .extracting(FakeEvent::type)
                .endsWith("charge.refunded", "refund.created", "charge.refunded", "refund.created");
    }

    @Test
    void anInvoiceIsDraftedFinalizedTriedAndPaid() throws StripeException {
        Instant due = clock.instant().plus(Duration.ofDays(14));
        String id = payments.draftInvoice("cus_1", it -> it.id("in_1")
                .subscription("sub_1")
                .total(2_500)
                .currency("eur")
                .due(due));
        Invoice draft = client.v1().invoices().retrieve(id);
        payments.finalizeInvoice(id);
        payments.failInvoice(id, "card_declined");
        Invoice open = client.v1().invoices().retrieve(id);
        clock.advance(Duration.ofDays(1));
        payments.payInvoice(id);
        Invoice paid = client.v1().invoices().retrieve(id);

        assertThat(draft.getStatus()).isEqualTo("draft");
        assertThat(draft.getNumber()).isNull();
        assertThat(draft.getParent().getSubscriptionDetails().getSubscription()).isEqualTo("sub_1");
        assertThat(draft.getDueDate()).isEqualTo(due.getEpochSecond());
        assertThat(open.getStatus()).isEqualTo("open");
        assertThat(open.getNumber()).isNotBlank();
        assertThat(open.getAttemptCount()).isEqualTo(1);
        assertThat(open.getAmountRemaining()).isEqualTo(2_500);
        assertThat(paid.getStatus()).isEqualTo("paid");
        assertThat(paid.getAmountPaid()).isEqualTo(2_500);
        assertThat(paid.getAmountRemaining()).isZero();
        assertThat(paid.getAttemptCount()).isEqualTo(2);
        assertThat(paid.getStatusTransitions().getPaidAt())
                .isEqualTo(clock.instant().getEpochSecond());
        assertEvents(
                "invoice.created",
                "invoice.finalized",
                "payment_intent.created",
                "charge.failed",
                "payment_intent.payment_failed",
                "invoice.payment_failed",
                "payment_intent.created",
                "charge.succeeded",
                "payment_intent.succeeded",
                "invoice.paid",
                "invoice.payment_succeeded");
    }

    @Test
    void aDraftThatIsDeletedIsInNoListAndAnOpenInvoiceCanOnlyBeVoided() throws StripeException {
        String draft = payments.draftInvoice("cus_1", it -> {});
        String open = payments.invoice("cus_1", it -> it.total(-500));

        payments.deleteDraft(draft);
        payments.voidInvoice(open);

        assertThat(client.v1().invoices().list().getData())
                .extracting(Invoice::getId, Invoice::getStatus, Invoice::getTotal, Invoice::getAmountDue)
                .containsExactly(tuple(open, "void", -500L, 0L));
        assertThatThrownBy(() -> payments.deleteDraft(open)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> payments.payInvoice(draft)).isInstanceOf(NoSuchElementException.class);
        assertThat(stripe.events().all())
                .extracting(FakeEvent::type)
                .endsWith("invoice.finalized", "invoice.deleted", "invoice.voided");
    }

    @Test
    void listsAreNewestFirstOfOneCustomerOrAll() throws StripeException {
        String first = payments.pay("cus_1", 100, "usd");
        clock.advance(Duration.ofSeconds(10));
        String second = payments.pay("cus_2", 200, "usd");
        String third = payments.failToPay("cus_1", 300, "usd", "expired_card");
        long middle = clock.instant().getEpochSecond();

        assertThat(ids(client.v1().charges().list())).containsExactly(third, second, first);
        assertThat(ids(client.v1()
                        .charges()
                        .list(ChargeListParams.builder().setCustomer("cus_1").build())))
                .containsExactly(third, first);
        assertThat(ids(client.v1()
                        .charges()
                        .list(ChargeListParams.builder()
                                .setLimit(1L)
                                .setStartingAfter(third)
                                .build())))
                .containsExactly(second);
        assertThat(ids(client.v1()
                        .charges()
                        .list(ChargeListParams.builder()
                                .setCreated(ChargeListParams.Created.builder()
                                        .setLt(middle)
                                        .build())
                                .build())))
                .containsExactly(first);
        assertThat(client.v1()
                        .paymentIntents()
                        .list(PaymentIntentListParams.builder()
                                .setCustomer("cus_2")
                                .setCreated(PaymentIntentListParams.Created.builder()
                                        .setGte(middle)
                                        .build())
                                .build())
                        .getData())
                .extracting(PaymentIntent::getLatestCharge)
                .containsExactly(second);
        assertThatThrownBy(() -> client.v1()
                        .invoices()
                        .list(InvoiceListParams.builder()
                                .setCustomer("cus_unknown")
                                .build()))
                .isInstanceOf(InvalidRequestException.class);
    }

    private void assertEvents(String... types) {
        assertThat(stripe.events().since(2)).extracting(FakeEvent::type).containsExactly(types);
    }

    private static <T extends HasId> List<String> ids(StripeCollection<T> list) {
        return list.getData().stream().map(HasId::getId).toList();
    }
}
