package dev.trueup.scenarios.webhook;

import dev.trueup.postgres.TransactionalHandler;
import dev.trueup.spi.BillingDirectory;
import dev.trueup.spi.BillingStore;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.WebhookDeduplicator;
import dev.trueup.spi.WebhookVerifier;
import java.util.function.UnaryOperator;

/** What a scenario wraps around the parts of an instance, to watch them, hold them up, or crash between their steps. */
record Wrapping(
        UnaryOperator<WebhookVerifier> verifier,
        UnaryOperator<WebhookDeduplicator> claims,
        UnaryOperator<CustomerCache> cache,
        UnaryOperator<BillingDirectory> billing,
        UnaryOperator<BillingStore> store,
        UnaryOperator<TransactionalHandler> effect) {

    static final Wrapping NONE = new Wrapping(
            UnaryOperator.identity(),
            UnaryOperator.identity(),
            UnaryOperator.identity(),
            UnaryOperator.identity(),
            UnaryOperator.identity(),
            UnaryOperator.identity());
}
