package dev.trueup.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.protocol.Claim;
import dev.trueup.protocol.ClaimResult;
import dev.trueup.protocol.ClaimState;
import dev.trueup.protocol.ClaimState.Phase;
import dev.trueup.protocol.ClaimVerdict;
import dev.trueup.protocol.Claims;
import dev.trueup.protocol.Step;
import dev.trueup.spi.ClaimSettings;
import dev.trueup.spi.Namespace;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An event under test: what its row has to hold, and random steps that the functions and a statement both take. */
final class SteppedClaim {

    private static final List<Duration> LEASES =
            List.of(Duration.ofMillis(1), Duration.ofMillis(20), Duration.ofHours(1));
    private static final List<Duration> RETENTIONS = List.of(Duration.ofHours(2), Duration.ofDays(30));
    private static final List<String> OWNERS = List.of("owner-a", "owner-b", "owner-c");

    private final EventKey key;
    private final Database database;
    private final UnaryOperator<String> change;
    private final Random random;
    private final Set<String> seen;
    private final List<Claim> granted = new ArrayList<>();

    private @Nullable ClaimState state;
    private Instant keptUntil = Instant.EPOCH;
    private Instant now = Instant.parse("2026-01-31T12:00:00Z");

    SteppedClaim(int number, Database database, UnaryOperator<String> change, Random random, Set<String> seen) {
        this.key = EventKey.of(Source.STRIPE, "evt_" + number);
        this.database = database;
        this.change = change;
        this.random = random;
        this.seen = seen;
    }

    void takeStep(Connection connection) throws SQLException {
        now = later();
        new Sql(database.sql("UPDATE $.test_clock SET now = ?")).time(now).change(connection);
        ClaimSettings settings = new ClaimSettings(
                Namespace.DEFAULT, some(LEASES), some(RETENTIONS), random.nextInt(3) == 0 ? 2 : 1_000_000);
        Claims rules = settings.claims();
        ClaimStatements statements = new ClaimStatements(database, settings, change);
        ClaimState before = now.isBefore(keptUntil) ? state : null;
        Claim claim = someClaim();
        switch (random.nextInt(12)) {
            case 0, 1 -> {
                Step<ClaimState, ClaimVerdict> step = rules.complete(before, claim, now);
                check(verdict(statements.complete(claim), claim, "done", connection), step, before, settings);
            }
            case 2, 3 -> {
                Duration wait = some(LEASES).multipliedBy(random.nextInt(2));
                Step<ClaimState, ClaimVerdict> step = rules.release(before, claim, wait, now);
                check(verdict(statements.release(claim, wait), claim, "failed", connection), step, before, settings);
            }
            case 4 -> {
                Step<ClaimState, ClaimVerdict> step = rules.renew(before, claim, now);
                check(verdict(statements.renew(claim), claim, "processing", connection), step, before, settings);
                extend(step.answer() == ClaimVerdict.OK, settings);
            }
            case 5 -> {
                Step<ClaimState, Boolean> step = rules.reopen(before, now);
                boolean open = statements
                        .reopen(key)
                        .one(connection, ClaimRow::read)
                        .map(ClaimRow::isOpen)
                        .orElse(true);
                check(open, step, before, settings);
                extend(step.answer() && before != null, settings);
            }
            case 6 -> {
                boolean takes = before != null
                        && before.epoch() == claim.epoch()
                        && before.owner().equals(claim.owner())
                        && (before.phase() == Phase.PROCESSING || before.phase() == Phase.DEAD);
                @Nullable
                ClaimState next = takes ? rules.complete(before, claim, now).next() : before;
                check(statements.take(claim).change(connection) == 1, new Step<>(next, takes), before, settings);
            }
            default -> {
                String owner = some(OWNERS);
                String body = random.nextInt(12) == 0 ? "body-2" : random.nextInt(12) == 0 ? Claims.ANY_BODY : "body-1";
                Step<ClaimState, ClaimResult> step = rules.claim(before, key, owner, body, now);
                ClaimResult result = statements
                        .claim(key, owner, body)
                        .one(connection, ClaimRow::read)
                        .orElseThrow()
                        .claimed(key, owner, body);
                if (step.answer() instanceof ClaimResult.Claimed claimed) {
                    granted.add(claimed.claim());
                }
                check(result, step, before, settings);
            }
        }
        assertThat(stored(connection)).as("row of %s at %s", key, now).isEqualTo(expected());
    }

