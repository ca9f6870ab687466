package dev.trueup.clerk;

import com.clerk.backend_api.models.errors.ClerkError;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonMappingException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Why a call to Clerk failed, told by statuses and class names alone: no message of the SDK, of the host's HTTP client or
 * of Clerk gets in. Immutable.
 *
 * @param reason for messages
 * @param mayPass whether the same call may succeed a little later
 * @param retryAfter how long Clerk asked to be left alone, if it did
 */
record Failure(String reason, boolean mayPass, @Nullable Duration retryAfter) {

    /** Seconds, as Clerk sends them; more than nine digits are no wait but an overflow in the making. */
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

    static Failure of(Throwable e) {
        if (e instanceof ClerkError error) {
            return error.code() == 200 ? ofAnswer(error) : ofStatus(error.code(), retryAfter(error));
        }
        return ioFailure(e)
                .map(io -> new Failure("the connection failed (" + io.getClass().getName() + ")", true, null))
                .orElseGet(() -> new Failure("the call failed (" + e.getClass().getName() + ")", false, null));
    }

    /** Which element of a list in an answer the SDK cannot decode, if that is what is wrong with it. */
    static OptionalInt oddElement(ClerkError error) {
        return error.code() == 200
                        && error.getCause() instanceof JsonMappingException odd
                        && !odd.getPath().isEmpty()
                        && odd.getPath().get(0).getIndex() >= 0
                ? OptionalInt.of(odd.getPath().get(0).getIndex())
                : OptionalInt.empty();
    }

    /** No answer in time, perhaps because an earlier attempt had failed. */
    static Failure late(Duration timeout, @Nullable Failure before) {
        String reason = "no answer within " + timeout;
        return before == null
                ? new Failure(reason, true, null)
                : new Failure(reason + ", and before that " + before.reason(), true, before.retryAfter());
    }

    /** The wait that Clerk asked for. */
    Duration pause() {
        return retryAfter == null ? Duration.ZERO : retryAfter;
    }

    private static Failure ofAnswer(ClerkError error) {
        boolean cut =
                ioFailure(error).filter(io -> !(io instanceof JacksonException)).isPresent();
        return new Failure(cut ? "the answer broke off" : "the answer cannot be understood", cut, null);
    }

    private static Failure ofStatus(int status, @Nullable Duration retryAfter) {
        return switch (status) {
            case 401, 403 ->
                new Failure("the secret key is refused (" + status + "), an operator has to act", false, null);
            case 429 -> new Failure("the rate limit is exceeded (429)", true, retryAfter);
            default -> new Failure("it was answered with status " + status, status >= 500, retryAfter);
        };
    }

    private static @Nullable Duration retryAfter(ClerkError error) {
        return error.rawResponse()
                .headers()
                .firstValue("Retry-After")
                .filter(value -> SECONDS.matcher(value).matches())
                .map(value -> Duration.ofSeconds(Long.parseLong(value)))
                .orElse(null);
    }

    private static Optional<Throwable> ioFailure(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return Optional.of(cause);
            }
        }
        return Optional.empty();
    }
}
