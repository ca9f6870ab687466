package dev.trueup.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How badly a {@link WebhookDeliverer} behaves: how often it sends an event, in which order, and what gets lost. Every
 * choice follows from the seed and the event's place among those handed over, whatever the threads do. Immutable and
 * thread-safe.
 *
 * @param seed what all chance comes from
 * @param copies how often an event is sent at most, whatever is answered, at least 1
 * @param window among how many events those of its neighbours an event may be sent; 1 keeps the order
 * @param drops the share of first attempts that get lost and count as failed, from 0 to 1
 * @param delay how long a copy is held back at most
 * @param concurrency how many requests are under way at once at most, at least 1
 */
public record DeliveryPlan(long seed, int copies, int window, double drops, Duration delay, int concurrency) {

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException when a value is out of its range
     */
    public DeliveryPlan {
        if (copies < 1 || window < 1 || concurrency < 1 || drops < 0 || drops > 1 || delay.isNegative()) {
            throw new IllegalArgumentException("out of range: copies " + copies + ", window " + window + ", drops "
                    + drops + ", delay " + delay + ", concurrency " + concurrency);
        }
    }

    /** Each event once, one at a time, in order. A failed one is sent again after others, as the providers do. */
    public static DeliveryPlan inOrder() {
        return new DeliveryPlan(0, 1, 1, 0, Duration.ZERO, 1);
    }

    /** Up to 3 copies, shuffled among 16 events, a tenth of the first attempts lost, up to 20 ms late, 8 at once. */
    public static DeliveryPlan chaos(long seed) {
        return new DeliveryPlan(seed, 3, 16, 0.1, Duration.ofMillis(20), 8);
    }

    /** The same with another number of copies at most. */
    public DeliveryPlan copies(int most) {
        return new DeliveryPlan(seed, most, window, drops, delay, concurrency);
    }

    /** The same with another window. */
    public DeliveryPlan window(int events) {
        return new DeliveryPlan(seed, copies, events, drops, delay, concurrency);
    }

    /** The same with another share of losses. */
    public DeliveryPlan drops(double share) {
        return new DeliveryPlan(seed, copies, window, share, delay, concurrency);
    }

    /** The same with another delay at most. */
    public DeliveryPlan delay(Duration most) {
        return new DeliveryPlan(seed, copies, window, drops, most, concurrency);
    }

    /** The same with another number of requests at once. */
    public DeliveryPlan concurrency(int requests) {
        return new DeliveryPlan(seed, copies, window, drops, delay, requests);
    }

    /**
     * One sending of an event, with all its attempts.
     *
     * @param place the sending goes out when events up to this place have been handed over
     * @param delay and this much later
     * @param dropped whether its first attempt gets lost
     * @param endpoint where it goes first, to be taken modulo the number of endpoints
     */
    record Copy(long place, Duration delay, boolean dropped, int endpoint) {}

    /** The sendings of the event at this place, counted from 0. */
    List<Copy> of(long place) {
        SplittableRandom chance = chance(place);
        int count = 1 + chance.nextInt(copies);
        int endpoint = chance.nextInt(1 << 16);
        List<Copy> sendings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean twin = i > 0 && chance.nextBoolean();
            long at = place + chance.nextInt(window);
            Duration late = Duration.ofNanos((long) (chance.nextDouble() * delay.toNanos()));
            boolean lost = chance.nextDouble() < drops;
            // A twin leaves together with the first copy, so that two instances get the event at once.
            Copy first = twin ? sendings.get(0) : new Copy(at, late, lost, endpoint);
            sendings.add(new Copy(first.place(), first.delay(), twin ? first.dropped() : lost, endpoint + i));
        }
        return sendings;
    }

    /** The pause before this attempt, somewhat random like everything else. */
    Duration pause(long place, int endpoint, int attempt, Duration first, Duration longest) {
        Duration doubled = first.multipliedBy(1L << Math.min(attempt - 1, 20));
        Duration whole = doubled.compareTo(longest) < 0 ? doubled : longest;
        SplittableRandom chance = chance(~place ^ ((long) endpoint << 48) ^ ((long) attempt << 40));
        return Duration.ofNanos((long) (whole.toNanos() * (0.5 + chance.nextDouble() / 2)));
    }

    /** Not {@code Random}, which begins alike with seeds that lie close together. */
    private SplittableRandom chance(long of) {
        return new SplittableRandom(new SplittableRandom(seed).nextLong() + of);
    }
}
