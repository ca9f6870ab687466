package dev.trueup.memory;

import dev.trueup.spi.WebhookEventLog;
import dev.trueup.testkit.contract.WebhookEventLogContract;
import org.junit.jupiter.api.Tag;

/** The log in memory does what every log does. */
@Tag("promise:W18")
class MemoryWebhookEventLogContractTest extends WebhookEventLogContract {

    @Override
    protected WebhookEventLog createLog() {
        return MemoryWebhookEventLog.create();
    }
}
