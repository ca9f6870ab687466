package dev.trueup.sync;

import static dev.trueup.fixture.Samples.ANN;
import static dev.trueup.fixture.Samples.CUS_1;
import static dev.trueup.fixture.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.trueup.fixture.Events;
import dev.trueup.fixture.MapPayments;
import dev.trueup.fixture.Samples;
import dev.trueup.model.CustomerId;
import dev.trueup.model.PaymentData;
import dev.trueup.model.PaymentHistory;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.spi.TrueupListener;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaymentSyncTest {

    private final SyncFixture fixture = new SyncFixture();
    private final MapPayments payments = new MapPayments();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final SyncEnvironment environment = new SyncEnvironment(
            SyncSettings.DEFAULT, TrueupListener.NONE, Runnable::run, Clock.systemUTC(), Copies.NONE);
    private final PaymentSync sync = new PaymentSync(
            fixture.cache, fixture.sync, new Copies.Payments(payments.atStripe(), payments.inStore()), environment);

    @BeforeEach
    void annHasPaid() {
        fixture.cached(Samples.live(CUS_1, ANN));
        fixture.billing.add(Samples.live(CUS_1, ANN));
        payments.add(charge("ch_1", CUS_1, "succeeded"));
    }

    @AfterEach
    void close() {
        timer.shutdownNow();
    }

    @Test
    @Tag("promise:R5")
    void whatAUserHasPaidIsReadOnceAndThenTakenFromTheStore() {
        assertThat(sync.recent(ANN, 10).orElseThrow().payments())
                .extracting(PaymentData::id)
                .containsExactly("ch_1");
        sync.recent(ANN, 10);

        assertThat(payments.asked()).containsExactly("history of cus_1");
    }

    @Test
    void whoHasNoCustomerHasPaidNothing() {
        assertThat(sync.recent(new UserId("user_nobody"), 10)).isEmpty();
        assertThat(payments.asked()).isEmpty();
    }

    @Test
    void aLimitIsFromOneToAHundred() {
        assertThatIllegalArgumentException().isThrownBy(() -> sync.recent(ANN, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> sync.recent(ANN, PaymentHistory.LENGTH + 1));
    }

    @ParameterizedTest
    @CsvSource({
        "charge.refunded, true",
        "refund.failed, true",
        "invoice.paid, true",
        "payment_intent.succeeded, true",
        "v1.charge.failed, true",
        "customer.updated, false",
        "customer.subscription.updated, false",
        "payment_method.attached, false"
    })
    @Tag("promise:R5")
    void anEventOfAPaymentHasThePaymentsReadAgain(String type, boolean reads) {
        sync.refresh(CUS_1);
        payments.add(charge("ch_1", CUS_1, "failed"));

        signals().handle(Events.stripe("evt_1", type, CUS_1));

        assertThat(sync.recent(ANN, 10).orElseThrow().payments())
                .extracting(PaymentData::status)
                .containsExactly(reads ? "failed" : "succeeded");
    }

    @Test
    void aStoreThatIsAwayFailsTheEventSoThatItComesAgain() {
        payments.goAway();

        assertThatExceptionOfType(SourceUnavailableException.class)
                .isThrownBy(() -> signals().handle(Events.stripe("evt_1", "charge.failed", CUS_1)));
    }

    @Test
    @Tag("promise:R6")
    void aSlowReaderDoesNotReplaceWhatALaterOneHasRead() {
        payments.afterHistory(() -> {
            payments.afterHistory(() -> {});
            payments.add(charge("ch_1", CUS_1, "failed"));
            // Another instance, whose read begins after the change and ends first.
            long ticket = payments.inStore().ticket();
            payments.inStore().put(ticket, payments.atStripe().history(CUS_1));
        });

        sync.refresh(CUS_1);

        assertThat(sync.recent(ANN, 10).orElseThrow().payments())
                .extracting(PaymentData::status)
                .containsExactly("failed");
    }

    private EventSignals signals() {
        return new EventSignals(fixture.sync, null, sync, fixture.billing, environment, timer);
    }

    private static PaymentData charge(String id, CustomerId customer, String status) {
        return new PaymentData(id, PaymentData.Kind.CHARGE, customer, null, 100, 0, "eur", status, null, NOW);
    }
}
