package dev.trueup.redis;

import dev.trueup.model.EventKey;
import dev.trueup.protocol.Claim;
import dev.trueup.protocol.Claims;
import dev.trueup.spi.ClaimSettings;
import java.time.Duration;
import java.util.Arrays;

/**
 * The steps of the rules of claims, each by one script. Immutable and thread-safe.
 *
 * <p>Owners and fingerprints are only ever compared, so Redis gets digests of them: short, and of one length whatever
 * they are.
 */
record EventScripts(ClaimSettings settings) {

    private static final Script CLAIM = script("claim.lua");
    private static final Script COMPLETE = script("complete.lua");
    private static final Script RELEASE = script("release.lua");
    private static final Script RENEW = script("renew.lua");
    private static final Script REOPEN = script("reopen.lua");

    /** 128 bits: nobody finds another body with the same. */
    private static final int FINGERPRINT = 16;

    /** 64 bits: compared with the few that ever claim one event, and not chosen by strangers. */
    private static final int OWNER = 8;

    /** More than this is the same as for ever, and its microseconds are still a number that Lua can add to the time. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    /** Claims an event. */
    Script.Call claim(EventKey key, String owner, String fingerprint) {
        return on(CLAIM, key)
                .and(digest(owner, OWNER))
                .and(digest(fingerprint, FINGERPRINT))
                .and(micros(settings.lease()))
                .and(settings.maxAttempts())
                .and(digest(Claims.ANY_BODY, FINGERPRINT));
    }

    /** Notes that an event is done. */
    Script.Call complete(Claim claim) {
        return under(claim, COMPLETE);
    }

    /** Gives an event back undone. */
    Script.Call release(Claim claim, Duration retryAfter) {
        return under(claim, RELEASE).and(micros(retryAfter));
    }

    /** Begins the lease anew. */
    Script.Call renew(Claim claim) {
        return under(claim, RENEW).and(micros(settings.lease()));
    }

    /** Lets an event that failed or was given up be claimed at once. */
    Script.Call reopen(EventKey key) {
        return on(REOPEN, key);
    }

    private Script.Call under(Claim claim, Script script) {
        return on(script, claim.key()).and(digest(claim.owner(), OWNER)).and(claim.epoch());
    }

    /** Every script is told first how long to keep what it writes. */
    private Script.Call on(Script script, EventKey key) {
        return script.on(settings.namespace().eventKey(key), (micros(settings.retention()) + 999) / 1000);
    }

    /** Rounded up, because a claim must not end too early. */
    private static long micros(Duration duration) {
        return ((duration.compareTo(LONGEST) < 0 ? duration : LONGEST).toNanos() + 999) / 1000;
    }

    private static byte[] digest(String text, int length) {
        return Arrays.copyOf(Script.digest("SHA-256", text), length);
    }

    private static Script script(String name) {
        return Script.of("common.lua", "event.lua", name);
    }
}