    private static ClaimVerdict verdictOf(Optional<ClaimRow> row, Claim claim, String wanted) {
        return row.map(it -> it.verdict(claim, wanted)).orElse(ClaimVerdict.FENCED);
    }

    private static ClaimVerdict verdict(Sql sql, Claim claim, String wanted, Connection connection)
            throws SQLException {
        return verdictOf(sql.one(connection, ClaimRow::read), claim, wanted);
    }

    private <A> void check(A answer, Step<ClaimState, A> step, @Nullable ClaimState before, ClaimSettings settings) {
        assertThat(answer).as("%s at %s from %s", key, now, before).isEqualTo(step.answer());
        boolean word = answer instanceof ClaimVerdict || answer instanceof Boolean;
        seen.add(word ? answer.toString() : answer.getClass().getSimpleName());
        if (step.next() != null && !step.next().equals(before)) {
            state = step.next();
            keptUntil = now.plus(settings.retention());
        }
    }

    /** A state may by chance be followed by an equal one, which is written none the less. */
    private void extend(boolean written, ClaimSettings settings) {
        if (written) {
            keptUntil = now.plus(settings.retention());
        }
    }

    private String expected() {
        ClaimState it = state;
        return it == null
                ? "nothing"
                : String.join(
                        " ",
                        it.phase().name().toLowerCase(Locale.ROOT),
                        Long.toString(it.epoch()),
                        Integer.toString(it.attempts()),
                        it.owner(),
                        it.fingerprint(),
                        it.until().toString(),
                        keptUntil.toString());
    }

    private String stored(Connection connection) throws SQLException {
        return new Sql(database.sql("SELECT * FROM $.webhook_claims WHERE id = ?"))
                .text(key.id())
                .one(
                        connection,
                        row -> String.join(
                                " ",
                                row.getString("phase"),
                                row.getString("epoch"),
                                row.getString("attempts"),
                                row.getString("owner"),
                                row.getString("fingerprint"),
                                row.getObject("until", OffsetDateTime.class)
                                        .toInstant()
                                        .toString(),
                                row.getObject("kept_until", OffsetDateTime.class)
                                        .toInstant()
                                        .toString()))
                .orElse("nothing");
    }

    /** Often the very end of a lease, a wait or the retention, or right beside it. */
    private Instant later() {
        Instant least = now.plus(1, ChronoUnit.MICROS);
        Instant next = now.plus(1 + random.nextInt(2_000), ChronoUnit.MICROS);
        if (state != null && random.nextInt(2) == 0) {
            Instant end = random.nextInt(6) == 0 ? keptUntil : state.until();
            next = end.plus(random.nextInt(3) - 1, ChronoUnit.MICROS);
        }
        return next.isAfter(least) ? next : least;
    }

    /** Most often the last one that was granted, else an older one, or one that never was. */
    private Claim someClaim() {
        Claim claim = granted.isEmpty()
                ? new Claim(key, some(OWNERS), 1, Duration.ZERO)
                : granted.get(Math.max(0, granted.size() - 1 - random.nextInt(2)));
        return switch (random.nextInt(8)) {
            case 0 -> new Claim(key, some(OWNERS), claim.epoch(), claim.lease());
            case 1 -> new Claim(key, claim.owner(), claim.epoch() + random.nextInt(3) - 1, claim.lease());
            default -> claim;
        };
    }

    private <T> T some(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
