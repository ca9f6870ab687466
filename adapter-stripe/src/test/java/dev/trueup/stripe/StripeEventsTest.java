package dev.trueup.stripe;

import static dev.trueup.stripe.StripeSigner.reason;
import static dev.trueup.stripe.StripeSigner.signed;
import static dev.trueup.stripe.StripeSigner.utf8;
import static dev.trueup.stripe.StripeSigner.verifier;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.BillingObject;
import dev.trueup.model.CustomerId;
import dev.trueup.model.UserId;
import dev.trueup.model.WebhookEvent;
import dev.trueup.model.WebhookRejectedException.Reason;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of an event; quotes are written as apostrophes. */
class StripeEventsTest {

    private final StripeWebhookVerifier verifier = verifier().build();

    @Test
    void aCustomerIsItself() {
        WebhookEvent event = snapshot("{'object':'customer','id':'cus_1','customer':'cus_2'}");

        assertThat(event.customers()).containsExactly(new CustomerId("cus_1"));
        assertThat(event.object()).isNull();
    }

    @Test
    void anotherObjectNamesItsCustomer() {
        WebhookEvent event = snapshot("{'id':'sub_1','object':'subscription','customer':'cus_1'}");

        assertThat(event.customers()).containsExactly(new CustomerId("cus_1"));
        assertThat(event.object()).isEqualTo(new BillingObject("subscription", "sub_1"));
    }

