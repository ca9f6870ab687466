package dev.trueup.sync;

import static dev.trueup.fixture.Samples.snapshot;

import dev.trueup.fixture.ManualClock;
import dev.trueup.fixture.MapBilling;
import dev.trueup.fixture.MapCache;
import dev.trueup.fixture.MapUsers;
import dev.trueup.model.BillingState;
import dev.trueup.model.CustomerId;
import dev.trueup.model.RefreshResult;
import dev.trueup.model.Source;
import dev.trueup.model.UserId;
import dev.trueup.spi.TrueupListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A sync over maps, and what its listener was told. */
final class SyncFixture {

    final ManualClock clock = new ManualClock();
    final MapCache cache = new MapCache(clock);
    final MapUsers users = new MapUsers();
    final MapBilling billing = new MapBilling();
    final List<String> told = new CopyOnWriteArrayList<>();
    final CustomerSync sync = new CustomerSync(
            cache,
            users,
            billing,
            new SyncEnvironment(
                    new SyncSettings(Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ZERO),
                    listener(),
                    Runnable::run,
                    clock,
                    Copies.NONE));

    /** Puts a record, as a sync long ago may have done. */
    void cached(BillingState state) {
        cache.put(cache.ticket(snapshot(state).userId()), snapshot(state));
        clock.advance(Duration.ofSeconds(1));
    }

    private TrueupListener listener() {
        return new TrueupListener() {
            @Override
            public void refreshed(RefreshResult result, Duration took) {
                told.add(result.outcome() + " " + result.userId());
            }

            @Override
            public void sourceFailed(Source source, String operation) {
                told.add(source + " failed in " + operation);
            }

            @Override
            public void duplicateCustomers(UserId user, CustomerId used, List<CustomerId> others) {
                told.add(user + " has " + used + " and " + others);
            }
        };
    }
}
