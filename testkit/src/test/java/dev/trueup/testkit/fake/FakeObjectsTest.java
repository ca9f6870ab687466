package dev.trueup.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.stripe.StripeClient;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.Dispute;
import com.stripe.model.Refund;
import com.stripe.model.checkout.Session;
import com.stripe.net.ApiResource;
import com.stripe.param.checkout.SessionRetrieveParams;
import dev.trueup.testkit.SettableClock;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FakeObjectsTest {

    private final SettableClock clock = SettableClock.at("2026-01-31T12:00:00Z");
    private final FakeStripe stripe = FakeStripe.start(clock);
    private final StripeClient client = StripeSdk.client(stripe);

    @BeforeEach
    void createCustomer() {
        stripe.createCustomer(it -> it.id("cus_1").email("ann@example.com"));
    }

    @AfterEach
    void close() {
        stripe.close();
    }

    @Test
    void aCheckoutSessionIsOpenUntilItsCustomerPays() throws StripeException {
        String id = stripe.objects().create("checkout.session", it -> it.set("client_reference_id", "user_1"));
        Session open = client.v1().checkout().sessions().retrieve(id);

        stripe.objects().completeCheckout(id, it -> it.customer("cus_1"));
        Session complete = client.v1().checkout().sessions().retrieve(id);

        assertThat(id).startsWith("cs_test_");
        assertThat(open.getStatus()).isEqualTo("open");
        assertThat(open.getPaymentStatus()).isEqualTo("unpaid");
        assertThat(open.getCustomer()).isNull();
        assertThat(open.getClientReferenceId()).isEqualTo("user_1");
        assertThat(open.getCreated()).isEqualTo(clock.instant().getEpochSecond());
        assertThat(complete.getStatus()).isEqualTo("complete");
        assertThat(complete.getPaymentStatus()).isEqualTo("paid");
        assertThat(complete.getCustomer()).isEqualTo("cus_1");
        assertThat(stripe.events().all())
                .extracting(FakeEvent::type)
                .containsExactly("customer.created", "checkout.session.completed");
    }

    @Test
    void theSdkReadsEveryTypeThatNamesACustomer() throws StripeException {
        FakeObjects objects = stripe.objects();
        String charge = objects.create("charge", it -> it.customer("cus_1"));
        String intent = objects.create("payment_intent", it -> it.customer("cus_1"));

        assertThat(client.v1()
                        .invoices()
                        .retrieve(objects.create("invoice", it -> it.customer("cus_1")))
                        .getCustomer())
                .isEqualTo("cus_1");
        assertThat(client.v1().charges().retrieve(charge).getCustomer()).isEqualTo("cus_1");
        assertThat(client.v1().paymentIntents().retrieve(intent).getCustomer()).isEqualTo("cus_1");
        assertThat(client.v1()
                        .setupIntents()
                        .retrieve(objects.create("setup_intent", it -> it.customer("cus_1")))
                        .getCustomer())
                .isEqualTo("cus_1");
        Dispute dispute = client.v1().disputes().retrieve(objects.create("dispute", it -> it.set("charge", charge)));
        assertThat(dispute.getCharge()).isEqualTo(charge);
        Refund refund =
                client.v1().refunds().retrieve(objects.create("refund", it -> it.set("payment_intent", intent)));
        assertThat(refund.getPaymentIntent()).isEqualTo(intent);
        assertThat(refund.getCustomer()).isNull();
    }

    @Test
    void theCustomerIsExpandedOnRequest() throws StripeException {
        String id = stripe.objects().create("checkout.session", it -> it.customer("cus_1"));

        Session session = client.v1()
                .checkout()
                .sessions()
                .retrieve(
                        id,
                        SessionRetrieveParams.builder().addExpand("customer").build());

        assertThat(session.getCustomerObject().getEmail()).isEqualTo("ann@example.com");
        assertThat(stripe.objects().get(id).path("customer").asText()).isEqualTo("cus_1");
    }

    @Test
    void whatDoesNotExistIsNotFoundInStripesWords() {
        String charge = stripe.objects().create("charge", it -> {});

        assertThatThrownBy(() -> client.v1().paymentIntents().retrieve("pi_unknown"))
                .asInstanceOf(type(InvalidRequestException.class))
                .satisfies(e -> {
                    assertThat(e.getStatusCode()).isEqualTo(404);
                    assertThat(e.getCode()).isEqualTo("resource_missing");
                    assertThat(e.getParam()).isEqualTo("intent");
                });
        assertThatThrownBy(() -> client.v1().invoices().retrieve(charge)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> stripe.objects().get("in_unknown")).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void unknownTypesFieldsAndParametersAreRefused() {
        FakeObjects objects = stripe.objects();
        String id = objects.create("invoice", it -> it.id("in_1"));

        assertThatThrownBy(() -> objects.create("topup", it -> {})).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> objects.create("dispute", it -> it.customer("cus_1")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> objects.create("invoice", it -> it.id("in_1")))
                .isInstanceOf(IllegalArgumentException.class);
        for (String path : List.of("/v1/invoices/" + id + "?include=all", "/v1/invoices?status=open")) {
            assertThatThrownBy(() -> client.rawRequest(ApiResource.RequestMethod.GET, path, null))
                    .isInstanceOf(InvalidRequestException.class);
        }
    }
}
