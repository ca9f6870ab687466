package dev.trueup.stripe;

import com.stripe.exception.ApiConnectionException;
import com.stripe.exception.AuthenticationException;
import com.stripe.exception.IdempotencyException;
import com.stripe.exception.StripeException;
import com.stripe.model.StripeError;
import com.stripe.net.StripeResponse;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Why a request to Stripe came to nothing, told without Stripe's own message: that one can quote bodies, addresses and
 * parts of the key. Immutable and thread-safe.
 *
 * @param reason one clause of codes, numbers and ids
 * @param kind what may be done about it
 * @param retryAfter how long Stripe asked to be left alone, if it did
 */
record Refusal(String reason, Kind kind, @Nullable Duration retryAfter) {

    /** What may be done about a refusal. */
    enum Kind {
        /** The same request may succeed in a moment. */
        PASSING,
        /** It was one request too many; the same one may succeed later. */
        TOO_MANY,
        /** Stripe does not know the object that the path names. */
        UNKNOWN_ID,
        /** Stripe does not find the object behind which a page was to begin. */
        LOST_PLACE,
        /** Stripe does not take a parameter as it is, or not for an object in this state. */
        INVALID,
        /** Stripe repeats an old failure for the idempotency key, or knows the key with other parameters. */
        SPENT_KEY,
        /** The same request will go on to be refused. */
        LASTING
    }

    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_-]{1,128}");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,6}");

    /** An answer that is not what Stripe documents, as a proxy in between gives it, or a line that was cut. */
    static Refusal unintelligible() {
        return new Refusal("the answer cannot be understood", Kind.PASSING, null);
    }

    /** The call's time was over before there was an answer. */
    static Refusal late(Duration timeout) {
        return new Refusal("no answer within " + timeout, Kind.LASTING, null);
    }

    /** The call's time would be over before its turn came; bulk work as a whole is held back for this long. */
    static Refusal noTurn(Duration timeout, Duration held) {
        return new Refusal("no turn within " + timeout, Kind.LASTING, held.isZero() ? null : held);
    }

    /** The thread was interrupted while it waited for Stripe. */
    static Refusal interrupted() {
        return new Refusal("the thread was interrupted", Kind.LASTING, null);
    }

    /** What stripe-java says of a request that failed. */
    static Refusal of(StripeException failure) {
        if (failure instanceof ApiConnectionException) {
            String kind = failure.getCause() == null
                    ? ""
                    : " (" + failure.getCause().getClass().getSimpleName() + ")";
            return new Refusal("the connection failed" + kind, Kind.PASSING, null);
        }
        int status = failure.getStatusCode() == null ? 0 : failure.getStatusCode();
        String details = details(status, failure);
        if (failure instanceof IdempotencyException) {
            return new Refusal("the idempotency key belongs to another request" + details, Kind.SPENT_KEY, null);
        }
        if (isReplay(failure)) {
            return new Refusal("an old failure is repeated for the idempotency key" + details, Kind.SPENT_KEY, null);
        }
        if (status == 401 || status == 403 || failure instanceof AuthenticationException) {
            return new Refusal(
                    "Stripe refuses the key" + details + "; an operator has to check the key and its permissions",
                    Kind.LASTING,
                    null);
        }
        if (status < 300) {
            return new Refusal("the answer cannot be understood" + details, Kind.PASSING, null);
        }
        Duration wait = retryAfter(failure);
        return status == 429
                ? new Refusal("too many requests" + details, Kind.TOO_MANY, wait)
                : new Refusal("Stripe refuses" + details, kind(status, failure), wait);
    }

    /** Something that Stripe told and that makes no sense; asking again will not help. */
    static SourceUnavailableException unreadable(String what, String why) {
        return new SourceUnavailableException(Source.STRIPE, what + " cannot be understood: " + why, null);
    }

    /** What to call an object whose id came from outside and may hold anything: by its id, if that looks like one. */
    static String name(String kind, @Nullable String id) {
        return word(id).map(it -> kind + " " + it).orElse(kind);
    }

    /** This refusal as the role reports it. */
    SourceUnavailableException about(String what) {
        return new SourceUnavailableException(Source.STRIPE, what + ": " + reason, null, retryAfter);
    }

    private static Kind kind(int status, StripeException failure) {
        if (status == 409 || status >= 500) {
            return Kind.PASSING;
        }
        if (isLostPlace(status, failure)) {
            return Kind.LOST_PLACE;
        }
        if (status == 400) {
            return Kind.INVALID;
        }
        return isUnknownId(status, failure) ? Kind.UNKNOWN_ID : Kind.LASTING;
    }

    /** @see <a href="https://docs.stripe.com/error-low-level#sending-idempotency-keys">Stripe: idempotency keys</a> */
    private static boolean isReplay(StripeException failure) {
        return header(failure, "Idempotent-Replayed").equals("true");
    }

    /**
     * Stripe's word for the id in the path differs from type to type, "id" for a customer and "intent" for a payment
     * intent. Nothing but {@code expand} is sent beside it that could be missing instead.
     */
    private static boolean isUnknownId(int status, StripeException failure) {
        StripeError error = failure.getStripeError();
        return status == 404
                && "resource_missing".equals(failure.getCode())
                && error != null
                && (error.getParam() == null || !error.getParam().startsWith("expand"));
    }

    /** @see <a href="https://github.com/stripe/stripe-node/issues/2368">stripe-node#2368</a> */
    private static boolean isLostPlace(int status, StripeException failure) {
        return (status == 400 || status == 404)
                && "resource_missing".equals(failure.getCode())
                && parameter(failure).filter("starting_after"::equals).isPresent();
    }

    private static String details(int status, StripeException failure) {
        StringBuilder out = new StringBuilder(" (HTTP ").append(status);
        word(failure.getCode()).ifPresent(code -> out.append(", code ").append(code));
        parameter(failure).ifPresent(name -> out.append(", parameter ").append(name));
        word(failure.getRequestId()).ifPresent(id -> out.append(", request ").append(id));
        return out.append(')').toString();
    }

    private static Optional<String> parameter(StripeException failure) {
        return Optional.ofNullable(failure.getStripeError()).flatMap(error -> word(error.getParam()));
    }

    private static Optional<String> word(@Nullable String text) {
        return Optional.ofNullable(text).filter(it -> WORD.matcher(it).matches());
    }

    private static @Nullable Duration retryAfter(StripeException failure) {
        String value = header(failure, "Retry-After");
        if (SECONDS.matcher(value).matches()) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        try {
            // The other form of the header is a date; the answer's own date spares comparing two clocks.
            Instant until = instant(value);
            Instant answered = instant(header(failure, "Date"));
            return until.isBefore(answered) ? null : Duration.between(answered, until);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static Instant instant(String date) {
        return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    }

    /** stripe-java keeps the headers of an error answer with the error object, if the body held one. */
    private static String header(StripeException failure, String name) {
        StripeError error = failure.getStripeError();
        StripeResponse response = error == null ? null : error.getLastResponse();
        return response == null
                ? ""
                : response.headers().firstValue(name).orElse("").strip();
    }
}
