package dev.trueup.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.trueup.model.CustomerId;
import dev.trueup.model.InvoiceData;
import dev.trueup.model.PaymentData;
import dev.trueup.model.SourceUnavailableException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaymentMappingTest {

    private static final String FILE = "payments.json";
    private static final CustomerId OLD = new CustomerId("cus_of_2020");

    @Test
    void aChargeKeepsWhatItTells() {
        assertThat(Payloads.charge(Payloads.sample(FILE, "ch_of_2026")))
                .contains(new PaymentData(
                        "ch_of_2026",
                        PaymentData.Kind.CHARGE,
                        new CustomerId("cus_expanded"),
                        "pi_of_2026",
                        2_500,
                        500,
                        "eur",
                        "succeeded",
                        null,
                        Instant.ofEpochSecond(1_767_225_600)));
    }

    @Test
    void customerAndIntentMayBeExpanded() {
        JsonObject json = Payloads.sample(FILE, "ch_expanded");

        assertThat(Payloads.charge(json)).hasValueSatisfying(it -> {
            assertThat(it.customer()).isEqualTo(OLD);
            assertThat(it.intent()).isEqualTo("pi_expanded");
            assertThat(it.failureCode()).isEqualTo("card_declined");
            assertThat(it.amountRefunded()).isZero();
        });
        assertThat(Payloads.intent(json.getAsJsonObject("payment_intent"))).hasValueSatisfying(it -> {
            assertThat(it.kind()).isEqualTo(PaymentData.Kind.INTENT);
            assertThat(it.intent()).isEqualTo("pi_expanded");
            assertThat(it.status()).isEqualTo("requires_action");
        });
    }

    @Test
    void anInvoiceKeepsWhatItTells() {
        assertThat(Payloads.invoice(Payloads.sample(FILE, "in_of_2026")))
                .contains(new InvoiceData(
                        "in_of_2026",
                        new CustomerId("cus_expanded"),
                        "sub_of_2026",
                        "A-1",
                        "paid",
                        "eur",
                        2_500,
                        2_500,
                        2_500,
                        0,
                        1,
                        Instant.ofEpochSecond(1_767_225_600),
                        Instant.ofEpochSecond(1_769_904_000),
                        Instant.ofEpochSecond(1_767_225_602)));
    }

    @Test
    void theSubscriptionOfAnOldInvoiceStandsOnIt() {
        assertThat(Payloads.invoice(Payloads.sample(FILE, "in_of_2020")))
                .contains(new InvoiceData(
                        "in_of_2020",
                        OLD,
                        "sub_of_2020",
                        null,
                        "draft",
                        "usd",
                        -300,
                        0,
                        0,
                        0,
                        0,
                        Instant.ofEpochSecond(1_577_836_800),
                        null,
                        null));
        assertThat(Payloads.invoice(Payloads.sample(FILE, "in_expanded")))
                .hasValueSatisfying(it -> assertThat(it.subscription()).isEqualTo("sub_bare"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'id':null",
                "'id':''",
                "'amount':null",
                "'amount':-1",
                "'amount_refunded':-1",
                "'currency':null",
                "'currency':' '",
                "'status':null",
                "'status':'\\n'",
                "'created':null",
                "'created':9223372036854775807",
                "'customer':'\\n'",
                "'payment_intent':'pi 1'"
            })
    void aChargeThatMakesNoSenseIsRefused(String odd) {
        assertThatThrownBy(() -> Payloads.charge(with(Payloads.sample(FILE, "ch_of_2026"), odd)))
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessageStartingWith("stripe: charge")
                .hasMessageContaining("cannot be understood")
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'id':null",
                "'total':null",
                "'amount_due':null",
                "'amount_paid':null",
                "'amount_remaining':null",
                "'currency':null",
                "'status':null",
                "'created':null",
                "'due_date':9223372036854775807",
                "'subscription':[]",
                "'subscription':'../charges'",
                "'subscription':{'id':{}}"
            })
    void anInvoiceThatMakesNoSenseIsRefused(String odd) {
        assertThatThrownBy(() -> Payloads.invoice(with(Payloads.sample(FILE, "in_of_2020"), odd)))
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessageStartingWith("stripe: invoice")
                .hasMessageContaining("cannot be understood")
                .hasNoCause();
    }

    private static JsonObject with(JsonObject json, String odd) {
        JsonObject changed = json.deepCopy();
        json("{" + odd + "}").entrySet().forEach(field -> changed.add(field.getKey(), field.getValue()));
        return changed;
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text.replace('\'', '"')).getAsJsonObject();
    }
}