    @Test
    void anExpandedCustomerIsNamedByItsId() {
        assertThat(snapshot("{'object':'charge','customer':{'object':'customer','id':'cus_1','metadata':{'a':[]}}}")
                        .customers())
                .containsExactly(new CustomerId("cus_1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'object':'dispute','id':'dp_1'}",
                "{'object':'dispute','id':'dp_1','customer':null}",
                "{'object':'dispute','id':'dp_1','customer':{}}"
            })
    void anObjectWithoutCustomerIsKeptToBeLookedUp(String object) {
        WebhookEvent event = snapshot(object);

        assertThat(event.customers()).isEmpty();
        assertThat(event.object()).isEqualTo(new BillingObject("dispute", "dp_1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'object':'customer'}",
                "{'object':'balance','id':null}",
                "{'id':'x'}",
                "{'object':'x','id':''}"
            })
    void anObjectThatCannotBeNamedIsNone(String object) {
        WebhookEvent event = snapshot(object);

        assertThat(event.customers()).isEmpty();
        assertThat(event.object()).isNull();
    }

    @Test
    void theFormerCustomerIsNamedToo() {
        assertThat(data("'object':{'customer':null},'previous_attributes':{'customer':'cus_1'}")
                        .customers())
                .containsExactly(new CustomerId("cus_1"));
        assertThat(data("'previous_attributes':{'customer':{'id':'cus_1'}},'object':{'customer':'cus_2'}")
                        .customers())
                .containsExactly(new CustomerId("cus_2"), new CustomerId("cus_1"));
        assertThat(data("'object':{'customer':'cus_1'},'previous_attributes':{'customer':'cus_1'}")
                        .customers())
                .containsExactly(new CustomerId("cus_1"));
        assertThat(data("'object':{},'previous_attributes':null").customers()).isEmpty();
    }

    @Test
    void theUserIsHintedAtByMetadataOrByTheCheckout() {
        assertThat(user("{'metadata':{'other':'x','userId':'user_1','n':1}}")).isEqualTo("user_1");
        assertThat(user("{'object':'checkout.session','client_reference_id':'user_2'}"))
                .isEqualTo("user_2");
        assertThat(user("{'client_reference_id':'user_2','metadata':{'userId':'user_1'},'object':'checkout.session'}"))
                .isEqualTo("user_1");
        assertThat(user("{'object':'invoice','client_reference_id':'user_2'}")).isEqualTo("none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"''", "'\\u0000'", "'\\ud800'", "1", "null", "{'userId':'user_1'}", "['user_1']"})
    void aHintThatIsNoUserIsDropped(String hint) {
        assertThat(user("{'metadata':{'userId':" + hint + "}}")).isEqualTo("none");
        assertThat(user("{'object':'checkout.session','client_reference_id':" + hint + "}"))
                .isEqualTo("none");
        assertThat(user("{'object':'checkout.session','client_reference_id':'user_2','metadata':{'userId':" + hint
                        + "}}"))
                .isEqualTo("user_2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "'x'", "1"})
    void metadataThatIsNoneIsNone(String metadata) {
        assertThat(user("{'metadata':" + metadata + "}")).isEqualTo("none");
    }

    @Test
    void aThinEventNamesItsRelatedObject() {
        WebhookEvent ofCustomer = thin("'related_object':{'id':'cus_1','type':'customer','url':'/v1/customers/cus_1'}");
        WebhookEvent ofMeter = thin("'data':{'object':{'customer':'cus_9'}},"
                + "'related_object':{'id':'mtr_1','type':'billing.meter','url':'/v1/billing/meters/mtr_1'}");

        assertThat(ofCustomer.type()).isEqualTo("v1.customer.updated");
        assertThat(ofCustomer.occurredAt()).isEqualTo(Instant.parse("2026-02-28T23:59:59.123Z"));
        assertThat(ofCustomer.customers()).containsExactly(new CustomerId("cus_1"));
        assertThat(ofCustomer.object()).isNull();
        assertThat(ofMeter.customers()).isEmpty();
        assertThat(ofMeter.object()).isEqualTo(new BillingObject("billing.meter", "mtr_1"));
        assertThat(thin("'related_object':null").object()).isNull();
        assertThat(thin("'data':[1]").object()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            delimiter = '|',
            value = {
                "'id':'evt_1' | 'id':null",
                "'id':'evt_1' | 'id':1",
                "'id':'evt_1' | 'id':''",
                "'id':'evt_1' | 'id':'\\u0000'",
                "'id':'evt_1' | 'id':'\\udc00'",
                "'id':'evt_1' | 'id':['evt_1']",
                "'id':'evt_1' | 'no':1",
                "'type':'a.b' | 'type':{}",
                "'type':'a.b' | 'type':'a\\nb'",
                "'type':'a.b' | 'no':1",
                "'created':1700000000 | 'created':'1700000000'",
                "'created':1700000000 | 'created':1700000000.0",
                "'created':1700000000 | 'created':1.7e9",
                "'created':1700000000 | 'created':null",
                "'created':1700000000 | 'created':true",
                "'created':1700000000 | 'created':946684799",
                "'created':1700000000 | 'created':4102444800",
                "'created':1700000000 | 'created':1700000000000",
                "'created':1700000000 | 'created':9223372036854775807",
                "'created':1700000000 | 'created':26213023705161748721",
                "'created':1700000000 | 'created':-1",
                "'created':1700000000 | 'created':'2026-03-01'",
                "'created':1700000000 | 'no':1",
                "'account':null | 'account':''",
                "'account':null | 'account':1",
                "'livemode':true | 'livemode':'true'",
                "'livemode':true | 'livemode':1",
                "'data':{'object':{}} | 'data':{'object':null}",
                "'data':{'object':{}} | 'data':{'object':[]}",
                "'data':{'object':{}} | 'data':{'object':'x'}",
                "'data':{'object':{}} | 'data':{}",
                "'data':{'object':{}} | 'data':[]",
                "'data':{'object':{}} | 'data':null",
                "'data':{'object':{}} | 'no':1",
                "'data':{'object':{}} | 'data':{'object':{'customer':1}}",
                "'data':{'object':{}} | 'data':{'object':{'customer':''}}",
                "'data':{'object':{}} | 'data':{'object':{'customer':['cus_1']}}",
                "'data':{'object':{}} | 'data':{'object':{'customer':'a\\tb'}}",
                "'data':{'object':{}} | 'data':{'object':{'customer':{'id':1}}}",
                "'data':{'object':{}} | 'data':{'object':{'object':'x','id':'\\u0000'}}",
                "'data':{'object':{}} | 'data':{'object':{'id':1}}",
                "'object':'event' | 'object':1"
            })
    void anEnvelopeThatIsWrongIsMalformed(String right, String wrong) {
        String body = "{'object':'event','id':'evt_1','account':null,'livemode':true,'type':'a.b','created':1700000000,"
                + "'data':{'object':{}}}";
        assertThat(body).contains(right);

        assertThat(verifier.verify(signed(json(body)))).isNotNull();
        assertThat(reason(verifier, signed(json(body.replace(right, wrong))))).isEqualTo(Reason.BODY_MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'created':946684800", "'created':4102444799"})
    void theEndsOfTheTimesThatCanBeAreRead(String created) {
        assertThat(verifier.verify(signed(json("{'id':'evt_1','type':'a.b'," + created + ",'data':{'object':{}}}"))))
                .isNotNull();
    }

    private String user(String object) {
        return snapshot(object).namedUser().map(UserId::value).orElse("none");
    }

    private WebhookEvent snapshot(String object) {
        return data("'object':" + object);
    }

    private WebhookEvent data(String data) {
        return verifier.verify(signed(
                json("{'id':'evt_1','type':'a.b','created':1700000000,'data':{" + data + "},'object':'event'}")));
    }

    private WebhookEvent thin(String more) {
        return verifier.verify(signed(json("{'id':'evt_1'," + more + ",'livemode':true,"
                + "'type':'v1.customer.updated','created':'2026-02-28T23:59:59.123Z','object':'v2.core.event'}")));
    }

    private static byte[] json(String withApostrophes) {
        return utf8(withApostrophes.replace('\'', '"'));
    }
}
