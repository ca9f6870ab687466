package dev.trueup.bulk;

import static dev.trueup.fixture.Samples.CREATED;
import static dev.trueup.fixture.Samples.CUS_1;
import static dev.trueup.fixture.Samples.CUS_2;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.bulk.Notes.Head;
import dev.trueup.bulk.Notes.Kind;
import dev.trueup.model.InvoiceData;
import dev.trueup.model.PaymentData;
import dev.trueup.model.PaymentHistory;
import dev.trueup.model.RunKind;
import dev.trueup.model.RunReport;
import dev.trueup.model.RunState;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PaymentLoadTest {

    @AutoClose
    private final BulkFixture fixture = new BulkFixture();

    @BeforeEach
    void twoHavePaid() {
        fixture.payments.add(charge("ch_1", "succeeded"));
        fixture.payments.add(charge("ch_2", "failed"));
        fixture.payments.add(new InvoiceData(
                "in_1", CUS_2, "sub_1", "A-1", "paid", "eur", 100, 100, 100, 0, 1, CREATED, null, CREATED));
    }

    @Test
    @Tag("promise:B14")
    void allListsAreReadIntoTheStore() throws InterruptedException {
        RunReport report = fixture.bulk.loadPayments().await();

        assertThat(report.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(fixture.payments.stored()).containsExactly("ch_1", "ch_2", "in_1");
        assertThat(fixture.payments.asked()).containsExactlyInAnyOrder("charges", "intents", "invoices");
        assertThat(report.counts().seen()).isEqualTo(3);
        assertThat(report.counts().written()).isEqualTo(3);
        assertThat(fixture.runs.journals()).isEmpty();
    }

    @Test
    @Tag("promise:B14")
    void whatASyncReadLaterStays() throws InterruptedException {
        long later = 1_000;
        fixture.payments
                .inStore()
                .put(later, new PaymentHistory(CUS_1, List.of(charge("ch_1", "refunded")), List.of()));

        fixture.bulk.loadPayments().await();

        assertThat(fixture.payments.inStore().find(CUS_1, 10).orElseThrow().payments())
                .extracting(PaymentData::status)
                .containsExactlyInAnyOrder("refunded", "failed");
    }

    @Test
    void whatWasReadBeforeAStopIsNotReadAgain() throws InterruptedException {
        fixture.payments.goAway();
        RunReport gaveUp = fixture.bulk.loadPayments().await();
        assertThat(gaveUp.state()).isEqualTo(RunState.FAILED);
        byte[] read = Notes.worked(Kind.CHARGES, new Head(0, CREATED.getEpochSecond(), null, List.of(), 2));
        byte[] writer = fixture.runs.read(gaveUp.id(), 0, 1).get(0);
        System.arraycopy(writer, 0, read, 0, Long.BYTES);
        fixture.runs.append(gaveUp.id(), read);
        fixture.payments.comeBack();

        RunReport report = fixture.bulk.resume(RunKind.PAYMENTS).await();

        assertThat(report.id()).isEqualTo(gaveUp.id());
        assertThat(report.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(fixture.payments.asked()).containsExactlyInAnyOrder("intents", "invoices");
        assertThat(report.counts().seen()).isEqualTo(3);
    }

    @Test
    void aJournalThatMakesNoSenseIsLaidAside() throws InterruptedException {
        fixture.payments.goAway();
        RunReport gaveUp = fixture.bulk.loadPayments().await();
        fixture.runs.append(gaveUp.id(), new byte[] {1, 2, 3});
        fixture.payments.comeBack();

        RunReport report = fixture.bulk.resume(RunKind.PAYMENTS).await();

        assertThat(report.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(report.remarks()).singleElement().asString().startsWith("began again");
        assertThat(fixture.payments.stored()).hasSize(3);
    }

    private static PaymentData charge(String id, String status) {
        return new PaymentData(id, PaymentData.Kind.CHARGE, CUS_1, null, 100, 0, "eur", status, null, CREATED);
    }
}
