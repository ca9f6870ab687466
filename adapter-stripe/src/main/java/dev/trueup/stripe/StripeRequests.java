package dev.trueup.stripe;

import com.stripe.exception.StripeException;
import com.stripe.model.HasId;
import com.stripe.model.StripeCollection;
import com.stripe.net.RequestOptions;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests to Stripe, each again a few times while there is hope and time. Thread-safe.
 *
 * <p>A write keeps its idempotency key over all of its tries, so that a lost answer never becomes a second effect. The
 * JDK's client, which stripe-java uses, sends a request whose line was cut once more without a word; for a write with a
 * key that is harmless too.
 *
 * <p>stripe-java's own retries are switched off for these requests, so that the two do not multiply; it neither retries
 * a 429 nor reads {@code Retry-After}.
 */
final class StripeRequests {

    private static final Logger log = LoggerFactory.getLogger(StripeRequests.class);

    private static final int RETRIES = 2;
    private static final double JITTER = 0.25;
    private static final Duration FIRST_DELAY = Duration.ofMillis(250);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(2);

    private static final RetryPolicy<Answer<?>> POLICY = RetryPolicy.<Answer<?>>builder()
            .handleResultIf(Answer::again)
            .abortOn(Error.class)
            .withMaxRetries(RETRIES)
            .withBackoff(FIRST_DELAY, LONGEST_DELAY)
            .withJitter(JITTER)
            .withDelayFn(attempt -> delayBefore(attempt.getLastResult()))
            .build();

    private final Duration connectTimeout;
    private final Duration readTimeout;
    private final Lane lane;

    StripeRequests(Duration connectTimeout, Duration readTimeout, Lane lane) {
        this.connectTimeout = connectTimeout;
        this.readTimeout = readTimeout;
        this.lane = lane;
    }

    /** Requests with the same time limits that take their turn in another lane. */
    StripeRequests in(Lane other) {
        return new StripeRequests(connectTimeout, readTimeout, other);
    }

    /** One request. */
    interface Request<T> {
        T send(RequestOptions options) throws StripeException;
    }

    /** One request for a page of a list. */
    interface PageRequest<T extends HasId> {
        StripeCollection<T> send(@Nullable String startingAfter, RequestOptions options) throws StripeException;
    }

    /** A key that no request has had, for the tries of one write. */
    static String freshKey() {
        return "trueup-" + UUID.randomUUID();
    }

    /**
     * What a request without a key comes to in the end.
     *
     * @param endpoint where it goes
     * @param what is asked for, with ids only
     */
    <T> Answer<T> send(Endpoint endpoint, String what, Deadline deadline, Request<T> request) {
        return send(endpoint, what, null, deadline, request);
    }

    /**
     * What a write comes to in the end.
     *
     * @param endpoint where it goes
     * @param what is asked for, with ids only
     * @param key the idempotency key; Stripe looks at that of a POST only
     */
    <T> Answer<T> send(Endpoint endpoint, String what, @Nullable String key, Deadline deadline, Request<T> request) {
        try {
            Answer<T> answer;
            do {
                answer = Failsafe.with(POLICY).get(() -> attempt(endpoint, what, key, deadline, request));
            } while (answer.is(Refusal.Kind.TOO_MANY) && lane.isPatient());
            return answer;
        } catch (FailsafeException e) { // the thread was interrupted while it waited to try again
            return Answer.refused(Refusal.interrupted(), false);
        }
    }

    /**
     * Every page of a list, in Stripe's order. A page that fails fails the whole list.
     *
     * @param endpoint where it is
     * @param what is asked for, with ids only
     * @throws dev.trueup.model.SourceUnavailableException if a page cannot be read or understood
     */
    <T extends HasId> List<StripeCollection<T>> pages(
            Endpoint endpoint, String what, Deadline deadline, PageRequest<T> request) {
        List<StripeCollection<T>> pages = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        String last = null;
        boolean more = true;
        while (more) {
            String after = last;
            StripeCollection<T> page = send(endpoint, what, deadline, options -> request.send(after, options))
                    .orThrow(what);
            last = requireUsable(page, what);
            more = page.getHasMore();
            if (more && (last == null || !seen.add(last))) {
                throw Refusal.unreadable(what, "the list does not end");
            }
            pages.add(page);
        }
        return pages;
    }

