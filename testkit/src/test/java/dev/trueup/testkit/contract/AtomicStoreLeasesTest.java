package dev.trueup.testkit.contract;

import dev.trueup.spi.Leases;
import dev.trueup.spi.Namespace;
import dev.trueup.testkit.SettableClock;
import java.time.Duration;

/** The leases that core builds on a store with compare-and-set, while the store's clock stands still. */
class AtomicStoreLeasesTest extends LeasesContract {

    private final SettableClock clock = SettableClock.at("2026-01-31T12:00:00Z");
    private final MapStore store = new MapStore(clock);

    @Override
    protected Leases createLeases(Namespace namespace) {
        return Leases.over(store, namespace);
    }

    @Override
    protected void letPass(Duration time) {
        clock.advance(time);
    }
}
