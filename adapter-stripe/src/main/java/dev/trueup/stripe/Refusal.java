package dev.trueup.stripe;

import com.stripe.exception.ApiConnectionException;
import com.stripe.exception.AuthenticationException;
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
 * @param passing whether the same request may succeed in a moment
 * @param unknownId whether Stripe does not know the object that the path names
 * @param retryAfter how long Stripe asked to be left alone, if it did
 */
record Refusal(
        String reason,
        boolean passing,
        boolean unknownId,
        @Nullable Duration retryAfter) {

    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_-]{1,128}");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,6}");

    /** An answer that is not what Stripe documents, as a proxy in between gives it, or a line that was cut. */
    static Refusal unintelligible() {
        return new Refusal("the answer cannot be understood", true, false, null);
    }

    /** The call's time was over before this request could be sent. */
    static Refusal late(Duration timeout) {
        return new Refusal("no answer within " + timeout, false, false, null);
    }

    /** What stripe-java says of a request that failed. */
    static Refusal of(StripeException failure) {
        int status = failure.getStatusCode() == null ? 0 : failure.getStatusCode();
        String details = details(status, failure);
        Duration wait = retryAfter(failure);
        if (failure instanceof ApiConnectionException) {
            String kind = failure.getCause() == null
                    ? ""
                    : " (" + failure.getCause().getClass().getSimpleName() + ")";
            return new Refusal("the connection failed" + kind, true, false, null);
        }
        if (status == 401 || status == 403 || failure instanceof AuthenticationException) {
            return new Refusal(
                    "Stripe refuses the key" + details + "; an operator has to check the key and its permissions",
                    false,
                    false,
                    null);
        }
        if (status < 300) {
            return new Refusal("the answer cannot be understood" + details, true, false, null);
        }
        if (status == 429) {
            return new Refusal("too many requests" + details, true, false, wait);
        }
        return new Refusal(
                "Stripe refuses" + details, status == 409 || status >= 500, isUnknownId(status, failure), wait);
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
        return new SourceUnavailableException(Source.STRIPE, what + " could not be read: " + reason, null, retryAfter);
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

    private static String details(int status, StripeException failure) {
        StringBuilder out = new StringBuilder(" (HTTP ").append(status);
        word(failure.getCode()).ifPresent(code -> out.append(", code ").append(code));
        word(failure.getRequestId()).ifPresent(id -> out.append(", request ").append(id));
        return out.append(')').toString();
    }

    private static Optional<String> word(@Nullable String text) {
        return Optional.ofNullable(text).filter(it -> WORD.matcher(it).matches());
    }

    /** stripe-java keeps the headers of an error answer with the error object, if the body held one. */
    private static @Nullable Duration retryAfter(StripeException failure) {
        StripeError error = failure.getStripeError();
        StripeResponse response = error == null ? null : error.getLastResponse();
        if (response == null) {
            return null;
        }
        String value = response.headers().firstValue("Retry-After").orElse("").strip();
        if (SECONDS.matcher(value).matches()) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        try {
            // The other form of the header is a date; the answer's own date spares comparing two clocks.
            Instant answered = response.date();
            Instant until = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return answered == null || until.isBefore(answered) ? null : Duration.between(answered, until);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
