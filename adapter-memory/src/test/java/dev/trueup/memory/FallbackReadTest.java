package dev.trueup.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.memory.SwitchablePrimary.Hold;
import dev.trueup.memory.SwitchablePrimary.Mode;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.protocol.PutResult;
import dev.trueup.protocol.Ticket;
import dev.trueup.spi.CacheEntry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Reads while the primary is away, without a loader. */
class FallbackReadTest {

    private final UserId ann = new UserId("user_ann");
    private final UserId bob = new UserId("user_bob");
    private final FallbackHouse house = FallbackHouse.thatStaysAway();

    @Test
    void aPrimaryThatWorksAnswersByItself() {
        house.syncElsewhere(ann, 1);
        assertThat(house.cache.find(ann)).isPresent();

        CustomerSnapshot newer = house.syncElsewhere(ann, 2);
        assertThat(house.cache.read(ann)).contains(new CacheEntry(new Finding.Live(newer), "memory", false));
        assertThat(house.cache.isAway()).isFalse();
    }

    @Test
    @Tag("promise:K6")
    void aReadWhileThePrimaryIsAwayIsFlaggedStale() {
        CustomerSnapshot snapshot = house.syncElsewhere(ann, 1);
        house.cache.find(ann);
        house.goAway();
        int calls = house.primary.calls();

        assertThat(house.cache.read(ann)).contains(new CacheEntry(new Finding.Live(snapshot), "memory", true));
        assertThat(house.cache.find(Customers.of(ann))).contains(snapshot);
        assertThat(house.primary.calls()).isEqualTo(calls);
    }

    @Test
    void aSingleReadThatFailsIsAnsweredFromTheCopyAsWell() {
        CustomerSnapshot snapshot = house.sync(ann, 1);
        house.primary.set(Mode.AWAY);

        assertThat(house.cache.read(ann)).contains(new CacheEntry(new Finding.Live(snapshot), "memory", true));
        assertThat(house.cache.isAway()).isFalse();
    }

    @Test
    @Tag("promise:K6")
    void nothingIsServedAsAMissWhenNobodyCouldBeAsked() {
        house.sync(ann, 1);
        house.goAway();

        assertThatThrownBy(() -> house.cache.find(bob)).isInstanceOf(SourceUnavailableException.class);
        assertThatThrownBy(() -> house.cache.read(Set.of(ann, bob))).isInstanceOf(SourceUnavailableException.class);
        assertThatThrownBy(() -> house.cache.find(Customers.of(bob))).isInstanceOf(SourceUnavailableException.class);
        assertThatThrownBy(() -> house.cache.owners(List.of(Customers.of(ann), Customers.of(bob))))
                .isInstanceOf(SourceUnavailableException.class);
    }

    @Test
    void aUserWhomThePrimaryDidNotKnowIsNotAMissLater() {
        assertThat(house.cache.find(bob)).isEmpty();
        house.goAway();

        assertThatThrownBy(() -> house.cache.find(bob)).isInstanceOf(SourceUnavailableException.class);
    }

    @Test
    void theCopyIsServedForItsTimeOnly() {
        house.sync(ann, 1);
        house.goAway();
        house.clock.advance(Duration.ofSeconds(59));
        assertThat(house.cache.find(ann)).isPresent();

        house.clock.advance(Duration.ofSeconds(2));
        assertThatThrownBy(() -> house.cache.find(ann)).isInstanceOf(SourceUnavailableException.class);
        assertThatThrownBy(() -> house.cache.find(Customers.of(ann))).isInstanceOf(SourceUnavailableException.class);
    }

    @Test
    void aRecordThatThePrimaryHasLostIsNotServedFromTheCopy() {
        house.sync(ann, 1);
        house.store.clear();
        assertThat(house.cache.find(ann)).isEmpty();
        house.goAway();

        assertThatThrownBy(() -> house.cache.find(ann)).isInstanceOf(SourceUnavailableException.class);
    }

    @Test
    void aDeletedCustomerIsStillDeleted() {
        house.sync(ann, 1);
        house.cache.put(house.cache.ticket(ann), new Finding.Gone(Customers.of(ann)));
        house.goAway();

        assertThat(house.cache.find(ann)).isEmpty();
        assertThat(house.cache.read(ann)).contains(new CacheEntry(new Finding.Gone(Customers.of(ann)), "memory", true));
    }

    @Test
    void anInvalidatedRecordIsNotServedFromTheCopy() {
        house.sync(ann, 1);
        house.cache.invalidate(ann);
        house.goAway();

        assertThatThrownBy(() -> house.cache.find(ann)).isInstanceOf(SourceUnavailableException.class);
    }

    @Test
    void aPutThatWasBeatenElsewhereIsNotServedFromTheCopy() {
        house.sync(ann, 1);
        Ticket slow = house.cache.ticket(ann);
        house.syncElsewhere(ann, 3);
        assertThat(house.cache.put(slow, Customers.inVersion(ann, 2))).isEqualTo(PutResult.STALE);
        house.goAway();

        assertThatThrownBy(() -> house.cache.find(ann)).isInstanceOf(SourceUnavailableException.class);
    }

    @Test
    void aReadAcrossAnInvalidationIsNotKept() {
        house.sync(ann, 1);
        Hold hold = house.primary.holdNextRead();
        CompletableFuture<?> reading = CompletableFuture.runAsync(() -> house.cache.find(ann));
        hold.awaitReached();
        house.cache.invalidate(ann);
        hold.release();
        reading.join();
        house.goAway();

        assertThatThrownBy(() -> house.cache.find(ann)).isInstanceOf(SourceUnavailableException.class);
    }

    @Test
    void anAnswerToNobodyIsNoFailure() {
        house.goAway();

        assertThat(house.cache.read(Set.of())).isEmpty();
        assertThat(house.cache.owners(Set.of())).isEmpty();
    }

    @Test
    void aSlipOfTheCallerIsNotTakenForAnOutage() {
        Ticket bobs = house.cache.ticket(bob);

        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> house.cache.put(bobs, Customers.inVersion(ann, 1)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(house.cache.isAway()).isFalse();
    }
}
