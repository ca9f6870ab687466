package dev.trueup.memory;

import dev.trueup.spi.Leases;
import dev.trueup.spi.Namespace;
import dev.trueup.testkit.SettableClock;
import dev.trueup.testkit.contract.LeasesContract;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The leases in memory, while their clock stands still. */
class MemoryLeasesContractTest extends LeasesContract {

    private final SettableClock clock = SettableClock.at("2026-01-31T12:00:00Z");
    private final Map<Namespace, Leases> stores = new HashMap<>();

    @Override
    protected Leases createLeases(Namespace namespace) {
        return stores.computeIfAbsent(namespace, it -> MemoryLeases.create(clock));
    }

    @Override
    protected void letPass(Duration time) {
        clock.advance(time);
    }
}
