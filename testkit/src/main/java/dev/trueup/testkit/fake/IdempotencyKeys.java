package dev.trueup.testkit.fake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers saved under their {@code Idempotency-Key}: successes and Stripe's own 500s for a day, nothing else. Thread-safe.
 *
 * @see <a href="https://docs.stripe.com/api/idempotent_requests">Stripe's idempotent requests</a>
 */
final class IdempotencyKeys {

    private static final Duration KEPT = Duration.ofHours(24);
    private static final String TYPE = "idempotency_error";

    private final Clock clock;
    private final Map<String, Saved> answers = new HashMap<>();

    /** Without a reply while the first request with the key is at work. */
    private record Saved(
            String path,
            String params,
            Instant at,
            @Nullable Reply reply) {}

    IdempotencyKeys(Clock clock) {
        this.clock = clock;
    }

    Reply answer(String key, ApiRequest request, Supplier<Reply> work) {
        Saved claim = new Saved(request.path(), request.body(), clock.instant(), null);
        Saved known = claim(key, claim);
        if (known != null) {
            return replay(known, claim);
        }
        Reply reply = Reply.NONE;
        try {
            reply = work.get();
            return reply;
        } finally {
            settle(key, claim, reply);
        }
    }

    private synchronized @Nullable Saved claim(String key, Saved claim) {
        Saved known = answers.get(key);
        if (known != null && known.at().plus(KEPT).isAfter(claim.at())) {
            return known;
        }
        answers.put(key, claim);
        return null;
    }

    private synchronized void settle(String key, Saved claim, Reply reply) {
        if ((reply.status() >= 200 && reply.status() < 300) || reply.status() == 500) {
            answers.put(key, new Saved(claim.path(), claim.params(), claim.at(), reply));
        } else {
            answers.remove(key);
        }
    }

    private static Reply replay(Saved known, Saved asked) {
        if (!known.path().equals(asked.path())) {
            return StripeErrors.error(
                    400,
                    TYPE,
                    null,
                    "Keys for idempotent requests can only be used for the same endpoint they were first used for.",
                    null);
        }
        if (!known.params().equals(asked.params())) {
            return StripeErrors.error(
                    400,
                    TYPE,
                    null,
                    "Keys for idempotent requests can only be used with the same parameters they were first used with.",
                    null);
        }
        if (known.reply() == null) {
            return StripeErrors.error(
                    409,
                    TYPE,
                    "idempotency_key_in_use",
                    "There is currently another in-progress request using this Idempotent Key.",
                    null);
        }
        return known.reply().with("Idempotent-Replayed", "true");
    }
}
