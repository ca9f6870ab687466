package dev.trueup.postgres;

import dev.trueup.spi.WebhookEventLog;
import dev.trueup.testkit.contract.WebhookEventLogContract;
import org.junit.jupiter.api.Tag;

@Tag("promise:W18")
class PostgresWebhookEventLogTest extends WebhookEventLogContract {

    private final TestSchema schema = TestSchema.create();

    @Override
    protected WebhookEventLog createLog() {
        return new PostgresWebhookEventLog(schema.postgres());
    }

    @Override
    protected void closeLogs() {
        schema.close();
    }
}
