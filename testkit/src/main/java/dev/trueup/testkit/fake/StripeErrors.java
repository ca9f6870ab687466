package dev.trueup.testkit.fake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Stripe's error answers. */
final class StripeErrors {

    private static final String INVALID_REQUEST = "invalid_request_error";

    private StripeErrors() {}

    static Reply error(int status, String type, @Nullable String code, String message, @Nullable String param) {
        ObjectNode body = Json.object();
        ObjectNode error = body.putObject("error");
        if (code != null) {
            error.put("code", code);
        }
        error.put("message", message);
        if (param != null) {
            error.put("param", param);
        }
        error.put("type", type);
        return Reply.of(status, body);
    }

    static Reply unauthorized(String message) {
        return error(401, INVALID_REQUEST, null, message, null);
    }

    /** The object that the path names does not exist. */
    static Refusal notFound(String kind, String id) {
        return notFound(kind, id, "id");
    }

    /**
     * The object that the path names does not exist, with Stripe's word for that part of the path.
     *
     * @see <a href="https://github.com/stripe/stripe-terminal-js-demo/issues/72">for a payment intent it is "intent"</a>
     */
    static Refusal notFound(String kind, String id, String pathParam) {
        return new Refusal(
                error(404, INVALID_REQUEST, "resource_missing", "No such " + kind + ": '" + id + "'", pathParam));
    }

    /** The object that a parameter names does not exist. */
    static Refusal missing(String kind, String id, String param) {
        return new Refusal(
                error(400, INVALID_REQUEST, "resource_missing", "No such " + kind + ": '" + id + "'", param));
    }

    static Refusal invalid(@Nullable String code, String message, @Nullable String param) {
        return new Refusal(error(400, INVALID_REQUEST, code, message, param));
    }
}
