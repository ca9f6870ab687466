package dev.trueup.stripe;

/**
 * What Stripe counts requests by: a method, and a path with a star for each id. Immutable.
 *
 * @see <a href="https://docs.stripe.com/rate-limits">Stripe: rate limits</a>
 */
record Endpoint(String method, String path) {

    static Endpoint get(String path) {
        return new Endpoint("GET", path);
    }

    static Endpoint post(String path) {
        return new Endpoint("POST", path);
    }

    static Endpoint delete(String path) {
        return new Endpoint("DELETE", path);
    }

    /** Whether Stripe counts its requests as reads. */
    boolean isRead() {
        return method.equals("GET");
    }
}
