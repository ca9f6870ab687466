package dev.trueup.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.trueup.memory.SwitchablePrimary.Hold;
import dev.trueup.memory.SwitchablePrimary.Mode;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Ticket;
import dev.trueup.spi.CacheEntry;
import dev.trueup.spi.TrueupListener;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The return of the primary. */
class FallbackRecoveryTest {

    private final UserId ann = new UserId("user_ann");
    private final UserId bob = new UserId("user_bob");
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<Set<UserId>> handedOver = new CopyOnWriteArrayList<>();
    private final TrueupListener listener = new TrueupListener() {
        @Override
        public void cacheAway() {
            told.add("away");
        }

        @Override
        public void cacheBack(Set<UserId> touched) {
            told.add("back " + touched.size());
        }

        @Override
        public void sourceFailed(Source source, String operation) {
            told.add(source + " failed to " + operation);
        }
    };
    private final FallbackHouse house = new FallbackHouse(
            FallbackHouse.SOON,
            builder -> builder.listener(listener).onRecovery(handedOver::add).touchedUsers(3));

    @Test
    @Tag("promise:K8")
    void theCopyIsDroppedOnRecovery() {
        house.sync(ann, 1);
        house.sync(bob, 1);
        house.goAway();
        assertThat(house.cache.read(ann).map(CacheEntry::stale)).contains(true);
        house.syncElsewhere(ann, 2);
        house.comeBack();
        assertThat(house.cache.find(ann).map(Customers::version)).contains(2L);
        house.goAway();

        assertThat(house.cache.find(ann).map(Customers::version)).contains(2L);
        assertThatThrownBy(() -> house.cache.find(bob)).isInstanceOf(SourceUnavailableException.class);
    }

    @Test
    void aReadFromBeforeARecoveryIsNotKept() {
        house.sync(ann, 1);
        Hold hold = house.primary.holdNextRead();
        CompletableFuture<?> old = CompletableFuture.runAsync(() -> house.cache.find(ann));
        hold.awaitReached();
        house.goAway();
        house.comeBack();
        hold.release();
        old.join();
        house.goAway();

        assertThatThrownBy(() -> house.cache.find(ann)).isInstanceOf(SourceUnavailableException.class);
    }

    @Test
    @Tag("promise:K8")
    void touchedUsersAreHandedOverOnce() {
        Ticket anns = house.cache.ticket(ann);
        house.goAway();
        FallbackHouse.refused(() -> house.cache.put(anns, Customers.inVersion(ann, 1)));
        FallbackHouse.refused(() -> house.cache.tickets(List.of(ann, bob)));
        house.comeBack();
        assertThat(handedOver).containsExactly(Set.of(ann, bob));

        house.goAway();
        house.comeBack();
        assertThat(handedOver).containsExactly(Set.of(ann, bob));
        assertThat(told).containsExactly("away", "back 2", "away", "back 0");
    }

    @Test
    void aUserWhoseWriteFailedBeforeTheOutageWasNoticedIsHandedOverToo() {
        house.primary.set(Mode.AWAY);
        FallbackHouse.refused(() -> house.cache.ticket(ann));
        assertThat(house.cache.isAway()).isFalse();
        house.goAway();
        house.comeBack();

        assertThat(handedOver).containsExactly(Set.of(ann));
    }

    @Test
    void aWriteFromBeforeThatFailsAfterTheRecoveryIsHandedOverAtOnce() {
        Ticket ticket = house.cache.ticket(ann);
        Hold hold = house.primary.holdNextWrite();
        CompletableFuture<Throwable> slow = CompletableFuture.supplyAsync(
                () -> catchThrowable(() -> house.cache.put(ticket, Customers.inVersion(ann, 1))));
        hold.awaitReached();
        house.goAway();
        house.comeBack();
        assertThat(handedOver).isEmpty();
        house.primary.set(Mode.AWAY);
        hold.release();

        assertThat(slow.join()).isInstanceOf(SourceUnavailableException.class);
        assertThat(handedOver).containsExactly(Set.of(ann));
    }

    @Test
    void callsFromBeforeTheRecoveryDoNotTakeThePrimaryForAwayAgain() {
        Hold first = house.primary.holdNextWrite();
        CompletableFuture<?> one = CompletableFuture.runAsync(() -> FallbackHouse.refused(house.cache::pageTicket));
        first.awaitReached();
        Hold second = house.primary.holdNextWrite();
        CompletableFuture<?> two = CompletableFuture.runAsync(() -> FallbackHouse.refused(house.cache::pageTicket));
        second.awaitReached();
        house.goAway();
        house.comeBack();
        house.primary.set(Mode.AWAY);
        first.release();
        second.release();
        CompletableFuture.allOf(one, two).join();

        assertThat(house.cache.isAway()).isFalse();
    }

