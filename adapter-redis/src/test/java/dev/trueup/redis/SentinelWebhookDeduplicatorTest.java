package dev.trueup.redis;

import dev.trueup.spi.ClaimSettings;
import dev.trueup.spi.WebhookDeduplicator;
import dev.trueup.testkit.contract.WebhookDeduplicatorContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;

/** The contract over the master that a sentinel names. */
@Tag("promise:W18")
class SentinelWebhookDeduplicatorTest extends WebhookDeduplicatorContract {

    private static final Deployment REDIS = Deployment.behindSentinel();

    @Override
    protected WebhookDeduplicator createDeduplicator(ClaimSettings settings) {
        return REDIS.deduplicator(settings);
    }

    @Override
    protected void closeDeduplicators() {
        REDIS.closeBuilt();
    }

    @AfterAll
    static void shutDown() {
        REDIS.shutDown();
    }
}
