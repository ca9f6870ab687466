package dev.trueup.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.bulk.BulkSync;
import dev.trueup.clerk.ClerkWebhookVerifier;
import dev.trueup.model.RunReport;
import dev.trueup.model.RunState;
import dev.trueup.model.Source;
import dev.trueup.stripe.StripeWebhookVerifier;
import dev.trueup.testkit.SettableClock;
import dev.trueup.testkit.SignedWebhooks;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeEvent;
import dev.trueup.testkit.fake.FakeStripe;
import dev.trueup.webhook.WebhookReceiver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** An outage in which three of ten webhooks are lost for good, and what is done about it afterwards. */
@ParameterizedClass
@EnumSource(value = Keeping.class, names = "POSTGRES")
class LostWebhooksTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final int SIZE = 400;
    private static final double LOST = 0.3;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final SettableClock clock = SettableClock.at(Instant.now());
    private final FakeClerk clerk = FakeClerk.start(clock);
    private final FakeStripe stripe = FakeStripe.start(clock);
    private final Place place;
    private final House house;
    private final Set<String> users = new TreeSet<>();

    private final ConcurrentLinkedQueue<String> handled = new ConcurrentLinkedQueue<>();
    private final WebhookReceiver ofStripe;
    private final WebhookReceiver ofClerk;

    LostWebhooksTest(Keeping keeping) {
        place = keeping.place(clerk, stripe);
        house = new House(place, Fittings.DEFAULT);
        ofStripe = house.trueup
                .webhooks(StripeWebhookVerifier.builder(SECRET).live(false).build())
                .on("customer.*", event -> handled.add(event.key().id()));
        ofClerk = house.trueup.webhooks(ClerkWebhookVerifier.builder(SECRET).build());
    }

    @AfterEach
    void close() {
        house.close();
        stripe.close();
        clerk.close();
    }

    @Test
    @Tag("promise:W20")
    @Tag("promise:B6")
    void aCatchUpLeavesNoRecordWrong() throws InterruptedException {
        Instant outage = Instant.now().minus(Duration.ofHours(3));
        long before = load(outage);
        int lost = live(outage, before);
        List<String> events = stripe.events().since(before).stream()
                .filter(event -> event.type().startsWith("customer."))
                .map(FakeEvent::id)
                .toList();

        RunReport report = house.trueup.bulk(ofStripe).catchUp(outage).await();

        assertThat(report.state()).as("%s", report).isEqualTo(RunState.SUCCEEDED);
        assertThat(report.failures()).isEmpty();
        assertThat(report.remarks()).isEmpty();
        assertThat(wrong())
                .as("wrong after %d lost events, seed %d", lost, seed)
                .isEmpty();
        assertThat(house.trueup.bulk().verify().await().differences())
                .as("what differs from Clerk, seed %d", seed)
                .isEmpty();
        assertThat(handled)
                .as("each event is handled once, by the host's own handler too")
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(events);
    }

    @Test
    void anotherCatchUpFindsNothingToDo() throws InterruptedException {
        Instant outage = Instant.now().minus(Duration.ofHours(3));
        live(outage, load(outage));
        BulkSync bulk = house.trueup.bulk(ofStripe);
        bulk.catchUp(outage).await();
        bulk.catchUp(outage).await(); // finds what the first one did to Stripe
        stripe.calls().clear();

        RunReport report = bulk.catchUp(outage).await();

        assertThat(report.counts().written()).isZero();
        assertThat(stripe.calls().count("GET", "/v1/customers")).isZero();
    }

    @Test
    @Tag("promise:B6")
    @Tag("promise:B5")
    void whatStripeHasForgottenIsRebuilt() throws InterruptedException {
        Instant outage = Instant.now().minus(Duration.ofDays(40));
        long before = load(outage);
        int lost = live(outage, before);
        String parted = clerk.userIds().get(5);
        clerk.deleteUser(parted); // and nobody hears of it

        RunReport report = house.trueup.bulk(ofStripe).catchUp(outage).await();

        assertThat(report.state()).as("%s", report).isEqualTo(RunState.SUCCEEDED);
        assertThat(report.remarks()).singleElement().asString().startsWith("rebuilt instead");
        assertThat(wrong())
                .as("wrong after %d lost events, seed %d", lost, seed)
                .isEmpty();
    }

    private Map<String, String> wrong() {
        Map<String, String> wrong = Truth.wrong(stripe, clerk, house.cache::findAll, users);
        wrong.putAll(place.rows(stripe, clerk).wrong());
        return wrong;
    }

    /** Everybody is in step; returns where the journal of Stripe's events stands. */
    private long load(Instant until) throws InterruptedException {
        clock.set(until.minus(Duration.ofHours(1)));
        Population.of(clerk, stripe, SIZE, until.minus(Duration.ofHours(1)));
        users.addAll(clerk.userIds());
        assertThat(house.trueup.bulk().rebuild().await().counts().written()).isEqualTo(SIZE);
        assertThat(wrong()).isEmpty();
        clock.set(until);
        return stripe.events().mark();
    }

    /** Life goes on, and the application hears of most of it; returns how many events it did not hear of. */
    private int live(Instant outage, long before) {
        long clerkBefore = clerk.events().mark();
        for (int i = 0; i < SIZE / 2; i++) {
            clock.advance(Duration.ofSeconds(5));
            change(random.nextInt(SIZE), i);
        }
        clock.set(Instant.now());
        List<FakeEvent> events = new ArrayList<>(stripe.events().since(before));
        events.addAll(clerk.events().since(clerkBefore));
        Collections.shuffle(events, random);
        int lost = 0;
        for (FakeEvent event : events) {
            if (random.nextDouble() < LOST) {
                lost++;
            } else {
                deliver(event);
            }
        }
        assertThat(wrong()).as("wrong before, seed %d", seed).hasSizeGreaterThan(SIZE / 50);
        return lost;
    }

    private void change(int number, int step) {
        String customer = Population.customer(number);
        if (!stripe.customerIds().contains(customer)) {
            return;
        }
        switch (random.nextInt(6)) {
            case 0 -> stripe.deleteCustomer(customer);
            case 1 -> stripe.cancelSubscription(Population.subscription(number));
            case 2 -> stripe.updateSubscription(Population.subscription(number), it -> it.status("past_due"));
            case 3 ->
                stripe.createSubscription(customer, it -> it.price("price_pro").status("trialing"));
            case 4 -> clerk.updateUser(Population.user(number), it -> it.lastName("Changed " + step));
            default -> {
                String user = clerk.createUser(
                        it -> it.email("new" + step + "@example.com").lastName("New " + step));
                users.add(user);
                stripe.createCustomer(it ->
                        it.userId(user).email("new" + step + "@example.com").name("New " + step));
            }
        }
    }

    private void deliver(FakeEvent event) {
        boolean fromStripe = event.source() == Source.STRIPE;
        SignedWebhooks signed = fromStripe ? SignedWebhooks.stripe(SECRET) : SignedWebhooks.clerk(SECRET);
        WebhookReceiver receiver = fromStripe ? ofStripe : ofClerk;
        assertThat(receiver.receive(signed.sign(event).toRequest()).httpStatus())
                .isEqualTo(200);
    }
}
