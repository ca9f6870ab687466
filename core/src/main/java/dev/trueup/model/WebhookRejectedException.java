package dev.trueup.model;

/**
 * A request is not a webhook that this endpoint may believe: the only exception that a verifier throws. Nothing was
 * done. The sender is answered 400 (413 for {@link Reason#TOO_LARGE}); an operator should look when it goes on, because
 * the secret, the mode or the account of the endpoint may be set wrong.
 */
public final class WebhookRejectedException extends TrueupException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** A rejection for this reason. The message tells the reason and no more: whatever came is hostile until checked. */
    public WebhookRejectedException(Reason reason) {
        super("webhook rejected: " + reason, null);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    /** Why a request is rejected. */
    public enum Reason {
        /** The body is longer than the limit; nothing of it was looked at. */
        TOO_LARGE,
        /** A header that the sender always sends is missing. */
        HEADER_MISSING,
        /** A header is there but does not have the sender's form, or is far longer than the sender's. */
        HEADER_MALFORMED,
        /** No signature fits the body under any of the secrets. */
        SIGNATURE_WRONG,
        /** The signature is good, but was made longer ago than the tolerance. */
        TOO_OLD,
        /** The signature is good, but was made in the future by more than the tolerance. */
        FROM_THE_FUTURE,
        /** The signature is good, but the body is not an event as the sender writes them. */
        BODY_MALFORMED,
        /** A test event at a live endpoint, or the other way round. */
        WRONG_MODE,
        /** An event of another account than the endpoint's. */
        WRONG_ACCOUNT
    }
}
