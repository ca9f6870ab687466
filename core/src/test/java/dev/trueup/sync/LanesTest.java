package dev.trueup.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.fixture.Callers;
import dev.trueup.fixture.Callers.Call;
import dev.trueup.fixture.Gate;
import dev.trueup.model.SourceUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LanesTest {

    private final Lanes<String> lanes = new Lanes<>(Duration.ofSeconds(20));
    private final Callers callers = new Callers();
    private final Gate gate = new Gate();
    private final AtomicInteger runs = new AtomicInteger();

    @AfterEach
    void endThreads() {
        gate.open();
        callers.close();
    }

    @Test
    void aLoneCallerRunsOnTheirOwnThread() {
        Thread caller = Thread.currentThread();

        assertThat(lanes.run("a", () -> "ran on " + Thread.currentThread().getName()))
                .isEqualTo("ran on " + caller.getName());
        assertNobodyIsLeft();
    }

    @Test
    @Tag("promise:F7")
    void callersWhoComeWhileOneRunsShareOneFurtherRun() throws Exception {
        Call<String> first = callers.call(() -> lanes.run("a", this::heldRun));
        gate.awaitArrival();
        List<Call<String>> others = IntStream.range(0, 6)
                .mapToObj(i -> callers.callAndPark(() -> lanes.run("a", this::run)))
                .toList();
        assertThat(runs).hasValue(1);

        gate.open();

        assertThat(first.result()).isEqualTo("run 1");
        for (Call<String> other : others) {
            assertThat(other.result()).isEqualTo("run 2");
        }
        assertThat(runs).hasValue(2);
        assertNobodyIsLeft();
    }

    @Test
    void whoeverComesWhileTheSharedRunRunsGetsAnother() throws Exception {
        Call<String> first = callers.call(() -> lanes.run("a", this::heldRun));
        gate.awaitArrival();
        Gate second = new Gate();
        Call<String> shared = callers.callAndPark(() -> lanes.run("a", () -> {
            String result = run();
            second.pass();
            return result;
        }));
        gate.open();
        second.awaitArrival();

        Call<String> late = callers.callAndPark(() -> lanes.run("a", this::run));
        second.open();

        assertThat(first.result()).isEqualTo("run 1");
        assertThat(shared.result()).isEqualTo("run 2");
        assertThat(late.result()).isEqualTo("run 3");
        assertNobodyIsLeft();
    }

    @Test
    void anotherKeyDoesNotWait() throws Exception {
        Call<String> held = callers.call(() -> lanes.run("a", this::heldRun));
        gate.awaitArrival();

        assertThat(lanes.run("b", this::run)).isEqualTo("run 2");

        gate.open();
        assertThat(held.result()).isEqualTo("run 1");
    }

    @Test
    void aFailureReachesItsOwnCallerAndFreesTheLane() {
        IllegalStateException failure = new IllegalStateException("no");

        assertThatThrownBy(() -> lanes.run("a", () -> {
                    throw failure;
                }))
                .isSameAs(failure);
        assertNobodyIsLeft();
        assertThat(lanes.run("a", this::run)).isEqualTo("run 1");
    }

    @Test
    void aFailureIsSeenByAllWhoShareTheRunAndByNobodyElse() throws Exception {
        Call<String> first = callers.call(() -> lanes.run("a", this::heldRun));
        gate.awaitArrival();
        IllegalStateException failure = new IllegalStateException("no");
        List<Call<String>> sharing = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            sharing.add(callers.callAndPark(() -> lanes.run("a", () -> {
                throw failure;
            })));
        }
        gate.open();

        assertThat(first.result()).isEqualTo("run 1");
        for (Call<String> call : sharing) {
            assertThatThrownBy(call::result)
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isSameAs(failure);
        }
        assertNobodyIsLeft();
    }

    @Test
    void anErrorIsSeenByThoseWhoShareTheRunAsAFailureOfIt() throws Exception {
        callers.call(() -> lanes.run("a", this::heldRun));
        gate.awaitArrival();
        AssertionError error = new AssertionError("broken");
        Call<String> leader = callers.callAndPark(() -> lanes.run("a", () -> {
            throw error;
        }));
        Call<String> sharer = callers.callAndPark(() -> lanes.run("a", this::run));
        gate.open();

        assertThatThrownBy(leader::result).cause().isSameAs(error);
        assertThatThrownBy(sharer::result)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("refresh of a failed")
                .hasCause(error);
    }

    @Test
    void whoeverHasWaitedLongEnoughIsToldToComeBack() throws Exception {
        Lanes<String> impatient = new Lanes<>(Duration.ofMillis(30));
        Call<String> first = callers.call(() -> impatient.run("a", this::heldRun));
        gate.awaitArrival();

        assertThatThrownBy(() -> impatient.run("a", this::run))
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessageContaining("refresh of a still waits for an earlier one after PT0.03S");

        gate.open();
        assertThat(first.result()).isEqualTo("run 1");
        assertThat(impatient)
                .extracting("lanes")
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .isEmpty();
        assertThat(impatient.run("a", this::run)).isEqualTo("run 2");
    }

    @Test
    void whoeverIsInterruptedIsToldAndStaysInterrupted() throws Exception {
        callers.call(() -> lanes.run("a", this::heldRun));
        gate.awaitArrival();
        AtomicBoolean stillInterrupted = new AtomicBoolean();
        Call<String> waiter = callers.callAndPark(() -> {
            try {
                return lanes.run("a", this::run);
            } finally {
                stillInterrupted.set(Thread.currentThread().isInterrupted());
            }
        });

        waiter.interrupt();

        assertThatThrownBy(waiter::result)
                .cause()
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessageContaining("refresh of a was interrupted");
        assertThat(stillInterrupted).isTrue();
    }

    @Test
    void aCallerWhoGivesUpBeforeTheirTurnLeavesItToThoseWhoStillWait() throws Exception {
        Call<String> first = callers.call(() -> lanes.run("a", this::heldRun));
        gate.awaitArrival();
        Call<String> leader = callers.callAndPark(() -> lanes.run("a", this::run));
        List<Call<String>> sharers = List.of(
                callers.callAndPark(() -> lanes.run("a", this::run)),
                callers.callAndPark(() -> lanes.run("a", this::run)));

        leader.interrupt();
        assertThatThrownBy(leader::result).cause().isInstanceOf(SourceUnavailableException.class);
        sharers.forEach(Call::awaitParked);
        gate.open();

        assertThat(first.result()).isEqualTo("run 1");
        // Usually they share one run; they need not, if one of them came back only after the other had begun.
        for (Call<String> sharer : sharers) {
            assertThat(sharer.result()).isIn("run 2", "run 3");
        }
        assertNobodyIsLeft();
    }

    @Test
    void aSharerWhoGivesUpDisturbsNobody() throws Exception {
        Call<String> first = callers.call(() -> lanes.run("a", this::heldRun));
        gate.awaitArrival();
        Call<String> leader = callers.callAndPark(() -> lanes.run("a", this::run));
        Call<String> sharer = callers.callAndPark(() -> lanes.run("a", this::run));

        sharer.interrupt();
        assertThatThrownBy(sharer::result).cause().isInstanceOf(SourceUnavailableException.class);
        gate.open();

        assertThat(first.result()).isEqualTo("run 1");
        assertThat(leader.result()).isEqualTo("run 2");
        assertNobodyIsLeft();
    }

    @Test
    void underStressEveryCallersChangeIsSeenRunsNeverOverlapAndNothingIsLeft() throws Exception {
        int keys = 3;
        int rounds = 1_500;
        Lanes<Integer> busy = new Lanes<>(Duration.ofSeconds(20));
        AtomicIntegerArray versions = new AtomicIntegerArray(keys);
        AtomicIntegerArray inside = new AtomicIntegerArray(keys);
        List<Call<Integer>> calls = IntStream.range(0, 6)
                .mapToObj(i -> callers.call(() -> {
                    for (int round = 0; round < rounds; round++) {
                        int key = (round + i) % keys;
                        int change = versions.incrementAndGet(key);
                        int seen = busy.run(key, () -> {
                            assertThat(inside.incrementAndGet(key)).isEqualTo(1);
                            int read = versions.get(key);
                            runs.incrementAndGet();
                            assertThat(inside.decrementAndGet(key)).isZero();
                            return read;
                        });
                        assertThat(seen).isGreaterThanOrEqualTo(change);
                    }
                    return rounds;
                }))
                .toList();

        for (Call<Integer> call : calls) {
            assertThat(call.result()).isEqualTo(rounds);
        }
        assertThat(runs.get()).isPositive().isLessThanOrEqualTo(6 * rounds);
        assertThat(busy)
                .extracting("lanes")
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .isEmpty();
    }

    private String run() {
        return "run " + runs.incrementAndGet();
    }

    private String heldRun() {
        String result = run();
        gate.pass();
        return result;
    }

    private void assertNobodyIsLeft() {
        assertThat(lanes)
                .extracting("lanes")
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .isEmpty();
    }
}
