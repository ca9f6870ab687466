package dev.trueup.scenarios.webhook;

/** The places between the steps of the protocol at which something can go wrong. */
enum Point {
    BEFORE_CLAIM,
    AFTER_CLAIM,
    BEFORE_TICKET,
    AFTER_TICKET,
    BEFORE_READ,
    AFTER_READ,
    BEFORE_PUT,
    AFTER_PUT,
    BEFORE_STORE,
    AFTER_STORE,
    /** Within the transaction of a handler that shares it with the claim. */
    BEFORE_EFFECT,
    AFTER_EFFECT,
    BEFORE_COMPLETE,
    AFTER_COMPLETE,
    BEFORE_RELEASE,
    AFTER_RELEASE
}
