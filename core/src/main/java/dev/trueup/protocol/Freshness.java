package dev.trueup.protocol;

import dev.trueup.model.UserId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The rules by which a slow reader never overwrites a newer one: pure functions from state, request and the store's
 * time to the next state and the answer. Immutable and thread-safe.
 *
 * <p>The promise: if every change upstream is followed by a sync that begins after it and finishes, then the record put
 * last shows that change or a later one. A store keeps the promise by carrying out each step atomically per user and by
 * keeping each state at least {@link #retention} long.
 *
 * @param maxTicketAge how old a ticket may be when its finding is put; positive. It has to exceed the longest read of
 *     the upstream, retries included, and bounds for how long a state must be remembered
 */
public record Freshness(Duration maxTicketAge) {

    /** An hour: longer than a rebuild of a million customers, whose one ticket is as old as the run. */
    public static final Duration DEFAULT_MAX_TICKET_AGE = Duration.ofHours(1);

    /**
     * Checks the age.
     *
     * @throws IllegalArgumentException if the age is not positive
     */
    public Freshness {
        if (maxTicketAge.isNegative() || maxTicketAge.isZero()) {
            throw new IllegalArgumentException("maxTicketAge must be positive but is " + maxTicketAge);
        }
    }

    /**
     * Takes a ticket.
     *
     * @param state what the store keeps for the user, {@code null} if nothing
     * @param user whose record it is
     * @param now the store's time
     * @param newIncarnation a name never used before, for the case that the store keeps nothing
     */
    public Step<FreshnessState, Ticket> ticket(
            @Nullable FreshnessState state, UserId user, Instant now, String newIncarnation) {
        long last = state == null ? 0 : state.lastTicket();
        // The time keeps the numbers growing when the count is lost, the count when the clock stands or goes back.
        long number = Math.max(last + 1, micros(now));
        String incarnation = state == null ? newIncarnation : state.incarnation();
        // An expired finding is dropped here, because taking a ticket prolongs the life of the key.
        boolean live = state != null && now.isBefore(state.expiresAt());
        FreshnessState next = new FreshnessState(
                incarnation,
                number,
                state == null ? 0 : state.appliedTicket(),
                state != null && live ? state.finding() : Finding.nothing(),
                state != null && live ? state.expiresAt() : Instant.EPOCH);
        return new Step<>(next, new Ticket(user, Ticket.Scope.RECORD, incarnation, number));
    }

    /**
     * Puts a finding, if no sync that began later has put.
     *
     * @param state what the store keeps for the user, {@code null} if nothing
     * @param ticket the ticket that was taken before the upstream was read
     * @param finding what was read
     * @param timeToLive how long the finding may be served; positive
     * @param now the store's time
     * @param cacheIncarnation the present life of the whole cache, with which page tickets are compared
     * @param newIncarnation a name never used before, for the case that the store keeps nothing
     */
    public Step<FreshnessState, PutResult> put(
            @Nullable FreshnessState state,
            Ticket ticket,
            Finding finding,
            Duration timeToLive,
            Instant now,
            String cacheIncarnation,
            String newIncarnation) {
        boolean ofPage = ticket.scope() == Ticket.Scope.CACHE;
        String present = ofPage ? cacheIncarnation : state == null ? null : state.incarnation();
        if (!ticket.incarnation().equals(present)) {
            return new Step<>(state, PutResult.LOST);
        }
        if (micros(now) - ticket.number() > maxTicketAge.toNanos() / 1000) {
            return new Step<>(state, PutResult.TOO_OLD);
        }
        if (state != null && ticket.number() <= state.appliedTicket()) {
            return new Step<>(state, PutResult.STALE);
        }
        FreshnessState next = new FreshnessState(
                state == null ? newIncarnation : state.incarnation(),
                Math.max(ticket.number(), state == null ? 0 : state.lastTicket()),
                ticket.number(),
                finding,
                now.plus(timeToLive));
        return new Step<>(next, PutResult.OK);
    }

    /**
     * Takes a ticket for a page.
     *
     * @param cacheIncarnation the present life of the whole cache
     * @param now the store's time
     */
    public PageTicket pageTicket(String cacheIncarnation, Instant now) {
        // A sync that begins within the same microsecond counts as the later one, and has to be the higher one.
        return new PageTicket(cacheIncarnation, micros(now) - 1);
    }

    /**
     * How long a store must keep a state from the step that made it: while its finding may be served, and longer than
     * any ticket that was taken before it can still be put. Deleted customers' tombstones are kept by the same rule.
     *
     * @param state a state just made
     * @param now the store's time of that step
     */
    public Duration retention(FreshnessState state, Instant now) {
        Duration served = Duration.between(now, state.expiresAt());
        Duration remembered = maxTicketAge.multipliedBy(2);
        return served.compareTo(remembered) > 0 ? served : remembered;
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }
}
