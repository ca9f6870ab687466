package dev.trueup.hostapp;

/** A request that is answered with an error. The message is shown to the caller, so it holds no ids but the caller's. */
final class HttpFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String shown;

    HttpFailure(int status, String message) {
        // Expected, and so without the cost of a stack trace.
        super(message, null, false, false);
        this.status = status;
        this.shown = message;
    }

    static HttpFailure badRequest(String message) {
        return new HttpFailure(400, message);
    }

    static HttpFailure unauthenticated() {
        return new HttpFailure(401, "Authentication required");
    }

    static HttpFailure forbidden() {
        return new HttpFailure(403, "Forbidden");
    }

    static HttpFailure userNotFound() {
        return new HttpFailure(404, "User not found");
    }

    static HttpFailure noCustomer() {
        return new HttpFailure(404, "Customer not found");
    }

    int status() {
        return status;
    }

    String shown() {
        return shown;
    }
}