    @Test
    void usersWhomNobodyTookOverAreHandedOverAtTheNextRecovery() {
        FallbackHouse busy = new FallbackHouse(
                FallbackHouse.SOON,
                builder -> builder.onRecovery(users -> {
                    handedOver.add(users);
                    if (handedOver.size() == 1) {
                        throw new IllegalStateException("too busy");
                    }
                }));
        busy.goAway();
        FallbackHouse.refused(() -> busy.cache.ticket(ann));
        busy.comeBack();
        busy.goAway();
        busy.comeBack();

        assertThat(handedOver).containsExactly(Set.of(ann), Set.of(ann));
    }

    @Test
    void moreTouchedUsersThanAreRememberedAreTold() {
        house.goAway();
        for (int i = 0; i < 5; i++) {
            UserId user = new UserId("user_" + i);
            FallbackHouse.refused(() -> house.cache.ticket(user));
        }
        house.comeBack();

        assertThat(handedOver).hasSize(1).first().satisfies(users -> assertThat(users)
                .hasSize(3));
        assertThat(told).containsExactly("away", "back 3", "cache failed to remember touched users");
    }

    @Test
    void aReadOnlyPrimaryDoesNotCloseTheBreaker() {
        house.sync(ann, 1);
        house.goAway(Mode.READ_ONLY);
        int calls = house.primary.calls();

        await().pollInterval(FallbackHouse.SOON).until(() -> {
            assertThat(house.cache.read(ann).map(CacheEntry::stale)).contains(true);
            return house.primary.calls() >= calls + 5;
        });
        assertThat(house.cache.isAway()).isTrue();
        assertThat(told).containsExactly("away");
    }

    @Test
    void onlyOneCallProbesAtATimeAndTheOthersFallBackMeanwhile() {
        house.sync(ann, 1);
        house.goAway();
        Hold hold = house.primary.holdNextWrite();
        CompletableFuture<?> probing = CompletableFuture.runAsync(house::awaitRecovery);
        hold.awaitReached();
        int calls = house.primary.calls();
        for (int i = 0; i < 50; i++) {
            assertThat(house.cache.read(ann).map(CacheEntry::stale)).contains(true);
            assertThatThrownBy(() -> house.cache.ticket(bob)).isInstanceOf(SourceUnavailableException.class);
        }
        assertThat(house.primary.calls()).isEqualTo(calls);

        house.primary.set(Mode.WORKS);
        hold.release();
        probing.join();
        assertThat(house.cache.read(ann).map(CacheEntry::stale)).contains(false);
        assertThat(handedOver).containsExactly(Set.of(bob));
    }

    @Test
    void thePrimaryIsLeftAloneForAWhileAfterAProbeThatFailed() {
        FallbackHouse patient = new FallbackHouse(Duration.ofSeconds(1), builder -> {});
        patient.goAway();
        await().pollInterval(Duration.ofMillis(20)).until(() -> {
            int calls = patient.primary.calls();
            patient.call();
            return patient.primary.calls() > calls;
        });
        int calls = patient.primary.calls();
        for (int i = 0; i < 10; i++) {
            patient.call();
        }

        assertThat(patient.primary.calls()).isEqualTo(calls);
    }

    @Test
    void aPrimaryThatFlapsIsNotBackBeforeItTakesSeveralWritesInARow() {
        house.goAway();
        house.primary.workForWrites(2);
        int calls = house.primary.calls();
        await().pollInterval(FallbackHouse.SOON).until(() -> {
            house.call();
            return house.primary.calls() >= calls + 3;
        });
        assertThat(house.cache.isAway()).isTrue();
        assertThat(told).containsExactly("away");

        house.comeBack();
        assertThat(told).startsWith("away", "back 0");
    }

    @Test
    void theCallThatNoticesTheRecoveryIsServedByThePrimary() {
        house.goAway();
        house.syncElsewhere(ann, 1);
        house.primary.set(Mode.WORKS);

        await().ignoreExceptions()
                .pollInterval(FallbackHouse.SOON)
                .until(() -> house.cache.find(ann).isPresent());
        assertThat(told).contains("away", "back 0");
    }
}
