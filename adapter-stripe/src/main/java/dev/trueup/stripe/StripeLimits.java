package dev.trueup.stripe;

import dev.trueup.spi.CallMeter;
import dev.trueup.spi.TrueupListener;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one Stripe account may be asked, and how often it was: shared by everything in this process that talks to the
 * account, {@link StripeDirectory} and {@link StripeActions} alike. Thread-safe.
 *
 * <p>Bulk work takes a share of Stripe's limits, half by default, evenly spread over time. Live requests are never
 * delayed; each takes the place of one of bulk work on the same endpoint, which waits for at most about a second after
 * the last of them. When Stripe refuses any request as one too many, all bulk work holds still for as long as {@code
 * Retry-After} says, up to five minutes, or else for a second and twice as long each further time in a row, up to 16 s.
 *
 * @see <a href="https://docs.stripe.com/rate-limits">Stripe: rate limits</a>
 */
public final class StripeLimits {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Turns turns;
    private final ReadBudget reads;

    private StripeLimits(Builder options) {
        this.turns = new Turns(apart(options.perEndpoint, options.share), apart(options.overall, options.share));
        this.reads = new ReadBudget(options.monthlyReads, options.clock, options.listener);
    }

    /** Starts to describe limits; without any word those that Stripe documents for live mode. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * How many requests have read from Stripe since the month began in UTC, or since this object was made: live ones and
     * those of bulk work, each further try being one more.
     */
    public long readsThisMonth() {
        return reads.used();
    }

    /** The lane of requests that somebody waits for. */
    Lane live() {
        return new Lane() {
            @Override
            public @Nullable Refusal enter(Endpoint endpoint, Deadline deadline) {
                turns.use(endpoint);
                reads.count(endpoint);
                return null;
            }

            @Override
            public void heard(@Nullable Refusal refusal) {
                if (refusal != null && refusal.kind() == Refusal.Kind.TOO_MANY) {
                    turns.hold(refusal.retryAfter());
                }
            }

            @Override
            public boolean isPatient() {
                return false;
            }
        };
    }

    /** The lane of bulk work whose requests are told to this meter. */
    Lane background(CallMeter meter) {
        return new Lane() {
            @Override
            public @Nullable Refusal enter(Endpoint endpoint, Deadline deadline) {
                long began = System.nanoTime();
                try {
                    if (!turns.await(endpoint, deadline)) {
                        return Refusal.noTurn(deadline.timeout(), turns.held());
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return Refusal.interrupted();
                } finally {
                    meter.waited(Duration.ofNanos(System.nanoTime() - began));
                }
                reads.count(endpoint);
                meter.called();
                return null;
            }

            @Override
            public void heard(@Nullable Refusal refusal) {
                if (refusal != null && refusal.kind() == Refusal.Kind.TOO_MANY) {
                    turns.hold(refusal.retryAfter());
                } else {
                    turns.goOn();
                }
            }

            @Override
            public boolean isPatient() {
                return true;
            }
        };
    }

    private static Duration apart(int perSecond, double share) {
        return Duration.ofNanos((long) (SECOND / (perSecond * share)));
    }

    /** Describes {@link StripeLimits}. Not thread-safe. */
    public static final class Builder {

        private int perEndpoint = 25;
        private int overall = 100;
        private double share = 0.5;
        private @Nullable Long monthlyReads;
        private Clock clock = Clock.systemUTC();
        private TrueupListener listener = TrueupListener.NONE;

        private Builder() {}

        /**
         * How many requests Stripe allows in a second for one endpoint, a method and a path whose ids do not matter; 25
         * by default.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder perEndpoint(int requestsPerSecond) {
            this.perEndpoint = (int) requireSome("perEndpoint", requestsPerSecond);
            return this;
        }

        /**
         * How many requests Stripe allows in a second over all; 100 by default. A sandbox has 25.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder overall(int requestsPerSecond) {
            this.overall = (int) requireSome("overall", requestsPerSecond);
            return this;
        }

        /**
         * The part of these limits that bulk work may take; 0.5 by default. Processes do not know of each other: where
         * several run bulk work at the same time, or live traffic is heavy, give each its part.
         *
         * @throws IllegalArgumentException if it is not above 0, or above 1
         */
        public Builder share(double ofLimits) {
            if (!(ofLimits > 0 && ofLimits <= 1)) {
                throw new IllegalArgumentException("share must be above 0 and at most 1 but is " + ofLimits);
            }
            this.share = ofLimits;
            return this;
        }

        /**
         * How many reads a calendar month in UTC is meant to be enough for; no budget by default. At 80 % and at all of
         * it a warning is logged and the listener told, once each; nothing is refused.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder monthlyReads(long budget) {
            this.monthlyReads = requireSome("monthlyReads", budget);
            return this;
        }

        /** Tells which month it is; the system's clock by default. */
        public Builder clock(Clock now) {
            this.clock = now;
            return this;
        }

        /** Is told by {@link TrueupListener#readBudget} when the reads of a month become many; nobody by default. */
        public Builder listener(TrueupListener told) {
            this.listener = told;
            return this;
        }

        /** Makes the limits. */
        public StripeLimits build() {
            return new StripeLimits(this);
        }

        private static long requireSome(String name, long number) {
            if (number < 1) {
                throw new IllegalArgumentException(name + " must be at least 1 but is " + number);
            }
            return number;
        }
    }
}
