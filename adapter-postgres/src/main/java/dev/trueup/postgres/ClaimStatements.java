package dev.trueup.postgres;

import dev.trueup.model.EventKey;
import dev.trueup.protocol.Claim;
import dev.trueup.spi.ClaimSettings;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * The steps of the rules of claims, each as one statement that takes the row's lock, decides by one look at the clock
 * after that, and answers what the row holds from then on. Every answer follows from that. Immutable and thread-safe.
 *
 * @param database where the rows are
 * @param settings namespace, lease, retention and maximum of attempts
 * @param last the last change to the text of a statement: none, except by tests that have a clock of their own
 */
record ClaimStatements(Database database, ClaimSettings settings, UnaryOperator<String> last) {

    private static final String MICROSECONDS = "* interval '1 microsecond'";
    private static final String KEY = "WHERE (account, live, provider, connected_account, id) = (?, ?, ?, ?, ?)";

    private static final String CLAIM = """
            INSERT INTO $.webhook_claims AS c (account, live, provider, connected_account, id,
                phase, epoch, attempts, owner, fingerprint, until, asked_at, kept_until)
            SELECT ?, ?, ?, ?, ?, 'processing', 1, 1, ?, ?, now + ? #us, now, now + ? #us
                FROM (SELECT clock_timestamp() AS now OFFSET 0) AS time
            ON CONFLICT (account, live, provider, connected_account, id) DO UPDATE
            SET (phase, epoch, attempts, owner, fingerprint, until, asked_at, kept_until) = (
                SELECT CASE step WHEN 'keep' THEN c.phase WHEN 'give up' THEN 'dead' ELSE 'processing' END,
                    CASE step WHEN 'begin' THEN 1 WHEN 'again' THEN c.epoch + 1 ELSE c.epoch END,
                    CASE step WHEN 'begin' THEN 1 WHEN 'again' THEN c.attempts + 1 ELSE c.attempts END,
                    CASE WHEN step IN ('begin', 'again') THEN excluded.owner ELSE c.owner END,
                    CASE WHEN step = 'begin' OR step = 'again' AND excluded.fingerprint <> 'any'
                        THEN excluded.fingerprint ELSE c.fingerprint END,
                    CASE step WHEN 'keep' THEN c.until WHEN 'give up' THEN now ELSE now + ? #us END,
                    now,
                    CASE step WHEN 'keep' THEN c.kept_until ELSE now + ? #us END
                FROM (SELECT clock_timestamp() AS now OFFSET 0) AS time, LATERAL (SELECT CASE
                    WHEN c.kept_until <= now THEN 'begin'
                    WHEN c.fingerprint <> excluded.fingerprint AND 'any' NOT IN (c.fingerprint, excluded.fingerprint)
                        THEN 'keep'
                    WHEN c.phase IN ('done', 'dead') THEN 'keep'
                    WHEN now < c.until THEN 'keep'
                    WHEN c.attempts >= ? THEN 'give up'
                    ELSE 'again' END AS step) AS chosen)
            RETURNING phase, epoch, owner, fingerprint, TRUE AS known, #left
            """;

    /** Changes what a claim holds, if it is in one of the phases named. */
    private static final String UNDER_CLAIM = """
            UPDATE $.webhook_claims AS c SET (phase, until, asked_at, kept_until) = (
                SELECT CASE WHEN takes THEN #phase ELSE c.phase END,
                    CASE WHEN takes THEN now + ? #us ELSE c.until END,
                    now,
                    CASE WHEN takes THEN now + ? #us ELSE c.kept_until END
                FROM (SELECT clock_timestamp() AS now OFFSET 0) AS time, LATERAL (
                    SELECT now < c.kept_until AND c.owner = ? AND c.epoch = ? AND c.phase IN #from AS takes) AS chosen)
            #key RETURNING phase, epoch, owner, fingerprint, asked_at < kept_until AS known, #left
            """;

    private static final String COMPLETE = moving("'done'", "('processing', 'dead')");
    private static final String RELEASE = moving("'failed'", "('processing')");
    private static final String RENEW = moving("'processing'", "('processing')");

    private static final String REOPEN = """
            UPDATE $.webhook_claims AS c SET (phase, attempts, until, asked_at, kept_until) = (
                SELECT CASE WHEN takes THEN 'failed' ELSE c.phase END,
                    CASE WHEN takes THEN 0 ELSE c.attempts END,
                    CASE WHEN takes THEN now ELSE c.until END,
                    now,
                    CASE WHEN takes THEN now + ? #us ELSE c.kept_until END
                FROM (SELECT clock_timestamp() AS now OFFSET 0) AS time, LATERAL (
                    SELECT now < c.kept_until AND c.phase <> 'done'
                        AND NOT (c.phase = 'processing' AND now < c.until) AS takes) AS chosen)
            #key RETURNING phase, epoch, owner, fingerprint, asked_at < kept_until AS known, #left
            """;

    /** Unlike completing, it does nothing when the event is done already. */
    private static final String TAKE = """
            UPDATE $.webhook_claims SET phase = 'done', until = clock_timestamp(), asked_at = clock_timestamp(), kept_until = clock_timestamp() + ? #us
            #key AND owner = ? AND epoch = ? AND phase IN ('processing', 'dead') AND clock_timestamp() < kept_until
            """;

    private static final String CLEAR = """
            DELETE FROM $.webhook_claims WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM $.webhook_claims WHERE account = ? AND live = ? AND kept_until <= clock_timestamp()
                ORDER BY kept_until LIMIT %d FOR UPDATE SKIP LOCKED))
            """.formatted(Database.BATCH);

    Sql claim(EventKey key, String owner, String fingerprint) {
        return query(CLAIM)
                .in(settings.namespace())
                .event(key)
                .text(owner)
                .text(fingerprint)
                .length(settings.lease())
                .length(settings.retention())
                .length(settings.lease())
                .length(settings.retention())
                .number(settings.maxAttempts());
    }

    Sql complete(Claim claim) {
        return under(claim, COMPLETE, Duration.ZERO);
    }

    Sql release(Claim claim, Duration retryAfter) {
        return under(claim, RELEASE, retryAfter);
    }

    Sql renew(Claim claim) {
        return under(claim, RENEW, settings.lease());
    }

    Sql reopen(EventKey key) {
        return query(REOPEN)
                .length(settings.retention())
                .in(settings.namespace())
                .event(key);
    }

    /** Completes what is not done yet; changes one row or none. */
    Sql take(Claim claim) {
        return query(TAKE)
                .length(settings.retention())
                .in(settings.namespace())
                .event(claim.key())
                .text(claim.owner())
                .number(claim.epoch());
    }

    Sql clear() {
        return query(CLEAR).in(settings.namespace());
    }

    private Sql under(Claim claim, String statement, Duration until) {
        return query(statement)
                .length(until)
                .length(settings.retention())
                .text(claim.owner())
                .number(claim.epoch())
                .in(settings.namespace())
                .event(claim.key());
    }

    private static String moving(String phase, String from) {
        return UNDER_CLAIM.replace("#phase", phase).replace("#from", from);
    }

    /** What is left is told by a later look at the clock: waiting for a lock must not make a claim look longer. */
    private Sql query(String statement) {
        return new Sql(last.apply(database.sql(statement)
                .replace("#left", "(extract(epoch FROM until - clock_timestamp()) * 1000000)::bigint AS micros_left")
                .replace("#key", KEY)
                .replace("#us", MICROSECONDS)));
    }
}
