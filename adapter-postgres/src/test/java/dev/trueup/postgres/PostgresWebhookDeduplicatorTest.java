package dev.trueup.postgres;

import dev.trueup.spi.ClaimSettings;
import dev.trueup.spi.WebhookDeduplicator;
import dev.trueup.testkit.contract.WebhookDeduplicatorContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;

@Tag("promise:W18")
class PostgresWebhookDeduplicatorTest extends WebhookDeduplicatorContract {

    private static final TestSchema SCHEMA = TestSchema.create();

    @Override
    protected WebhookDeduplicator createDeduplicator(ClaimSettings settings) {
        return new PostgresWebhookDeduplicator(SCHEMA.postgres(), settings);
    }

    @AfterAll
    static void closeSchema() {
        SCHEMA.close();
    }
}
