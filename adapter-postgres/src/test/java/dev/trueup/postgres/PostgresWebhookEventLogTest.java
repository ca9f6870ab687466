package dev.trueup.postgres;

import dev.trueup.spi.WebhookEventLog;
import dev.trueup.testkit.contract.WebhookEventLogContract;

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
