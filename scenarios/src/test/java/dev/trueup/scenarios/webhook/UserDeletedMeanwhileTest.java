package dev.trueup.scenarios.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.CustomerId;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.spi.CacheEntry;
import dev.trueup.testkit.SignedWebhooks;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeEvent;
import dev.trueup.testkit.fake.FakeStripe;
import dev.trueup.testservers.RedisServer;
import dev.trueup.webhook.WebhookSettings;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A user is deleted while another instance reads the user's customer: that read, which began later and knew nothing of
 * it, does not bring the record back.
 */
class UserDeletedMeanwhileTest {

    private static final UserId ANN = new UserId("user_ann");

    private final FakeStripe stripe = FakeStripe.start();
    private final FakeClerk clerk = FakeClerk.start();
    private final Wiring wiring = Wiring.of(
            stripe, clerk, RedisServer.shared().uri(), UUID.randomUUID().toString());
    private final Sender sender = new Sender();
    private final CountDownLatch hasRead = new CountDownLatch(1);
    private final CountDownLatch parted = new CountDownLatch(1);

    @AfterEach
    void close() {
        stripe.close();
        clerk.close();
    }

    @Test
    @Tag("promise:W15")
    void aReadThatIsUnderWayDoesNotBringTheUserBack() throws Exception {
        clerk.createUser(it -> it.id(ANN.value()).email("ann@example.com"));
        stripe.createCustomer(it -> it.id("cus_ann").userId(ANN.value()));
        try (Application reading = application(Strike.at(Point.BEFORE_PUT, 2, () -> {
            hasRead.countDown();
            await(parted);
        }))) {
            assertThat(sender.send(last(stripe.events().all()), reading.stripeEndpoint())
                            .join()
                            .isAccepted())
                    .isTrue();
            stripe.updateCustomer("cus_ann", it -> it.name("Ann"));
            clerk.deleteUser(ANN.value());
            CompletableFuture<Sender.Answer> read = new CompletableFuture<>();
            // The parting has its ticket when the read takes a later one.
            Strike beginRead = Strike.at(Point.BEFORE_PUT, 1, () -> {
                sender.send(last(stripe.events().all()), reading.stripeEndpoint())
                        .thenAccept(read::complete);
                await(hasRead);
            });
            try (Application parting = application(beginRead)) {
                Sender clerks = new Sender(SignedWebhooks.clerk(Wiring.CLERK_SECRET));
                assertThat(clerks.send(last(clerk.events().all()), parting.clerkEndpoint())
                                .join()
                                .isAccepted())
                        .isTrue();
                parted.countDown();
                assertThat(read.get(60, TimeUnit.SECONDS).isAccepted()).isTrue();

                assertThat(parting.cache().read(ANN).map(CacheEntry::finding))
                        .contains(new Finding.Gone(new CustomerId("cus_ann")));
            }
        }
    }

    private Application application(Strike strike) {
        return new Application(wiring, strike.wrapping(), WebhookSettings.DEFAULT).listen(0);
    }

    private static FakeEvent last(List<FakeEvent> events) {
        return events.get(events.size() - 1);
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("waited in vain");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