    /** The id of the last entry, if there is one. An answer such as {@code {}} must not pass for an empty list. */
    static @Nullable String requireUsable(StripeCollection<?> page, String what) {
        if (page.getData() == null || page.getHasMore() == null) {
            throw Refusal.unreadable(what, "the answer is not a list");
        }
        String last = null;
        for (HasId entry : page.getData()) {
            if (entry == null || entry.getId() == null) {
                throw Refusal.unreadable(what, "an entry has no id");
            }
            last = entry.getId();
        }
        return last;
    }

    private <T> Answer<T> attempt(
            Endpoint endpoint, String what, @Nullable String key, Deadline deadline, Request<T> request) {
        if (deadline.remaining().isZero()) {
            return Answer.refused(Refusal.late(deadline.timeout()), false);
        }
        Refusal kept = lane.enter(endpoint, deadline);
        if (kept != null) {
            return Answer.refused(kept, false);
        }
        Answer<T> answer = once(what, key, deadline, request);
        lane.heard(answer.refusal());
        return answer;
    }

    private <T> Answer<T> once(String what, @Nullable String key, Deadline deadline, Request<T> request) {
        Duration left = deadline.remaining();
        Refusal refusal;
        try {
            T value = request.send(options(key, left));
            if (value != null) {
                return Answer.of(value);
            }
            refusal = Refusal.unintelligible();
        } catch (StripeException e) {
            refusal = Refusal.of(e);
        } catch (RuntimeException | StackOverflowError e) {
            // stripe-java's decoder throws whatever comes, NullPointerException for an empty body among it.
            refusal = Refusal.unintelligible();
        }
        boolean passes = refusal.kind() == Refusal.Kind.PASSING
                || (refusal.kind() == Refusal.Kind.TOO_MANY && !lane.isPatient());
        boolean again = passes && fits(refusal, deadline.remaining());
        log.debug("{}: {}", what, refusal.reason());
        return Answer.refused(refusal, again);
    }

    private RequestOptions options(@Nullable String key, Duration left) {
        return RequestOptions.builder()
                .setIdempotencyKey(key)
                .setConnectTimeout(millis(connectTimeout, left))
                .setReadTimeout(millis(readTimeout, left))
                .setMaxNetworkRetries(0)
                .build();
    }

    /** At least 1, because 0 would mean for ever. */
    private static int millis(Duration limit, Duration left) {
        long millis = (limit.compareTo(left) < 0 ? limit : left).toMillis();
        return (int) Math.max(1, Math.min(millis, Integer.MAX_VALUE));
    }

    private static boolean fits(Refusal refusal, Duration left) {
        Duration asked = delayAskedFor(refusal);
        Duration shortest = asked == null ? FIRST_DELAY : asked;
        return shortest.toMillis() * (1 + JITTER) < left.toMillis();
    }

    /** Negative makes Failsafe back off by itself; there is no answer when an error was thrown. */
    private static Duration delayBefore(@Nullable Answer<?> refused) {
        Duration asked = refused == null || refused.refusal() == null ? null : delayAskedFor(refused.refusal());
        return asked == null ? Duration.ofMillis(-1) : asked;
    }

    private static @Nullable Duration delayAskedFor(Refusal refusal) {
        Duration asked = refusal.retryAfter();
        if (asked == null || asked.isZero()) {
            return null;
        }
        // The jitter goes both ways, and coming back earlier than asked would be refused again.
        return Duration.ofMillis((long) (asked.toMillis() / (1 - JITTER)) + 1);
    }
}
