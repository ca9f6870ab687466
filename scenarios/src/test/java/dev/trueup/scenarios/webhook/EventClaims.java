package dev.trueup.scenarios.webhook;

import dev.trueup.model.EventKey;
import dev.trueup.postgres.PostgresWebhookDeduplicator;
import dev.trueup.redis.RedisWebhookDeduplicator;
import dev.trueup.scenarios.Tables;
import dev.trueup.spi.ClaimSettings;
import dev.trueup.spi.WebhookDeduplicator;
import dev.trueup.webhook.WebhookReceiver;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.sql.PreparedStatement;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The claims of an instance, and what they let handlers do.
 *
 * @param handlers adds the handler that writes an effect of each event in the transaction of its claim, if there is such
 *     a transaction
 * @param end gives up what was opened
 */
record EventClaims(WebhookDeduplicator deduplicator, UnaryOperator<WebhookReceiver> handlers, Runnable end)
        implements AutoCloseable {

    /** The claims that a wiring names. */
    static EventClaims of(Wiring wiring, RedisClient client, Wrapping wrapping) {
        ClaimSettings settings =
                ClaimSettings.DEFAULT.withNamespace(wiring.account()).withLease(Application.LEASE);
        if (wiring.hasClaimsInPostgres()) {
            Tables tables = wiring.tables().orElseThrow();
            PostgresWebhookDeduplicator claims = new PostgresWebhookDeduplicator(tables.postgres(), settings);
            return new EventClaims(
                    claims,
                    receiver -> receiver.on(
                            "*", claims.transactional(wrapping.effect().apply((event, connection) -> {
                                try (PreparedStatement statement =
                                        connection.prepareStatement("INSERT INTO effects VALUES (?)")) {
                                    statement.setString(1, event.key().id());
                                    statement.execute();
                                }
                            }))),
                    tables::close);
        }
        RedisWebhookDeduplicator claims = RedisWebhookDeduplicator.builder(client, RedisURI.create(wiring.claimsUri()))
                .timeout(wiring.timeout())
                .settings(settings)
                .build();
        return new EventClaims(claims, UnaryOperator.identity(), claims::close);
    }

    /** Where the host counts the effects of events: a row for each effect, however often an event has one. */
    static void createEffects(Tables tables) {
        tables.execute("CREATE TABLE effects (event text NOT NULL)");
    }

    /** How many effects each event had. */
    static Map<String, String> effects(Tables tables) {
        return tables.rows("SELECT event, count(*) FROM effects GROUP BY event");
    }

    boolean reopen(EventKey key) {
        return deduplicator.reopen(key);
    }

    @Override
    public void close() {
        end.run();
    }
}
