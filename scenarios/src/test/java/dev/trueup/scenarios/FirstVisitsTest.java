package dev.trueup.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.clerk.ClerkWebhookVerifier;
import dev.trueup.model.CheckoutOrder;
import dev.trueup.model.CheckoutStart;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.model.WebhookOutcome;
import dev.trueup.spi.TrueupListener;
import dev.trueup.testkit.SignedWebhook;
import dev.trueup.testkit.SignedWebhooks;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import dev.trueup.testservers.RedisServer;
import dev.trueup.webhook.WebhookReceiver;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A new user opens fifty pages at once, at two instances, while Clerk tells of them: pages that sync the profile, pages
 * that go to checkout, and webhooks. Whatever Stripe does with the first creations, one customer is there in the end.
 */
class FirstVisitsTest {

    private static final String SECRET = "whsec_" + "c2VjcmV0IG9mIHRoaXMgdGVzdCBhbG9uZQ==";
    private static final UserId ANN = new UserId("user_ann");
    private static final int VISITS = 50;

    private final FakeClerk clerk = FakeClerk.start();
    private final FakeStripe stripe = FakeStripe.start();
    private final String namespace = UUID.randomUUID().toString();
    private final List<House> houses = List.of(house(), house());
    private final ExecutorService browsers = Executors.newFixedThreadPool(VISITS);

    /** What becomes of the first creations of a customer at Stripe. */
    enum Trouble {
        NONE {
            @Override
            void begin(FakeStripe stripe) {}
        },
        ANSWERS_500_AFTER_CREATING {
            @Override
            void begin(FakeStripe stripe) {
                stripe.faults().on("POST", "/v1/customers").times(1).failAfterEffect(500);
            }
        },
        ANSWERS_500_BEFORE_CREATING {
            @Override
            void begin(FakeStripe stripe) {
                stripe.faults().on("POST", "/v1/customers").times(3).answer(500);
            }
        },
        CUTS_THE_LINE_AFTER_CREATING {
            @Override
            void begin(FakeStripe stripe) {
                stripe.faults().on("POST", "/v1/customers").times(4).cutLineAfterEffect();
            }
        },
        CUTS_THE_LINE_BEFORE_CREATING {
            @Override
            void begin(FakeStripe stripe) {
                stripe.faults().on("POST", "/v1/customers").times(4).cutLine();
            }
        };

        abstract void begin(FakeStripe stripe);
    }

    @AfterEach
    void close() {
        browsers.shutdownNow();
        houses.forEach(House::close);
        stripe.close();
        clerk.close();
    }

    @ParameterizedTest
    @EnumSource(Trouble.class)
    @Tag("promise:I5")
    void fiftyFirstVisitsMakeOneCustomer(Trouble trouble) throws Exception {
        String price = stripe.createPrice(it -> {});
        clerk.createUser(it ->
                it.id(ANN.value()).email("ann@example.com").firstName("Ann").lastName("Lee"));
        SignedWebhook created =
                SignedWebhooks.clerk(SECRET).sign(clerk.events().all().get(0));
        List<WebhookReceiver> receivers = houses.stream()
                .map(it ->
                        it.trueup.webhooks(ClerkWebhookVerifier.builder(SECRET).build()))
                .toList();
        trouble.begin(stripe);

        CountDownLatch ready = new CountDownLatch(VISITS);
        List<Future<Boolean>> visits = new ArrayList<>();
        for (int i = 0; i < VISITS; i++) {
            House house = houses.get(i % 2);
            WebhookReceiver receiver = receivers.get(i % 2);
            Callable<Boolean> visit =
                    switch (i % 5) {
                        case 0 -> () -> isAccepted(receiver, created);
                        case 1, 2 ->
                            () -> house.trueup
                                            .checkout()
                                            .start(ANN, order(price))
                                            .outcome()
                                    == CheckoutStart.Outcome.STARTED;
                        default ->
                            () -> house.trueup
                                    .userSync()
                                    .sync(ANN)
                                    .link()
                                    .linked()
                                    .isPresent();
                    };
            visits.add(browsers.submit(() -> untilItSucceeds(ready, visit)));
        }
        for (Future<Boolean> visit : visits) {
            assertThat(visit.get()).isTrue();
        }

        assertThat(stripe.customerIds()).hasSize(1);
        String customer = stripe.customerIds().get(0);
        assertThat(stripe.customer(customer).at("/metadata/userId").asText()).isEqualTo(ANN.value());
        assertThat(clerk.user(ANN.value())
                        .at("/private_metadata/stripeCustomerId")
                        .asText())
                .isEqualTo(customer);
        assertThat(houses.get(0).trueup.checker().check(ANN).isInSync()).isTrue();
    }

    /** A page that fails is loaded again, and a webhook sent again, as browsers and senders do. */
    private static boolean untilItSucceeds(CountDownLatch ready, Callable<Boolean> visit) throws Exception {
        ready.countDown();
        ready.await();
        for (int attempt = 0; attempt < 5; attempt++) {
            try {
                if (visit.call()) {
                    return true;
                }
            } catch (SourceUnavailableException e) {
                // told to come back
            }
        }
        return false;
    }

    private static boolean isAccepted(WebhookReceiver receiver, SignedWebhook webhook) {
        WebhookOutcome outcome = receiver.receive(webhook.toRequest());
        return outcome.httpStatus() == 200 || outcome.httpStatus() == 409;
    }

    private static CheckoutOrder order(String price) {
        return new CheckoutOrder(price, CheckoutOrder.Mode.SUBSCRIPTION, "https://shop.example/back", null);
    }

    private House house() {
        return new House(RedisServer.shared(), namespace, clerk, stripe, TrueupListener.NONE);
    }
}
