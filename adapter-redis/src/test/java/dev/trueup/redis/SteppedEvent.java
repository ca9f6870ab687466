package dev.trueup.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.protocol.Claim;
import dev.trueup.protocol.ClaimResult;
import dev.trueup.protocol.ClaimState;
import dev.trueup.protocol.Claims;
import dev.trueup.protocol.Step;
import dev.trueup.spi.ClaimSettings;
import dev.trueup.spi.Namespace;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An event under test: what Redis has to hold of it, and random steps that the functions and a script both take. */
final class SteppedEvent {

    private static final List<Duration> LEASES =
            List.of(Duration.ofMillis(1), Duration.ofMillis(20), Duration.ofHours(1));
    private static final List<Duration> RETENTIONS = List.of(Duration.ofHours(2), Duration.ofDays(30));
    private static final List<String> OWNERS = List.of("owner-a", "owner-b", "owner-c");

    final String key;

    private final Random random;
    private final Namespace namespace;
    private final EventKey event;
    private final List<Claim> claims = new ArrayList<>();
    private final Set<String> seen;

    /** What Redis holds, as the functions have it. */
    private @Nullable ClaimState state;

    /** What Redis holds, as bytes; {@code null} if nothing, or something that is not a string. */
    private byte @Nullable [] value;

    /** How long Redis keeps it; {@code null} if it is not to end. */
    private @Nullable Duration kept;

    private Instant now = Instant.EPOCH.plus(50 * 365, ChronoUnit.DAYS);
    private Duration retention = Duration.ZERO;
    private boolean rewrites;
    private Function function = (before, at) -> new Step<>(before, "");

    SteppedEvent(int number, Namespace namespace, Random random, Set<String> seen) {
        this.random = random;
        this.namespace = namespace;
        this.seen = seen;
        event = EventKey.of(Source.STRIPE, "evt_" + number);
        key = namespace.eventKey(event);
    }

    /** A step as the functions take it; the answer is in the words of the scripts. */
    private interface Function {
        Step<ClaimState, String> apply(@Nullable ClaimState before, Instant at);
    }

    /** Somebody else has written this, or deleted it; it has no end. */
    void found(byte @Nullable [] bytes, @Nullable ClaimState readAs) {
        value = bytes;
        state = readAs;
        kept = null;
    }

    @Nullable
    ClaimState state() {
        return state;
    }

    String someOwner() {
        return OWNERS.get(random.nextInt(OWNERS.size()));
    }

    /** A later time than before: often the very end of a lease or a wait, or right beside it. */
    Instant later() {
        Instant next = now.plus(1 + random.nextInt(2_000), ChronoUnit.MICROS);
        if (state != null && random.nextInt(2) == 0) {
            next = state.until().plus(random.nextInt(3) - 1, ChronoUnit.MICROS);
        }
        Instant least = now.plus(1, ChronoUnit.MICROS);
        return next.isAfter(least) && next.isBefore(now.plus(1, ChronoUnit.DAYS)) ? next : least;
    }

    /** Chooses a step, for the functions to take later; tells the script that is to take it. */
    Script.Call chooseStep() {
        Duration lease = LEASES.get(random.nextInt(LEASES.size()));
        int attempts = random.nextInt(3) == 0 ? 2 : 1_000_000;
        retention = RETENTIONS.get(random.nextInt(RETENTIONS.size()));
        Claims rules = new Claims(lease, attempts);
        EventScripts scripts = new EventScripts(new ClaimSettings(namespace, lease, retention, attempts));
        Claim claim = someClaim();
        rewrites = false;
        switch (random.nextInt(12)) {
            case 0, 1 -> {
                function = (before, at) -> worded("complete", rules.complete(before, claim, at));
                return scripts.complete(claim);
            }
            case 2, 3 -> {
                Duration wait = LEASES.get(random.nextInt(LEASES.size())).multipliedBy(random.nextInt(2));
                function = (before, at) -> worded("release", rules.release(before, claim, wait, at));
                return scripts.release(claim, wait);
            }
            case 4 -> {
                function = (before, at) -> rewriting("OK", worded("renew", rules.renew(before, claim, at)));
                return scripts.renew(claim);
            }
            case 5 -> {
                function = (before, at) -> {
                    Step<ClaimState, Boolean> step = rules.reopen(before, at);
                    return rewriting(
                            "OPEN", worded("reopen", new Step<>(step.next(), step.answer() ? "OPEN" : "SHUT")));
                };
                return scripts.reopen(event);
            }
            default -> {
                String owner = someOwner();
                String fingerprint = someBody();
                function = (before, at) -> claimed(rules.claim(before, event, owner, fingerprint, at));
                return scripts.claim(event, owner, fingerprint);
            }
        }
    }

    private String someBody() {
        return switch (random.nextInt(12)) {
            case 0 -> "body-2";
            case 1 -> Claims.ANY_BODY;
            default -> "body-1";
        };
    }

    /** Takes the step that the script has taken at this time. */
    void follow(Reply reply) {
        now = Instant.EPOCH.plus(reply.micros(), ChronoUnit.MICROS);
        ClaimState before = state;
        Step<ClaimState, String> step = function.apply(before, now);
        assertThat(reply.words()).as("%s at %s from %s", key, now, before).isEqualTo(step.answer());
        state = step.next();
        if (state != null && (rewrites || !state.equals(before))) {
            value = StoredEvent.of(state);
            kept = retention;
        }
    }

    void assertIsStoredAs(byte @Nullable [] found, long millisLeft) {
        assertThat(found).as("value of %s", key).isEqualTo(value);
        if (kept == null) {
            assertThat(millisLeft).as("life of %s", key).isNegative();
        } else {
            assertThat(millisLeft)
                    .as("life of %s", key)
                    .isBetween(kept.minusMinutes(5).toMillis(), kept.toMillis());
        }
    }

    /** Most often the last one that was granted, else an older one, or one that never was. */
    private Claim someClaim() {
        Claim granted = claims.isEmpty()
                ? new Claim(event, someOwner(), 1, Duration.ZERO)
                : claims.get(Math.max(0, claims.size() - 1 - random.nextInt(2)));
        return switch (random.nextInt(8)) {
            case 0 -> new Claim(event, someOwner(), granted.epoch(), granted.lease());
            case 1 -> new Claim(event, granted.owner(), granted.epoch() + random.nextInt(3) - 1, granted.lease());
            default -> granted;
        };
    }

    private Step<ClaimState, String> claimed(Step<ClaimState, ClaimResult> step) {
        ClaimResult result = step.answer();
        if (result instanceof ClaimResult.Claimed granted) {
            claims.add(granted.claim());
        }
        String details = "";
        if (result instanceof ClaimResult.Claimed granted) {
            details =
                    " " + granted.claim().epoch() + " " + micros(granted.claim().lease());
        } else if (result instanceof ClaimResult.Busy busy) {
            details = " " + micros(busy.retryAfter());
        } else if (result instanceof ClaimResult.Dead dead) {
            details = " " + dead.epoch();
        }
        String word = result.getClass().getSimpleName().toUpperCase(Locale.ROOT);
        seen.add("claim " + word);
        return new Step<>(step.next(), word + details);
    }

    /** A state may by chance be followed by an equal one, which is written none the less. */
    private Step<ClaimState, String> rewriting(String word, Step<ClaimState, String> step) {
        rewrites = step.answer().equals(word);
        return step;
    }

    private Step<ClaimState, String> worded(String verb, Step<ClaimState, ?> step) {
        seen.add(verb + " " + step.answer());
        return new Step<>(step.next(), step.answer().toString());
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }
}
