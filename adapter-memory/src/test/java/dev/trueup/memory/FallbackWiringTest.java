package dev.trueup.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.Trueup;
import dev.trueup.identity.CustomerLocator;
import dev.trueup.model.BillingCustomer;
import dev.trueup.model.BillingObject;
import dev.trueup.model.BillingState;
import dev.trueup.model.CheckoutSession;
import dev.trueup.model.CustomerId;
import dev.trueup.model.Presence;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.model.UserProfile;
import dev.trueup.spi.BillingDirectory;
import dev.trueup.spi.CacheEntry;
import dev.trueup.spi.UserDirectory;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The fallback as a host wires it: Stripe in the place of the cache, and a refresh of those touched meanwhile. */
class FallbackWiringTest {

    private final UserId ann = new UserId("user_ann");
    private final AtomicReference<String> nameInStripe = new AtomicReference<>("Ann");
    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final AtomicReference<Trueup> assembled = new AtomicReference<>();
    private final CustomerLocator locator = new CustomerLocator(new Users(), new Billing());
    private final FallbackHouse house =
            new FallbackHouse(FallbackHouse.SOON, builder -> builder.loader(user -> locator.load(user, Instant.EPOCH))
                    .onRecovery(users -> users.forEach(user -> executor.execute(() -> refresh(user)))));

    private void refresh(UserId user) {
        Trueup trueup = assembled.get();
        if (trueup != null) {
            trueup.sync().refresh(user);
        }
    }

    @Test
    void aChangeDuringAnOutageIsServedMeanwhileAndInTheRecordAfterwards() throws Exception {
        try (Trueup trueup = Trueup.builder()
                .cache(house.cache)
                .users(new Users())
                .billing(new Billing())
                .build()) {
            assembled.set(trueup);
            trueup.sync().refresh(ann);
            house.goAway();
            nameInStripe.set("Anna");
            assertThatThrownBy(() -> trueup.sync().refresh(ann)).isInstanceOf(SourceUnavailableException.class);
            assertThat(house.cache.read(ann)).get().returns(true, CacheEntry::stale);

            house.comeBack();
            executor.shutdown();
            assertThat(executor.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
            assertThat(house.cache.read(ann)).get().returns(false, CacheEntry::stale);
            assertThat(house.store.find(ann).map(it -> it.customer().name())).contains("Anna");
        }
    }

    @Test
    void aUserWhomTheCopyLacksIsReadFromStripeByTheLocator() {
        house.goAway();

        assertThat(house.cache.read(ann)).get().returns("stripe", CacheEntry::source);
        assertThat(house.cache.find(ann).map(it -> it.customer().name())).contains("Ann");
        assertThat(house.cache.find(new UserId("user_nobody"))).isEmpty();
        executor.shutdown();
    }

    private final class Users implements UserDirectory {

        @Override
        public Optional<UserProfile> find(UserId user) {
            return Optional.of(user).filter(ann::equals).map(it -> profile());
        }

        @Override
        public Map<UserId, UserProfile> findAll(Collection<UserId> users) {
            Map<UserId, UserProfile> found = new LinkedHashMap<>();
            users.forEach(user -> find(user).ifPresent(profile -> found.put(user, profile)));
            return found;
        }

        private UserProfile profile() {
            return new UserProfile(ann, "ann@example.com", true, "Ann", Customers.of(ann), null);
        }
    }

    private final class Billing implements BillingDirectory {

        @Override
        public BillingState find(CustomerId customer) {
            return new BillingState(
                    new BillingCustomer(
                            customer,
                            Presence.ACTIVE,
                            ann,
                            "ann@example.com",
                            nameInStripe.get(),
                            null,
                            null,
                            Instant.parse("2024-02-29T12:00:00Z")),
                    List.of());
        }

        @Override
        public List<BillingCustomer> findByEmail(String email) {
            return List.of();
        }

        @Override
        public Optional<CheckoutSession> findCheckout(String sessionId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<CustomerId> customerOf(BillingObject object) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<BillingCustomer> findCreatedSince(Instant since) {
            throw new UnsupportedOperationException();
        }
    }
}
