package dev.trueup.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.stripe.StripeClient;
import com.stripe.exception.AuthenticationException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.Customer;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.CustomerListParams;
import com.stripe.param.CustomerRetrieveParams;
import com.stripe.param.CustomerUpdateParams;
import com.stripe.param.common.EmptyParam;
import java.time.Instant;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeStripeTest {

    private final SettableClock clock = SettableClock.at("2026-01-31T12:00:00Z");
    private final FakeStripe stripe = FakeStripe.start(clock);
    private final StripeClient client = StripeSdk.client(stripe);

    @AfterEach
    void close() {
        stripe.close();
    }

    @Test
    void theSdkReadsWhatATestCreated() throws StripeException {
        String id = stripe.createCustomer(
                customer -> customer.email("ann@example.com").name("Ann").userId("user_1"));

        Customer customer = client.v1().customers().retrieve(id);

        assertThat(id).startsWith("cus_");
        assertThat(customer.getId()).isEqualTo(id);
        assertThat(customer.getEmail()).isEqualTo("ann@example.com");
        assertThat(customer.getName()).isEqualTo("Ann");
        assertThat(customer.getMetadata()).containsOnly(Map.entry("userId", "user_1"));
        assertThat(customer.getCreated()).isEqualTo(clock.instant().getEpochSecond());
        assertThat(customer.getLivemode()).isFalse();
        assertThat(customer.getDeleted()).isNull();
    }

    @Test
    void aTestReadsWhatTheSdkCreated() throws StripeException {
        Customer created = client.v1()
                .customers()
                .create(CustomerCreateParams.builder()
                        .setEmail("ann+1@example.com")
                        .setName("Ann Ö. \"&=[]\"")
                        .putMetadata("userId", "user_1")
                        .build());

        assertThat(stripe.customer(created.getId()).path("email").asText()).isEqualTo("ann+1@example.com");
        assertThat(stripe.customer(created.getId()).path("name").asText()).isEqualTo("Ann Ö. \"&=[]\"");
        assertThat(stripe.customer(created.getId()).at("/metadata/userId").asText())
                .isEqualTo("user_1");
        assertThat(stripe.customerIds()).containsExactly(created.getId());
    }

    @Test
    void anUpdateChangesOnlyWhatItNames() throws StripeException {
        String id = stripe.createCustomer(customer -> customer.email("ann@example.com")
                .name("Ann")
                .metadata("kept", "1")
                .metadata("gone", "2"));

        client.v1()
                .customers()
                .update(
                        id,
                        CustomerUpdateParams.builder()
                                .setEmail("new@example.com")
                                .putMetadata("gone", "")
                                .putMetadata("added", "3")
                                .build());

        Customer customer = client.v1().customers().retrieve(id);
        assertThat(customer.getEmail()).isEqualTo("new@example.com");
        assertThat(customer.getName()).isEqualTo("Ann");
        assertThat(customer.getMetadata()).containsOnly(Map.entry("kept", "1"), Map.entry("added", "3"));
    }

    @Test
    void anEmptyTextUnsets() throws StripeException {
        String id = stripe.createCustomer(customer -> customer.name("Ann"));

        Customer customer = client.v1()
                .customers()
                .update(
                        id,
                        CustomerUpdateParams.builder().setName(EmptyParam.EMPTY).build());

        assertThat(customer.getName()).isNull();
    }

    @Test
    void aDeletedCustomerIsToldFromAMissingOne() throws StripeException {
        String id = stripe.createCustomer(customer -> customer.email("ann@example.com"));

        assertThat(client.v1().customers().delete(id).getDeleted()).isTrue();

        Customer deleted = client.v1().customers().retrieve(id);
        assertThat(deleted.getDeleted()).isTrue();
        assertThat(deleted.getEmail()).isNull();
        assertThat(stripe.customer(id).size()).isEqualTo(3);
        assertThat(stripe.customerIds()).isEmpty();
        assertThatThrownBy(() -> client.v1().customers().retrieve("cus_never"))
                .asInstanceOf(type(InvalidRequestException.class))
                .satisfies(missing -> {
                    assertThat(missing.getStatusCode()).isEqualTo(404);
                    assertThat(missing.getCode()).isEqualTo("resource_missing");
                    assertThat(missing.getRequestId()).startsWith("req_");
                });
    }

    @Test
    void aDeletedCustomerCannotBeChangedOrDeletedAgain() {
        String id = stripe.createCustomer(customer -> customer.email("ann@example.com"));
        stripe.deleteCustomer(id);

        assertThatThrownBy(() -> client.v1().customers().delete(id))
                .asInstanceOf(type(InvalidRequestException.class))
                .returns(404, InvalidRequestException::getStatusCode);
        assertThatThrownBy(() -> stripe.updateCustomer(id, customer -> customer.name("Ann")))
                .isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void theDefaultPaymentMethodIsExpandedOnRequest() throws StripeException {
        String id = stripe.createCustomer(customer -> customer.id("cus_1").defaultPaymentMethod("pm_1"));

        assertThat(client.v1().customers().retrieve(id).getInvoiceSettings().getDefaultPaymentMethodObject())
                .isNull();
        Customer expanded = client.v1()
                .customers()
                .retrieve(
                        id,
                        CustomerRetrieveParams.builder()
                                .addExpand("invoice_settings.default_payment_method")
                                .build());

        assertThat(expanded.getInvoiceSettings().getDefaultPaymentMethod()).isEqualTo("pm_1");
        assertThat(expanded.getInvoiceSettings()
                        .getDefaultPaymentMethodObject()
                        .getCard()
                        .getLast4())
                .isEqualTo("4242");
        assertThat(client.v1().paymentMethods().retrieve("pm_1").getCustomer()).isEqualTo("cus_1");
    }

    @Test
    void subscriptionsEmbeddedByExpansionAreCutToTheNewestTen() throws StripeException {
        String id = stripe.createCustomer(customer -> customer.email("ann@example.com"));
        for (int n = 0; n < 11; n++) {
            int number = n;
            stripe.createSubscription(
                    id, subscription -> subscription.id("sub_" + number).price("price_basic"));
        }

        Customer expanded = client.v1()
                .customers()
                .retrieve(
                        id,
                        CustomerRetrieveParams.builder()
                                .addExpand("subscriptions")
                                .build());

        assertThat(expanded.getSubscriptions().getData()).hasSize(10);
        assertThat(expanded.getSubscriptions().getHasMore()).isTrue();
        assertThat(expanded.getSubscriptions().getData().get(0).getId()).isEqualTo("sub_10");
    }

    @Test
    void anExpansionThatIsTooDeepOrImpossibleIsRefused() {
        String id = stripe.createCustomer(customer -> customer.email("ann@example.com"));

        assertThatThrownBy(() -> client.v1().customers().retrieve(id, expanding("a.b.c.d.e")))
                .asInstanceOf(type(InvalidRequestException.class))
                .returns("property_expansion_max_depth", InvalidRequestException::getCode);
        assertThatThrownBy(() -> client.v1().customers().retrieve(id, expanding("no_such_property")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("cannot be expanded");
    }

    private static CustomerRetrieveParams expanding(String property) {
        return CustomerRetrieveParams.builder().addExpand(property).build();
    }

    @Test
    void aPaymentMethodOfAnotherCustomerCannotBecomeTheDefault() {
        stripe.createCustomer(customer -> customer.id("cus_other").defaultPaymentMethod("pm_other"));
        String id = stripe.createCustomer(customer -> customer.email("ann@example.com"));

        assertThatThrownBy(() -> client.v1()
                        .customers()
                        .update(
                                id,
                                CustomerUpdateParams.builder()
                                        .setInvoiceSettings(CustomerUpdateParams.InvoiceSettings.builder()
                                                .setDefaultPaymentMethod("pm_other")
                                                .build())
                                        .build()))
                .asInstanceOf(type(InvalidRequestException.class))
                .returns("resource_missing", InvalidRequestException::getCode)
                .returns(400, InvalidRequestException::getStatusCode);
    }

    @Test
    void parametersBeyondStripesLimitsAreRefusedAndChangeNothing() {
        assertRefused(CustomerCreateParams.builder().setEmail("no address"), "email");
        assertRefused(CustomerCreateParams.builder().setName("n".repeat(257)), "name");
        assertRefused(CustomerCreateParams.builder().putMetadata("k".repeat(41), "v"), "metadata");
        assertRefused(CustomerCreateParams.builder().putMetadata("k", "v".repeat(501)), "metadata");
        assertRefused(CustomerCreateParams.builder().putExtraParam("emial", "ann@example.com"), "emial");

        assertThat(stripe.customerIds()).isEmpty();
    }

    private void assertRefused(CustomerCreateParams.Builder params, String param) {
        assertThatThrownBy(() -> client.v1().customers().create(params.build()))
                .asInstanceOf(type(InvalidRequestException.class))
                .returns(400, InvalidRequestException::getStatusCode)
                .returns(param, InvalidRequestException::getParam);
    }

    @Test
    void aWrongOrMissingKeyIsRefusedWithoutShowingIt() {
        StripeClient stranger = StripeSdk.client(stripe, "sk_test_wrong");

        assertThatThrownBy(() -> stranger.v1().customers().retrieve("cus_1"))
                .isInstanceOf(AuthenticationException.class)
                .hasMessageNotContaining("sk_test_wrong");
    }

    @Test
    void aLiveKeyMakesEverythingLive() throws StripeException {
        try (FakeStripe live = FakeStripe.builder().apiKey("sk_live_fake").start()) {
            String id = live.createCustomer(customer -> customer.email("ann@example.com"));

            assertThat(StripeSdk.client(live).v1().customers().retrieve(id).getLivemode())
                    .isTrue();
        }
    }

    @Test
    void idsCanBeForcedOnceAndAreUniqueOtherwise() {
        stripe.createCustomer(customer -> customer.id("cus_1").created(Instant.EPOCH));

        assertThatThrownBy(() -> stripe.createCustomer(customer -> customer.id("cus_1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cus_1");
        assertThat(stripe.createCustomer(customer -> customer.name("Ann")))
                .isNotEqualTo(stripe.createCustomer(customer -> customer.name("Ann")));
    }

    @Test
    void aCallIsInTheLogWithoutTheValuesOfItsParameters() throws StripeException {
        stripe.createCustomer(customer -> customer.email("ann@example.com"));

        client.v1()
                .customers()
                .list(CustomerListParams.builder().setEmail("ann@example.com").build());

        Call call = stripe.calls().all().get(0);
        assertThat(stripe.calls().count()).isEqualTo(1);
        assertThat(call.query().get("email")).containsExactly("ann@example.com");
        assertThat(call.status()).isEqualTo(200);
        assertThat(call.duration()).isPositive();
        assertThat(stripe.calls()).asString().contains("GET /v1/customers").doesNotContain("ann@example.com");
    }
}
