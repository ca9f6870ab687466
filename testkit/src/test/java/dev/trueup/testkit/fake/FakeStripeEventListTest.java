package dev.trueup.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.stripe.StripeClient;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.Event;
import com.stripe.model.StripeCollection;
import com.stripe.param.EventListParams;
import dev.trueup.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeStripeEventListTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final SettableClock clock = SettableClock.at(START);
    private final FakeStripe stripe =
            FakeStripe.builder().clock(clock).keepEvents(300).start();
    private final StripeClient client = StripeSdk.client(stripe);

    @AfterEach
    void close() {
        stripe.close();
    }

    @Test
    void everyEventIsListedOnceNewestFirst() throws StripeException {
        customers(250);

        List<String> read = new ArrayList<>();
        list(limit(100)).autoPagingIterable().forEach(event -> read.add(event.getId()));

        assertThat(read).isEqualTo(newestFirst(stripe.events().all()));
    }

    @Test
    void anEventIsListedAsItIsSent() throws StripeException {
        customers(1);
        FakeEvent sent = stripe.events().all().get(0);

        assertThat(list(limit(1)).getLastResponse().body()).contains(sent.body());
        assertThat(client.v1().events().retrieve(sent.id()).getLastResponse().body())
                .isEqualTo(sent.body());
    }

    @Test
    void eventsAreNarrowedByTypeAndTime() throws StripeException {
        List<String> customers = customers(3);
        clock.advance(Duration.ofMinutes(1));
        customers.forEach(stripe::deleteCustomer);
        customers(1);

        assertThat(list(limit(100).setType("customer.deleted")).getData())
                .extracting(Event::getType)
                .containsExactly("customer.deleted", "customer.deleted", "customer.deleted");
        assertThat(list(limit(100).addType("customer.deleted").addType("customer.created"))
                        .getData())
                .hasSize(7);
        assertThat(list(limit(2).setType("customer.created")).getHasMore()).isTrue();
        assertThat(list(limit(100)
                                .setCreated(EventListParams.Created.builder()
                                        .setGte(START.getEpochSecond())
                                        .setLt(START.plusSeconds(60).getEpochSecond())
                                        .build()))
                        .getData())
                .extracting(Event::getType)
                .containsExactly("customer.created", "customer.created", "customer.created");
    }

    @Test
    void whatStripeDoesNotTakeIsRefused() {
        assertRefused(limit(1).setType("customer.created").addType("customer.deleted"));
        assertRefused(limit(1).addAllType(Collections.nCopies(21, "customer.created")));
        assertRefused(limit(101));
        assertRefused(limit(1).setStartingAfter("evt_unknown"));
        assertRefused(limit(1).setDeliverySuccess(false));
    }

    @Test
    void anEventIsGoneAfterThirtyDays() throws StripeException {
        customers(1);
        String old = stripe.events().all().get(0).id();
        clock.advance(Duration.ofDays(30));
        assertThat(list(limit(100)).getData()).hasSize(1);
        clock.advance(Duration.ofSeconds(1));
        customers(1);

        assertThat(list(limit(100)).getData()).hasSize(1);
        assertRefused(limit(1).setStartingAfter(old));
        assertThatThrownBy(() -> client.v1().events().retrieve(old))
                .asInstanceOf(type(InvalidRequestException.class))
                .returns(404, InvalidRequestException::getStatusCode);
    }

    @Test
    void asManyEventsAreKeptAsWanted() throws StripeException {
        customers(301);

        List<String> read = new ArrayList<>();
        list(limit(100)).autoPagingIterable().forEach(event -> read.add(event.getId()));

        assertThat(read).hasSize(300).isEqualTo(newestFirst(stripe.events().since(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FakeStripe.builder().keepEvents(-1));
    }

    @Test
    void whereNoneIsKeptAnEventIsMadeForListenersOnly() throws StripeException {
        try (FakeStripe forgetful = FakeStripe.builder().keepEvents(0).start()) {
            forgetful.createCustomer(it -> {});
            List<FakeEvent> heard = new ArrayList<>();
            forgetful.events().listen(heard::add);
            String customer = forgetful.createCustomer(it -> {});

            assertThat(heard).extracting(FakeEvent::subject, FakeEvent::number).containsExactly(tuple(customer, 2L));
            assertThat(forgetful.events().mark()).isEqualTo(2);
            assertThatThrownBy(() -> forgetful.events().since(0)).isInstanceOf(IllegalStateException.class);
            assertThat(StripeSdk.client(forgetful).v1().events().list().getData())
                    .isEmpty();
        }
    }

    private List<String> customers(int count) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(stripe.createCustomer(it -> it.email("ann@example.com")));
        }
        return ids;
    }

    private StripeCollection<Event> list(EventListParams.Builder params) throws StripeException {
        return client.v1().events().list(params.build());
    }

    private void assertRefused(EventListParams.Builder params) {
        assertThatThrownBy(() -> list(params))
                .asInstanceOf(type(InvalidRequestException.class))
                .returns(400, InvalidRequestException::getStatusCode);
    }

    private static EventListParams.Builder limit(long limit) {
        return EventListParams.builder().setLimit(limit);
    }

    private static List<String> newestFirst(List<FakeEvent> events) {
        List<String> ids = new ArrayList<>(events.stream().map(FakeEvent::id).toList());
        Collections.reverse(ids);
        return ids;
    }
}
