package dev.trueup.memory;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.trueup.memory.SwitchablePrimary.Mode;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.spi.CacheSettings;
import dev.trueup.testkit.SettableClock;
import java.time.Duration;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A fallback over a primary that can be switched off, and what belongs to both. */
final class FallbackHouse {

    static final Duration NEVER = Duration.ofHours(1);
    static final Duration SOON = Duration.ofMillis(2);

    private static final UserId PASSER_BY = new UserId("user_passer_by");

    final SettableClock clock = SettableClock.at("2026-01-31T12:00:00Z");

    /** The primary's store, as another process would reach it. */
    final MemoryCustomerCache store = MemoryCustomerCache.create(CacheSettings.DEFAULT, clock);

    final SwitchablePrimary primary = new SwitchablePrimary(store);
    final FallbackCustomerCache cache;

    /** A house whose primary is taken for away after two failures and tried again after a time. */
    FallbackHouse(Duration probeEvery, Consumer<FallbackCustomerCache.Builder> more) {
        FallbackCustomerCache.Builder builder = FallbackCustomerCache.builder(primary)
                .clock(clock)
                .awayAfter(2, 4)
                .probeEvery(probeEvery);
        more.accept(builder);
        this.cache = builder.build();
    }

    static FallbackHouse thatStaysAway() {
        return new FallbackHouse(NEVER, builder -> {});
    }

    static FallbackHouse thatRecoversSoon() {
        return new FallbackHouse(SOON, builder -> {});
    }

    CustomerSnapshot sync(UserId user, long version) {
        CustomerSnapshot snapshot = Customers.inVersion(user, version);
        cache.put(cache.ticket(user), snapshot);
        return snapshot;
    }

    /** Another process writes. */
    CustomerSnapshot syncElsewhere(UserId user, long version) {
        CustomerSnapshot snapshot = Customers.inVersion(user, version);
        store.put(store.ticket(user), snapshot);
        return snapshot;
    }

    /** Switches the primary off, and calls until that is noticed. */
    void goAway() {
        goAway(Mode.AWAY);
    }

    void goAway(Mode mode) {
        primary.set(mode);
        while (!cache.isAway()) {
            refused(cache::pageTicket);
        }
    }

    /** Switches the primary on, and calls until that is noticed. */
    void comeBack() {
        primary.set(Mode.WORKS);
        awaitRecovery();
    }

    void awaitRecovery() {
        await().pollInterval(SOON).until(() -> {
            call();
            return !cache.isAway();
        });
    }

    /** Any call, as it may notice a recovery. */
    void call() {
        try {
            cache.findCustomerId(PASSER_BY).ifPresent(unexpected -> {
                throw new AssertionError("nobody knows " + PASSER_BY);
            });
        } catch (SourceUnavailableException stillAway) {
            Thread.onSpinWait();
        }
    }

    /** A call that is refused, or fails because the primary does. */
    static void refused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(SourceUnavailableException.class);
    }
}
