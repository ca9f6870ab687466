package dev.trueup.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.trueup.model.BillingCustomer;
import dev.trueup.model.CustomerId;
import dev.trueup.model.PaymentSummary;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.UserId;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StripeMappingTest {

    @Test
    void anExpandedCustomerTellsItsCard() {
        BillingCustomer customer = Payloads.customer(Payloads.sample("customers.json", "cus_expanded"));

        assertThat(customer.userId()).isEqualTo(new UserId("user_ann"));
        assertThat(customer.email()).isEqualTo("ann@example.com");
        assertThat(customer.name()).isEqualTo("Ann Example");
        assertThat(customer.created()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(customer.defaultPaymentMethod()).isEqualTo("pm_card");
        assertThat(customer.payment()).isEqualTo(new PaymentSummary("card", "visa", "4242", 8, 2031));
    }

    @Test
    void aPaymentMethodThatIsNoCardTellsItsLastFourDigits() {
        BillingCustomer customer = Payloads.customer(Payloads.sample("customers.json", "cus_debit"));

        assertThat(customer.payment()).isEqualTo(new PaymentSummary("sepa_debit", null, "3000", null, null));
    }

    @Test
    void aPaymentMethodMayBeAnIdAndALegacySourceIsNone() {
        BillingCustomer byId = Payloads.customer(Payloads.sample("customers.json", "cus_of_2020"));
        JsonObject sourceOnly = Payloads.sample("customers.json", "cus_of_2020");
        sourceOnly.remove("invoice_settings");

        assertThat(byId.defaultPaymentMethod()).isEqualTo("pm_by_id");
        assertThat(byId.payment()).isNull();
        assertThat(Payloads.customer(sourceOnly).defaultPaymentMethod()).isNull();
    }

    @Test
    void aUserIdThatIsNoneIsNobody() {
        assertThat(Payloads.customer(Payloads.sample("customers.json", "cus_bare"))
                        .userId())
                .isNull();
        assertThat(Payloads.customer(Payloads.sample("customers.json", "cus_of_2020"))
                        .userId())
                .isNull();
    }

    @Test
    void aDeletedCustomerTellsNothingElse() {
        assertThat(Payloads.customer(Payloads.sample("customers.json", "cus_deleted")))
                .isEqualTo(BillingCustomer.deleted(new CustomerId("cus_deleted")));
    }

    @Test
    void theEarliestPeriodOfTheItemsCounts() {
        SubscriptionData subscription = Payloads.subscription(Payloads.sample("subscriptions.json", "sub_of_2026"));

        assertThat(subscription.currentPeriodStart()).isEqualTo(Instant.ofEpochSecond(1767225500));
        assertThat(subscription.currentPeriodEnd()).isEqualTo(Instant.ofEpochSecond(1767830400));
        assertThat(subscription.cancelAtPeriodEnd()).isTrue();
        assertThat(subscription.canceledAt()).isEqualTo(Instant.ofEpochSecond(1767225700));
        assertThat(subscription.trialStart()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(subscription.trialEnd()).isEqualTo("2026-01-15T00:00:00Z");
        assertThat(subscription.created()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(subscription.priceId()).isEqualTo("price_monthly");
    }

    @Test
    void pricesInFractionsTiersAndByUsageKeepWhatTheyTell() {
        SubscriptionData subscription = Payloads.subscription(Payloads.sample("subscriptions.json", "sub_of_2026"));

        assertThat(subscription.items())
                .extracting(
                        SubscriptionData.Item::priceId,
                        SubscriptionData.Item::unitAmount,
                        SubscriptionData.Item::currency,
                        SubscriptionData.Item::interval,
                        SubscriptionData.Item::intervalCount,
                        SubscriptionData.Item::quantity)
                .containsExactly(
                        tuple("price_monthly", 1000L, "usd", "month", 1L, 3L),
                        tuple("price_fraction", null, "eur", "week", 2L, 1L),
                        tuple("price_tiered", null, "usd", "month", 1L, null),
                        tuple("price_once", 500L, "usd", null, 1L, 1L));
    }

    @Test
    void anOldSubscriptionHasItsPeriodOnTopAndAPlan() {
        SubscriptionData subscription = Payloads.subscription(Payloads.sample("subscriptions.json", "sub_of_2020"));

        assertThat(subscription.currentPeriodStart()).isEqualTo("2020-01-01T00:00:00Z");
        assertThat(subscription.currentPeriodEnd()).isEqualTo("2020-02-01T00:00:00Z");
        assertThat(subscription.items())
                .containsExactly(new SubscriptionData.Item("si_plan", "gold", 2500L, "gbp", "year", 1, 2L));
    }

    @Test
    void whatIsOptionalMayBeMissing() {
        SubscriptionData subscription = Payloads.subscription(Payloads.sample("subscriptions.json", "sub_bare"));

        assertThat(subscription.status()).isEqualTo("a_word_of_tomorrow");
        assertThat(subscription.items()).isEmpty();
        assertThat(subscription.priceId()).isNull();
        assertThat(subscription.currentPeriodEnd()).isNull();
    }

    @Test
    void anInsaneTimeIsKeptAsLongAsItIsATime() {
        assertThat(Payloads.customer(json("{'id':'cus_1','created':-5}")).created())
                .isEqualTo("1969-12-31T23:59:55Z");
        assertThat(Payloads.customer(json("{'id':'cus_1','created':99999999999999}"))
                        .created())
                .isEqualTo(Instant.ofEpochSecond(99_999_999_999_999L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'object':'customer'}",
                "{'id':'','created':1}",
                "{'id':'cus_\\n','created':1}",
                "{'id':'cus_1'}",
                "{'id':'cus_1','created':9223372036854775807}",
                "{'deleted':true}"
            })
    void aCustomerThatMakesNoSenseIsRefused(String customer) {
        assertThatThrownBy(() -> Payloads.customer(json(customer)))
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessageStartingWith("stripe: customer")
                .hasMessageContaining("cannot be understood")
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'id':'sub_1','created':1}",
                "{'id':'sub_1','status':'active'}",
                "{'id':' ','status':'active','created':1}",
                "{'id':'sub_1','status':'','created':1}",
                "{'id':'sub_1','status':'active','created':-9223372036854775808}",
                "{'id':'sub_1','status':'active','created':1,'current_period_end':'soon'}",
                "{'id':'sub_1','status':'active','created':1,'current_period_end':[]}",
                "{'id':'sub_1','status':'active','created':1,'current_period_end':1.5}",
                "{'id':'sub_1','status':'active','created':1,'current_period_end':1e300}",
                "{'id':'sub_1','status':'active','created':1,'items':{'data':[{}]}}",
                "{'id':'sub_1','status':'active','created':1,'items':{'data':[{'id':'si_1'}]}}",
                "{'id':'sub_1','status':'active','created':1,'items':{'data':[{'id':'si_1','price':{'id':'price_1'}}]}}",
                "{'id':'sub_1','status':'active','created':1,'items':{'data':[{'id':'si_1','plan':{'currency':'usd'}}]}}"
            })
    void aSubscriptionThatMakesNoSenseIsRefused(String subscription) {
        assertThatThrownBy(() -> Payloads.subscription(json(subscription)))
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessageStartingWith("stripe: subscription")
                .hasMessageContaining("cannot be understood")
                .hasNoCause();
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text.replace('\'', '"')).getAsJsonObject();
    }
}
