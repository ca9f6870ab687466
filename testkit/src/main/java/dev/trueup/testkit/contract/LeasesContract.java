package dev.trueup.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.model.Lease;
import dev.trueup.spi.Leases;
import dev.trueup.spi.Namespace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What every implementation of {@link Leases} has to do. Extend it, say how leases are made, and run it as a JUnit test.
 * Not thread-safe, as JUnit uses it.
 */
public abstract class LeasesContract {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final String TASK = "create customer of user_1";

    @SuppressWarnings("NullAway.Init") // JUnit calls startWithNoLease first
    private Leases leases;

    @SuppressWarnings("NullAway.Init")
    private Namespace namespace;

    /**
     * Makes leases under test. Called for each test with a namespace that no other test uses, and within a test again
     * with the same or another namespace: then they have to be of the same store.
     */
    protected abstract Leases createLeases(Namespace namespace) throws Exception;

    /** Closes what {@link #createLeases} opened. Does nothing by default. */
    protected void closeLeases() throws Exception {}

    /**
     * Returns when this much time has passed by the clock of the store. Waits by default, watching a lease of that
     * length; a store with a settable clock should advance it instead.
     */
    protected void letPass(Duration time) throws Exception {
        String watched = "watched " + UUID.randomUUID();
        leases.acquire(watched, time);
        while (leases.acquire(watched, time).isEmpty()) {
            Thread.onSpinWait();
        }
    }

    @BeforeEach
    final void startWithNoLease() throws Exception {
        namespace = new Namespace("contract", UUID.randomUUID().toString(), false);
        leases = createLeases(namespace);
    }

    @AfterEach
    final void close() throws Exception {
        closeLeases();
    }

    @Test
    final void oneHasALeaseAndOthersDoNot() throws Exception {
        assertThat(leases.acquire(TASK, HOUR)).map(Lease::task).contains(TASK);

        assertThat(leases.acquire(TASK, HOUR)).isEmpty();
        assertThat(createLeases(namespace).acquire(TASK, HOUR)).isEmpty();
    }

    @Test
    final void leasesOfOtherTasksAndNamespacesAreFree() throws Exception {
        leases.acquire(TASK, HOUR);

        assertThat(leases.acquire(TASK + "0", HOUR)).isPresent();
        assertThat(leases.acquire("create customer of user:1\n{}%", HOUR)).isPresent();
        Namespace other = new Namespace("contract", UUID.randomUUID().toString(), false);
        assertThat(createLeases(other).acquire(TASK, HOUR)).isPresent();
    }

    @Test
    final void aLeaseThatIsGivenBackIsFree() {
        leases.release(leases.acquire(TASK, HOUR).orElseThrow());

        assertThat(leases.acquire(TASK, HOUR)).isPresent();
    }

    @Test
    final void aLeaseIsFreeWhenItIsOver() throws Exception {
        leases.acquire(TASK, SHORT);

        letPass(SHORT.plusMillis(50));

        assertThat(leases.acquire(TASK, HOUR)).isPresent();
    }

    @Test
    final void aLeaseThatIsOverIsNoLongerItsOwners() throws Exception {
        Lease late = leases.acquire(TASK, SHORT).orElseThrow();
        letPass(SHORT.plusMillis(50));
        leases.acquire(TASK, HOUR);

        assertThat(leases.renew(late, HOUR)).isFalse();
        leases.release(late);

        assertThat(leases.acquire(TASK, HOUR))
                .as("taken from whoever has it now")
                .isEmpty();
    }

    @Test
    final void aLeaseThatIsRenewedLastsLonger() throws Exception {
        Lease lease = leases.acquire(TASK, Duration.ofSeconds(5)).orElseThrow();
        assertThat(leases.renew(lease, HOUR)).isTrue();

        letPass(SHORT);

        assertThat(leases.renew(lease, HOUR)).isTrue();
        assertThat(leases.acquire(TASK, HOUR)).isEmpty();
    }

    @Test
    final void aLeaseThatIsRenewedForLessEndsSooner() throws Exception {
        Lease lease = leases.acquire(TASK, HOUR).orElseThrow();
        leases.renew(lease, SHORT);

        letPass(SHORT.plusMillis(50));

        assertThat(leases.acquire(TASK, HOUR)).isPresent();
    }

    @Test
    final void givingBackTwiceHarmsNobody() {
        Lease first = leases.acquire(TASK, HOUR).orElseThrow();
        leases.release(first);
        leases.acquire(TASK, HOUR);

        leases.release(first);

        assertThat(leases.acquire(TASK, HOUR)).isEmpty();
    }

    @Test
    final void aLeaseLastsAMillisecondToADay() {
        for (Duration length :
                List.of(Duration.ZERO, Duration.ofNanos(1), Duration.ofSeconds(-1), Duration.ofDays(2))) {
            assertThatThrownBy(() -> leases.acquire(TASK, length)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(leases.acquire(TASK, HOUR)).isPresent();
    }

    @Test
    @Tag("promise:I5")
    final void ofManyAtOnceOneGetsTheLease() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 20; round++) {
                String task = "round " + round;
                List<Future<Optional<Lease>>> asked = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    asked.add(callers.submit(() -> leases.acquire(task, HOUR)));
                }
                int given = 0;
                for (Future<Optional<Lease>> answer : asked) {
                    given += answer.get().isPresent() ? 1 : 0;
                }
                assertThat(given).isEqualTo(1);
            }
        } finally {
            callers.shutdownNow();
        }
    }
}
