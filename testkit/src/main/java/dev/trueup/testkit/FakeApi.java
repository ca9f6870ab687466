package dev.trueup.testkit;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * What tells one fake provider from the other, behind the shared HTTP server.
 *
 * <p>Routes run one at a time, under the monitor of this object.
 */
interface FakeApi {

    Routes routes();

    /** The refusal of a call that carries no valid key. */
    Optional<Reply> unauthorized(ApiRequest request);

    /** An error in the provider's shape that no route chose: injected, unknown path, too many requests. */
    Reply error(int status);

    /** The refusal of a call over the rate limit. */
    Reply tooMany(RateLimit.Verdict verdict);

    /** Adds the headers that every answer of the provider carries. */
    default Reply headed(Reply reply) {
        return reply;
    }

    /** Does the work of an authorized call; the place for what surrounds every route, such as idempotency keys. */
    default Reply perform(ApiRequest request, Supplier<Reply> work) {
        return work.get();
    }
}
