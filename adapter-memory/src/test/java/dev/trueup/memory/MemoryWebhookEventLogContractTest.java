package dev.trueup.memory;

import dev.trueup.spi.WebhookEventLog;
import dev.trueup.testkit.contract.WebhookEventLogContract;

/** The log in memory does what every log does. */
class MemoryWebhookEventLogContractTest extends WebhookEventLogContract {

    @Override
    protected WebhookEventLog createLog() {
        return MemoryWebhookEventLog.create();
    }
}
