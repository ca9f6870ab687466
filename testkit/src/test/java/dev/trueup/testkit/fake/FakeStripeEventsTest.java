package dev.trueup.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.stripe.Stripe;
import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.Event;
import com.stripe.model.Subscription;
import com.stripe.net.Webhook;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.CustomerUpdateParams;
import com.stripe.param.SubscriptionUpdateParams;
import dev.trueup.testkit.SettableClock;
import dev.trueup.testkit.SignedWebhooks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeStripeEventsTest {

    private static final ObjectMapper STRICT = new ObjectMapper(JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    private final SettableClock clock = SettableClock.at("2026-01-31T12:00:00.5Z");
    private final FakeStripe stripe = FakeStripe.start(clock);
    private final StripeClient client = StripeSdk.client(stripe);

    @AfterEach
    void close() {
        stripe.close();
    }

    @Test
    void everyChangeOfATestMakesItsEvent() {
        stripe.createCustomer(it -> it.id("cus_1").email("ann@example.com"));
        stripe.updateCustomer("cus_1", it -> it.email("ann@example.org"));
        stripe.createPaymentMethod("cus_1", it -> it.id("pm_1"));
        stripe.updateCustomer("cus_1", it -> it.defaultPaymentMethod("pm_1"));
        stripe.createSubscription("cus_1", it -> it.id("sub_1").price("price_1"));
        stripe.updateSubscription("sub_1", it -> it.status("past_due"));
        stripe.detachPaymentMethod("pm_1");
        stripe.deleteCustomer("cus_1");

        assertThat(stripe.events().all())
                .extracting(FakeEvent::type, FakeEvent::subject)
                .containsExactly(
                        tuple("customer.created", "cus_1"),
                        tuple("customer.updated", "cus_1"),
                        tuple("payment_method.attached", "pm_1"),
                        tuple("customer.updated", "cus_1"),
                        tuple("customer.subscription.created", "sub_1"),
                        tuple("customer.subscription.updated", "sub_1"),
                        tuple("payment_method.detached", "pm_1"),
                        tuple("customer.updated", "cus_1"),
                        tuple("customer.subscription.deleted", "sub_1"),
                        tuple("customer.deleted", "cus_1"));
        assertThat(stripe.events().all()).extracting(FakeEvent::id).doesNotHaveDuplicates();
        assertThat(stripe.customer("cus_1").path("deleted").asBoolean()).isTrue();
    }

    @Test
    void everyChangeOverHttpMakesItsEvent() throws Exception {
        stripe.createPrice(it -> it.id("price_1"));
        String customer = client.v1()
                .customers()
                .create(CustomerCreateParams.builder().setName("Ann").build())
                .getId();
        client.v1()
                .customers()
                .update(customer, CustomerUpdateParams.builder().setName("Anna").build());
        String subscription = stripe.createSubscription(customer, it -> it.price("price_1"));
        client.v1()
                .subscriptions()
                .update(
                        subscription,
                        SubscriptionUpdateParams.builder()
                                .setCancelAtPeriodEnd(true)
                                .build());
        client.v1().subscriptions().cancel(subscription);
        client.v1().customers().delete(customer);

        assertThat(stripe.events().all())
                .extracting(FakeEvent::type)
                .containsExactly(
                        "customer.created",
                        "customer.updated",
                        "customer.subscription.created",
                        "customer.subscription.updated",
                        "customer.subscription.deleted",
                        "customer.deleted");
    }

    @Test
    void stripesOwnLibraryReadsAnEvent() throws Exception {
        stripe.createCustomer(it -> it.id("cus_1"));
        stripe.createSubscription("cus_1", it -> it.id("sub_1").price("price_1"));

        FakeEvent last = stripe.events().all().get(1);
        String secret = "whsec_own";
        String header =
                SignedWebhooks.stripe(secret, clock).sign(last).headers().get("Stripe-Signature");
        Event event = Webhook.constructEvent(last.body(), header, secret, 300, clock);

        assertThat(event.getId()).isEqualTo(last.id()).startsWith("evt_");
        assertThat(event.getType()).isEqualTo("customer.subscription.created");
        assertThat(event.getApiVersion()).isEqualTo(Stripe.API_VERSION);
        assertThat(event.getCreated()).isEqualTo(clock.instant().getEpochSecond());
        assertThat(event.getLivemode()).isFalse();
        assertThat(event.getDataObjectDeserializer().getObject())
                .containsInstanceOf(Subscription.class)
                .get()
                .extracting(object -> ((Subscription) object).getCustomer())
                .isEqualTo("cus_1");
    }

    @Test
    void anEventShowsTheObjectAsItWasAndWhatItHadBeen() throws Exception {
        stripe.createCustomer(it -> it.id("cus_1").email("old@example.com").metadata("kept", "1"));
        stripe.updateCustomer("cus_1", it -> it.email("new@example.com").metadata("userId", "user_1"));
        stripe.updateCustomer("cus_1", it -> it.email("newer@example.com"));

        JsonNode data = read(stripe.events().all().get(1)).path("data");

        assertThat(data.at("/object/email").asText()).isEqualTo("new@example.com");
        assertThat(data.path("previous_attributes"))
                .isEqualTo(STRICT.readTree("{\"email\":\"old@example.com\",\"metadata\":{\"userId\":null}}"));
        assertThat(read(stripe.events().all().get(0)).path("data").has("previous_attributes"))
                .isFalse();
    }

    @Test
    void aDeletedCustomerIsToldInFullAndADetachedCardWithoutOne() throws Exception {
        stripe.createCustomer(it -> it.id("cus_1").email("ann@example.com").defaultPaymentMethod("pm_1"));
        stripe.detachPaymentMethod("pm_1");
        stripe.deleteCustomer("cus_1");
        List<FakeEvent> events = stripe.events().since(2);

        assertThat(events)
                .extracting(FakeEvent::type)
                .containsExactly("payment_method.detached", "customer.updated", "customer.deleted");
        JsonNode detached = read(events.get(0)).path("data");
        assertThat(detached.at("/object/customer").isNull()).isTrue();
        assertThat(detached.at("/previous_attributes/customer").asText()).isEqualTo("cus_1");
        JsonNode updated = read(events.get(1)).path("data");
        assertThat(updated.at("/previous_attributes/invoice_settings/default_payment_method")
                        .asText())
                .isEqualTo("pm_1");
        JsonNode deleted = read(events.get(2)).at("/data/object");
        assertThat(deleted.path("email").asText()).isEqualTo("ann@example.com");
        assertThat(deleted.has("deleted")).isFalse();
    }

    @Test
    void whatChangesNothingMakesNoEvent() {
        stripe.createCustomer(it -> it.id("cus_1").email("ann@example.com"));
        long mark = stripe.events().mark();

        stripe.updateCustomer("cus_1", it -> it.email("ann@example.com"));
        assertThatThrownBy(() -> stripe.updateCustomer("cus_unknown", it -> {})).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> client.v1()
                        .customers()
                        .update("cus_unknown", CustomerUpdateParams.builder().build()))
                .isInstanceOf(StripeException.class);

        assertThat(stripe.events().since(mark)).isEmpty();
    }

    @Test
    void twoChangesInOneSecondHaveTheSameTime() throws Exception {
        stripe.createCustomer(it -> it.id("cus_1"));
        clock.advance(Duration.ofMillis(499));
        stripe.updateCustomer("cus_1", it -> it.name("Ann"));
        clock.advance(Duration.ofMillis(1));
        stripe.updateCustomer("cus_1", it -> it.name("Anna"));

        List<FakeEvent> events = stripe.events().all();
        long first = read(events.get(0)).path("created").asLong();
        assertThat(read(events.get(1)).path("created").asLong()).isEqualTo(first);
        assertThat(read(events.get(2)).path("created").asLong()).isEqualTo(first + 1);
    }

    @Test
    void theThinFormNamesTheObjectOnly() throws Exception {
        stripe.createCustomer(it -> it.id("cus_1").email("ann@example.com"));
        FakeEvent snapshot = stripe.events().all().get(0);

        FakeEvent thin = FakeStripe.thin(snapshot);

        assertThat(thin).isEqualTo(FakeStripe.thin(snapshot));
        assertThat(thin.id()).startsWith("evt_").isNotEqualTo(snapshot.id());
        assertThat(read(thin))
                .isEqualTo(STRICT.readTree("{\"id\":\"" + thin.id() + "\",\"object\":\"v2.core.event\","
                        + "\"type\":\"v1.customer.created\",\"created\":\"2026-01-31T12:00:00Z\",\"livemode\":false,"
                        + "\"related_object\":{\"id\":\"cus_1\",\"type\":\"customer\",\"url\":\"/v1/customers/cus_1\"},"
                        + "\"context\":null}"));
        assertThatThrownBy(() -> FakeStripe.thin(thin)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theJournalHasTheOrderOfTheChangesWhoeverMakesThem() throws Exception {
        stripe.createCustomer(it -> it.id("cus_1").name("start"));
        List<FakeEvent> heard = new ArrayList<>(stripe.events().all());
        stripe.events().listen(heard::add); // not thread-safe: one at a time is the promise

        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Void>> changes = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                String name = "n" + i;
                changes.add(() -> {
                    if (name.hashCode() % 2 == 0) {
                        stripe.updateCustomer("cus_1", it -> it.name(name));
                    } else {
                        client.v1()
                                .customers()
                                .update(
                                        "cus_1",
                                        CustomerUpdateParams.builder()
                                                .setName(name)
                                                .build());
                    }
                    return null;
                });
            }
            for (Future<Void> change : threads.invokeAll(changes)) {
                change.get();
            }
        } finally {
            threads.shutdownNow();
        }

        List<FakeEvent> events = stripe.events().all();
        assertThat(events).hasSize(201).isEqualTo(heard);
        String before = "start";
        for (FakeEvent event : events.subList(1, events.size())) {
            JsonNode data = read(event).path("data");
            assertThat(data.at("/previous_attributes/name").asText()).isEqualTo(before);
            before = data.at("/object/name").asText();
        }
        assertThat(stripe.customer("cus_1").path("name").asText()).isEqualTo(before);
    }

    @Test
    void aListenerThatFailsBreaksNothing() {
        List<String> heard = new ArrayList<>();
        stripe.events().listen(event -> {
            throw new IllegalStateException("a listener of a test");
        });
        stripe.events().listen(event -> heard.add(event.type()));

        stripe.createCustomer(it -> it.id("cus_1"));

        assertThat(heard).containsExactly("customer.created");
        assertThat(stripe.customerIds()).containsExactly("cus_1");
    }

    @Test
    void theOldestEventsAreForgottenAndNobodyMistakesTheRestForAll() {
        stripe.createCustomer(it -> it.id("cus_1").name("start"));
        for (int i = 0; i < EventJournal.KEPT; i++) {
            String name = "n" + i;
            stripe.updateCustomer("cus_1", it -> it.name(name));
        }

        assertThat(stripe.events().mark()).isEqualTo(EventJournal.KEPT + 1);
        assertThat(stripe.events().since(1)).hasSize(EventJournal.KEPT);
        assertThatThrownBy(() -> stripe.events().all()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void noAddressShowsInTheStringForm() {
        stripe.createCustomer(it -> it.id("cus_1").email("ann@example.com"));

        assertThat(stripe.events().all().toString()).contains("cus_1").doesNotContain("@");
    }

    private static JsonNode read(FakeEvent event) throws Exception {
        return STRICT.readTree(event.bytes());
    }
}
