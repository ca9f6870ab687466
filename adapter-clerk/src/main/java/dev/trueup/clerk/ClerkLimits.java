package dev.trueup.clerk;

import dev.failsafe.RateLimiter;
import dev.trueup.spi.CallMeter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many requests one Clerk instance bears, and how many of them work in the background may take. Thread-safe; one of
 * these belongs to each Clerk instance, shared by everything that asks it.
 *
 * <p>Requests of {@link ClerkDirectory#pages} wait for their turn: they come evenly, at most as many as their share allows,
 * and fewer while live requests need the room. All other requests never wait; they only take from what the background may
 * have, at most {@value #AHEAD_MILLIS} ms of it in advance. A {@code Retry-After} of Clerk's halts the background for that
 * long, though never for more than {@value #LONGEST_HALT_SECONDS} s at a time.
 *
 * <p>It knows of this process alone: where several do bulk work for one Clerk instance at a time, each needs a smaller
 * share.
 *
 * @see <a href="https://clerk.com/docs/backend-requests/resources/rate-limits">Clerk's rate limits</a>
 */
public final class ClerkLimits {

    /** What the background may take of all requests unless told otherwise. */
    public static final double DEFAULT_BACKGROUND_SHARE = 0.5;

    private static final long AHEAD_MILLIS = 1_000;
    private static final Duration AHEAD = Duration.ofMillis(AHEAD_MILLIS);
    private static final long LONGEST_HALT_SECONDS = 30;

    private final int requests;
    private final Duration window;
    private final RateLimiter<Object> all;
    private final RateLimiter<Object> background;

    private final long origin = System.nanoTime();

    /** Until when the background is halted, in nanoseconds since the origin. */
    private final AtomicLong haltedUntil = new AtomicLong();

    private ClerkLimits(int requests, Duration window, double share) {
        this.requests = requests;
        this.window = window;
        this.all = evenly(window.dividedBy(requests));
        this.background = evenly(Duration.ofNanos((long) (window.toNanos() / (requests * share))));
    }

    /** Those of a production instance: 1,000 requests in 10 s, half of them for the background. */
    public static ClerkLimits production() {
        return of(1_000, Duration.ofSeconds(10));
    }

    /** Those of a development instance: 100 requests in 10 s, half of them for the background. */
    public static ClerkLimits development() {
        return of(100, Duration.ofSeconds(10));
    }

    /**
     * Other limits, half of them for the background.
     *
     * @param requests how many Clerk allows in a window, positive
     * @param window how long it counts, 1 ms for each request at least
     * @throws IllegalArgumentException if one of them is less
     */
    public static ClerkLimits of(int requests, Duration window) {
        if (requests < 1 || window.toMillis() < requests) {
            throw new IllegalArgumentException(
                    "requests must be positive and at most one each millisecond but are " + requests + " in " + window);
        }
        return new ClerkLimits(requests, window, DEFAULT_BACKGROUND_SHARE);
    }

    /**
     * The same limits with another share for the background, counted anew.
     *
     * @param share more than 0, at most 1
     * @throws IllegalArgumentException if it is not
     */
    public ClerkLimits withBackgroundShare(double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("share must be more than 0 and at most 1 but is " + share);
        }
        return new ClerkLimits(requests, window, share);
    }

    /** Requests that go at once, and are counted. */
    Turns live() {
        return new Turns() {
            @Override
            public void await() {
                all.tryReservePermit(AHEAD);
            }

            @Override
            public void failed(Failure failure) {
                halt(failure.pause());
            }

            @Override
            public void waits(Duration time) {}
        };
    }

    /** Requests that wait for their turn and tell this meter. */
    Turns background(CallMeter meter) {
        return new Turns() {
            @Override
            public void await() throws InterruptedException {
                long begun = System.nanoTime();
                boolean waited = false;
                do {
                    // One after the other: a permit of all requests is not kept from live ones before it is needed.
                    waited |= sleep(haltedFor());
                    waited |= sleep(background.reservePermit());
                    waited |= sleep(all.reservePermit());
                } while (haltedFor().toNanos() > 0);
                if (waited) {
                    meter.waited(Duration.ofNanos(System.nanoTime() - begun));
                }
                meter.called();
            }

            @Override
            public void failed(Failure failure) {
                halt(failure.pause());
            }

            @Override
            public void waits(Duration time) {
                meter.waited(time);
            }
        };
    }

    private void halt(Duration time) {
        long nanos = Math.min(time.toNanos(), TimeUnit.SECONDS.toNanos(LONGEST_HALT_SECONDS));
        if (nanos > 0) {
            haltedUntil.accumulateAndGet(System.nanoTime() - origin + nanos, Math::max);
        }
    }

    private Duration haltedFor() {
        return Duration.ofNanos(Math.max(0, haltedUntil.get() - (System.nanoTime() - origin)));
    }

    private static boolean sleep(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
        return time.toNanos() > 0;
    }

    private static RateLimiter<Object> evenly(Duration apart) {
        return RateLimiter.smoothBuilder(apart).build();
    }
}
