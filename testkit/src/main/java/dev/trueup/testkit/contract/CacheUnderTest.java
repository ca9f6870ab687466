package dev.trueup.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.UserId;
import dev.trueup.protocol.PutResult;
import dev.trueup.spi.CacheSettings;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.Namespace;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** How the suites for caches come to a cache, and two users to try it with. Not thread-safe, as JUnit uses it. */
abstract class CacheUnderTest {

    final UserId ann = new UserId("user_ann");
    final UserId bob = new UserId("user_bob");
    final CustomerId annsCustomer = new CustomerId("cus_ann");
    final CustomerId bobsCustomer = new CustomerId("cus_bob");

    CacheSettings settings = CacheSettings.DEFAULT;

    @SuppressWarnings("NullAway.Init") // JUnit calls startWithAnEmptyNamespace first
    CustomerCache cache;

    /** Makes a cache under test. Called for each test, with a namespace that no other test uses. */
    protected abstract CustomerCache createCache(CacheSettings settings) throws Exception;

    /** Makes the store of the cache made last lose everything, as a flush or a restart without persistence does. */
    protected abstract void loseEverything() throws Exception;

    /** Closes what {@link #createCache} opened. Does nothing by default. */
    protected void closeCaches() throws Exception {}

    /**
     * Returns when this much time has passed by the clock of the store. Waits by default; a store with a settable clock
     * should advance it instead.
     */
    protected void letPass(Duration time) throws Exception {
        UserId onlooker = new UserId("user_onlooker");
        Instant until = cache.ticket(onlooker).takenAt().plus(time);
        while (cache.ticket(onlooker).takenAt().isBefore(until)) {
            Thread.onSpinWait();
        }
    }

    @BeforeEach
    final void startWithAnEmptyNamespace() throws Exception {
        Namespace namespace = new Namespace("contract", UUID.randomUUID().toString(), false);
        settings = CacheSettings.DEFAULT.withNamespace(namespace);
        cache = createCache(settings);
    }

    @AfterEach
    final void close() throws Exception {
        closeCaches();
    }

    final CustomerSnapshot sync(UserId user, CustomerId customer, long version) {
        CustomerSnapshot snapshot = SampleCustomers.inVersion(user, customer, version);
        assertThat(cache.put(cache.ticket(user), snapshot)).isEqualTo(PutResult.OK);
        return snapshot;
    }
}
