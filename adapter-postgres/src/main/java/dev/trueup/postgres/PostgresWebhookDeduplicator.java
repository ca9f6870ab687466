package dev.trueup.postgres;

import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.WebhookEvent;
import dev.trueup.protocol.Claim;
import dev.trueup.protocol.ClaimResult;
import dev.trueup.protocol.ClaimVerdict;
import dev.trueup.protocol.Claims;
import dev.trueup.spi.ClaimSettings;
import dev.trueup.spi.WebhookDeduplicator;
import dev.trueup.spi.WebhookHandler;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * The claims of webhook events in PostgreSQL. Every step is one statement on one row, and the time is the database's
 * own. Thread-safe; nothing to close.
 *
 * <p>A step that is not answered in time fails with {@link SourceUnavailableException} of {@code Source.CLAIMS}; it may
 * be carried out later all the same, and repeating it is safe.
 *
 * <p>Rows stay until {@link #prune} deletes those whose retention is over, which count as none already.
 */
public final class PostgresWebhookDeduplicator implements WebhookDeduplicator {

    private final Database database;
    private final ClaimStatements statements;
    private final GrantedClaims granted = new GrantedClaims();

    /** With {@link ClaimSettings#DEFAULT} in the namespace of the schema. */
    public PostgresWebhookDeduplicator(Postgres postgres) {
        this(postgres, ClaimSettings.DEFAULT.withNamespace(postgres.namespace()));
    }

    /**
     * With settings of one's own.
     *
     * @param postgres the schema
     * @param settings lease, retention and maximum of attempts; also the account and mode, whatever the schema's are
     */
    public PostgresWebhookDeduplicator(Postgres postgres, ClaimSettings settings) {
        this.database = postgres.database();
        this.statements = new ClaimStatements(database, settings, UnaryOperator.identity());
    }

    @Override
    public ClaimResult claim(EventKey key, String owner, String fingerprint) {
        Sql step = statements.claim(
                key, Claims.requireToken("owner", owner), Claims.requireToken("fingerprint", fingerprint));
        ClaimResult result = database.each(
                        Source.CLAIMS, "claim " + key, connection -> step.one(connection, ClaimRow::read))
                .orElseThrow()
                .claimed(key, owner, fingerprint);
        if (result instanceof ClaimResult.Claimed claimed) {
            granted.begun(claimed.claim());
        }
        return result;
    }

    @Override
    public ClaimVerdict complete(Claim claim) {
        ClaimVerdict verdict = verdict("complete", claim, "done", statements.complete(claim));
        granted.ended(claim);
        return verdict;
    }

    @Override
    public ClaimVerdict release(Claim claim, Duration retryAfter) {
        if (retryAfter.isNegative()) {
            throw new IllegalArgumentException("retryAfter must not be negative but is " + retryAfter);
        }
        granted.ended(claim);
        return verdict("release", claim, "failed", statements.release(claim, retryAfter));
    }

    @Override
    public ClaimVerdict renew(Claim claim) {
        ClaimVerdict verdict = verdict("renew", claim, "processing", statements.renew(claim));
        if (verdict == ClaimVerdict.OK) {
            granted.renewed(claim);
        }
        return verdict;
    }

    @Override
    public boolean reopen(EventKey key) {
        Sql step = statements.reopen(key);
        return database.each(Source.CLAIMS, "reopen " + key, connection -> step.one(connection, ClaimRow::read))
                .map(ClaimRow::isOpen)
                .orElse(true);
    }

    /**
     * A handler whose writes to this database happen exactly once for each event, because they are committed together
     * with the note that the event is done: after a crash there are both or neither.
     *
     * <p>Register it as the last handler of its types, and at most one for each type: once it has returned the event is
     * done, and is not worked on again if a later handler fails. While it runs it holds the lock of the event's row, so
     * that others who ask for the event wait, at most for their timeout; the timeout of the schema also bounds each of its
     * statements. What it does outside of the connection can happen more than once, or without the writes.
     *
     * @param handler writes the effect over the connection that it is given
     * @return a handler for a receiver that claims with this very instance. It throws {@code IllegalStateException} if this
     *     instance has not claimed the event, or no longer holds it; and {@link SourceUnavailableException} if the
     *     database is away, after which nobody knows whether the writes and the note were committed, but the next claim
     *     of the event does
     */
    public WebhookHandler transactional(TransactionalHandler handler) {
        return event -> handleOnce(event, handler);
    }

    /**
     * Deletes the claims of this account and mode whose retention is over, five hundred at a time; each such step is
     * bounded by the timeout. To be called now and then, by any number of instances.
     *
     * @return how many were deleted
     * @throws SourceUnavailableException if the database is away; what was deleted until then stays deleted
     */
    public long prune() {
        return database.clear(
                Source.CLAIMS, "prune claims", connection -> statements.clear().change(connection));
    }

    private void handleOnce(WebhookEvent event, TransactionalHandler handler) throws Exception {
        EventKey key = event.key();
        Claim claim = granted.find(key)
                .orElseThrow(() -> new IllegalStateException("event " + key + " is not claimed by this instance"));
        database.together(
                Source.CLAIMS,
                "handle " + key + " in one transaction",
                connection -> {
                    if (statements.take(claim).change(connection) == 0) {
                        throw new IllegalStateException("event " + key + " is no longer held or done already");
                    }
                    return true;
                },
                connection -> handler.handle(event, GuardedConnection.of(connection)));
    }

    private ClaimVerdict verdict(String verb, Claim claim, String wanted, Sql step) {
        return database.each(
                        Source.CLAIMS, verb + " " + claim.key(), connection -> step.one(connection, ClaimRow::read))
                .map(row -> row.verdict(claim, wanted))
                .orElse(ClaimVerdict.FENCED);
    }
}
