package dev.trueup.spi;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trueup.model.Lease;
import dev.trueup.model.Source;
import dev.trueup.protocol.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Leases over any store with compare-and-set. */
final class AtomicLeases implements Leases {

    private static final Form FORM = new Form();

    private final AtomicSteps steps;
    private final Namespace namespace;

    AtomicLeases(AtomicStore store, Namespace namespace) {
        this.steps = new AtomicSteps(store, Source.LEASES);
        this.namespace = namespace;
    }

    @Override
    public Optional<Lease> acquire(String task, Duration length) {
        Lease asked = new Lease(task, UUID.randomUUID().toString());
        Duration checked = Leases.requireLength(length);
        boolean taken = take(asked, (held, now) -> isFree(held, now) ? until(asked, now.plus(checked)) : null);
        return taken ? Optional.of(asked) : Optional.empty();
    }

    @Override
    public boolean renew(Lease lease, Duration length) {
        Duration checked = Leases.requireLength(length);
        return take(lease, (held, now) -> isOf(lease, held, now) ? until(lease, now.plus(checked)) : null);
    }

    @Override
    public void release(Lease lease) {
        take(lease, (held, now) -> isOf(lease, held, now) ? until(lease, now) : null);
    }

    private boolean take(Lease lease, Change change) {
        return steps.take(namespace.leaseKey(lease.task()), "lease " + lease.task(), FORM, (held, now) -> {
            Held next = change.of(held, now);
            return new Step<>(next, next != null);
        });
    }

    private static boolean isFree(@Nullable Held held, Instant now) {
        return held == null || !held.until().isAfter(now);
    }

    private static boolean isOf(Lease lease, @Nullable Held held, Instant now) {
        return held != null && !isFree(held, now) && held.owner().equals(lease.owner());
    }

    private static Held until(Lease lease, Instant end) {
        return new Held(lease.owner(), end);
    }

    /** What a lease becomes, {@code null} for no change. */
    private interface Change {
        @Nullable
        Held of(@Nullable Held held, Instant now);
    }

    private record Held(String owner, Instant until) {}

    /** Owner and end in milliseconds, in plain text. */
    private static final class Form implements AtomicSteps.Form<Held> {

        private static final Pattern TEXT = Pattern.compile("([0-9a-f-]{36}) ([0-9]{1,15})");

        @Override
        public @Nullable Held decode(byte[] bytes) {
            var text = TEXT.matcher(new String(bytes, UTF_8));
            return text.matches() ? new Held(text.group(1), Instant.ofEpochMilli(Long.parseLong(text.group(2)))) : null;
        }

        @Override
        public byte[] encode(Held held) {
            return (held.owner() + ' ' + held.until().toEpochMilli()).getBytes(UTF_8);
        }

        @Override
        public Duration retention(Held held, Instant now) {
            Duration left = Duration.between(now, held.until());
            return left.toMillis() < 1 ? Duration.ofMillis(1) : left;
        }
    }
}
