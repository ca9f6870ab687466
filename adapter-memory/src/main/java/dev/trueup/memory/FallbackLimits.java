package dev.trueup.memory;

import java.time.Duration;

/**
 * How much a fallback keeps, how soon it takes the primary for away, and how much it asks of Stripe. Immutable.
 *
 * @param keepFor how long a copy may be served
 * @param copies how many users' findings are kept
 * @param touchedUsers how many users are remembered for a sync after the recovery
 * @param failures how many failures take the primary for away
 * @param ofCalls among how many calls of one kind
 * @param probeEvery how long the primary is left alone before it is tried again
 * @param loadsPerSecond how many users may be loaded from Stripe
 */
record FallbackLimits(
        Duration keepFor,
        int copies,
        int touchedUsers,
        int failures,
        int ofCalls,
        Duration probeEvery,
        int loadsPerSecond) {

    static final FallbackLimits DEFAULT =
            new FallbackLimits(Duration.ofSeconds(60), 10_000, 10_000, 5, 10, Duration.ofSeconds(1), 10);

    FallbackLimits {
        requirePositive("keepFor", keepFor);
        requirePositive("probeEvery", probeEvery);
        requirePositive("copies", copies);
        requirePositive("touchedUsers", touchedUsers);
        requirePositive("failures", failures);
        requirePositive("loadsPerSecond", loadsPerSecond);
        if (ofCalls < failures) {
            throw new IllegalArgumentException(
                    "ofCalls must not be less than failures " + failures + " but is " + ofCalls);
        }
    }

    FallbackLimits withCopies(Duration time, int number) {
        return new FallbackLimits(time, number, touchedUsers, failures, ofCalls, probeEvery, loadsPerSecond);
    }

    FallbackLimits withTouchedUsers(int number) {
        return new FallbackLimits(keepFor, copies, number, failures, ofCalls, probeEvery, loadsPerSecond);
    }

    FallbackLimits withFailures(int number, int calls) {
        return new FallbackLimits(keepFor, copies, touchedUsers, number, calls, probeEvery, loadsPerSecond);
    }

    FallbackLimits withProbeEvery(Duration time) {
        return new FallbackLimits(keepFor, copies, touchedUsers, failures, ofCalls, time, loadsPerSecond);
    }

    FallbackLimits withLoadsPerSecond(int number) {
        return new FallbackLimits(keepFor, copies, touchedUsers, failures, ofCalls, probeEvery, number);
    }

    private static void requirePositive(String field, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(field + " must be positive but is " + value);
        }
    }

    private static void requirePositive(String field, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(field + " must be positive but is " + value);
        }
    }
}
