package dev.trueup.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DeliveryPlanTest {

    private static final int EVENTS = 2_000;

    @Test
    void theSameSeedMakesTheSamePlan() {
        assertThat(all(DeliveryPlan.chaos(42)::of)).isEqualTo(all(DeliveryPlan.chaos(42)::of));
        assertThat(all(DeliveryPlan.chaos(42)::of)).isNotEqualTo(all(DeliveryPlan.chaos(43)::of));
        assertThat(pause(42)).isEqualTo(pause(42)).isNotEqualTo(pause(43));
    }

    @Test
    void everyEventIsSentFromOnceToAsOftenAsThePlanSays() {
        assertThat(all(DeliveryPlan.chaos(42).copies(4)::of))
                .allSatisfy(copies -> assertThat(copies).hasSizeBetween(1, 4))
                .anySatisfy(copies -> assertThat(copies).hasSize(1))
                .anySatisfy(copies -> assertThat(copies).hasSize(4));
    }

    @Test
    void noEventLeavesItsWindow() {
        DeliveryPlan plan = DeliveryPlan.chaos(42).window(5);

        for (long place = 0; place < EVENTS; place++) {
            for (DeliveryPlan.Copy copy : plan.of(place)) {
                assertThat(copy.place()).isBetween(place, place + 4);
                assertThat(copy.delay()).isBetween(Duration.ZERO, plan.delay());
            }
        }
    }

    @Test
    void someCopiesLeaveTogetherForTwoEndpointsAndOthersDoNot() {
        List<List<DeliveryPlan.Copy>> pairs = all(DeliveryPlan.chaos(42).copies(2)::of).stream()
                .filter(copies -> copies.size() == 2)
                .toList();

        assertThat(pairs)
                .allSatisfy(pair ->
                        assertThat(pair.get(1).endpoint()).isEqualTo(pair.get(0).endpoint() + 1))
                .anySatisfy(pair -> assertThat(leavesWith(pair)).isTrue())
                .anySatisfy(pair -> assertThat(leavesWith(pair)).isFalse());
    }

    @Test
    void theShareOfLossesIsAboutWhatWasAskedFor() {
        assertThat(lost(DeliveryPlan.inOrder())).isZero();
        assertThat(lost(DeliveryPlan.inOrder().drops(1))).isEqualTo(EVENTS);
        assertThat(lost(DeliveryPlan.inOrder().drops(0.25))).isBetween(EVENTS / 5L, EVENTS / 3L);
    }

    @Test
    void withoutChaosEachEventIsSentOnceAtItsPlaceAndAtOnce() {
        for (long place = 0; place < EVENTS; place++) {
            List<DeliveryPlan.Copy> copies = DeliveryPlan.inOrder().of(place);
            assertThat(copies).hasSize(1);
            assertThat(copies.get(0).place()).isEqualTo(place);
            assertThat(copies.get(0).delay()).isZero();
        }
    }

    @Test
    void pausesGrowUpToTheLongest() {
        Duration first = Duration.ofMillis(100);
        Duration longest = Duration.ofSeconds(1);
        DeliveryPlan plan = DeliveryPlan.chaos(42);

        assertThat(plan.pause(0, 0, 1, first, longest)).isBetween(first.dividedBy(2), first);
        assertThat(plan.pause(0, 0, 3, first, longest)).isBetween(first.multipliedBy(2), first.multipliedBy(4));
        assertThat(plan.pause(0, 0, 1_000, first, longest)).isBetween(longest.dividedBy(2), longest);
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        DeliveryPlan plan = DeliveryPlan.inOrder();

        assertThatThrownBy(() -> plan.copies(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> plan.window(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> plan.drops(1.1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> plan.delay(Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> plan.concurrency(0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<List<DeliveryPlan.Copy>> all(LongFunction<List<DeliveryPlan.Copy>> plan) {
        return LongStream.range(0, EVENTS).mapToObj(plan).toList();
    }

    private static Duration pause(long seed) {
        return DeliveryPlan.chaos(seed).pause(7, 3, 2, Duration.ofMillis(100), Duration.ofSeconds(1));
    }

    private static boolean leavesWith(List<DeliveryPlan.Copy> pair) {
        return pair.get(0).place() == pair.get(1).place()
                && pair.get(0).delay().equals(pair.get(1).delay());
    }

    private static long lost(DeliveryPlan plan) {
        return all(plan::of).stream()
                .flatMap(List::stream)
                .filter(DeliveryPlan.Copy::dropped)
                .count();
    }
}
