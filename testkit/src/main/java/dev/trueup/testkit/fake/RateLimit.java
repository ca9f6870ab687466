package dev.trueup.testkit.fake;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Counts calls in a sliding window, per endpoint and over all; refused calls do not count. */
final class RateLimit {

    /** Which limit a call met. */
    enum Limit {
        NONE,
        ENDPOINT,
        OVERALL
    }

    /** The judgement of one call; {@code retryAfter} is zero when it may pass. */
    record Verdict(Limit limit, Duration retryAfter) {}

    static final Verdict PASS = new Verdict(Limit.NONE, Duration.ZERO);

    private final int perEndpoint;
    private final int overall;
    private final long windowNanos;
    private final Map<String, Deque<Long>> endpoints = new HashMap<>();
    private final Deque<Long> all = new ArrayDeque<>();

    RateLimit(int perEndpoint, int overall, Duration window) {
        if (perEndpoint < 1 || overall < 1 || window.isZero() || window.isNegative()) {
            throw new IllegalArgumentException("limits must be at least 1 and the window positive: " + perEndpoint
                    + ", " + overall + ", " + window);
        }
        this.perEndpoint = perEndpoint;
        this.overall = overall;
        this.windowNanos = window.toNanos();
    }

    synchronized Verdict judge(String endpoint, long nanoTime) {
        Deque<Long> own = endpoints.computeIfAbsent(endpoint, name -> new ArrayDeque<>());
        forget(own, nanoTime);
        forget(all, nanoTime);
        if (own.size() >= perEndpoint) {
            return new Verdict(Limit.ENDPOINT, untilFree(own, nanoTime));
        }
        if (all.size() >= overall) {
            return new Verdict(Limit.OVERALL, untilFree(all, nanoTime));
        }
        own.addLast(nanoTime);
        all.addLast(nanoTime);
        return PASS;
    }

    private void forget(Deque<Long> passed, long nanoTime) {
        while (!passed.isEmpty() && nanoTime - passed.getFirst() >= windowNanos) {
            passed.removeFirst();
        }
    }

    private Duration untilFree(Deque<Long> passed, long nanoTime) {
        return Duration.ofNanos(windowNanos - (nanoTime - passed.getFirst()));
    }
}
