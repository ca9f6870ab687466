package dev.trueup.postgres;

import dev.trueup.model.WebhookEvent;
import java.sql.Connection;

/** What a kind of event leads to in the host's own tables. Implementations are thread-safe. */
@FunctionalInterface
public interface TransactionalHandler {

    /**
     * Writes the effect of an event.
     *
     * @param event a verified event, of which the caller holds the claim
     * @param connection in the transaction that also notes that the event is done. It is committed when this returns and
     *     rolled back when this throws; whoever tries to do either on it gets an {@code SQLException}. Not to be used
     *     afterwards or by another thread
     * @throws Exception if the effect is not to happen; the event is given back, and its sender asked to send it again
     */
    void handle(WebhookEvent event, Connection connection) throws Exception;
}
