package dev.trueup.hostapp;

import dev.trueup.memory.MemoryBillingStore;
import dev.trueup.memory.MemoryWebhookEventLog;
import dev.trueup.postgres.Postgres;
import dev.trueup.postgres.PostgresBillingStore;
import dev.trueup.postgres.PostgresWebhookEventLog;
import dev.trueup.spi.BillingStore;
import dev.trueup.spi.PaymentStore;
import dev.trueup.spi.RevenueLedger;
import dev.trueup.spi.WebhookEventLog;
import org.jspecify.annotations.Nullable;

/**
 * What lasts: in PostgreSQL, or for want of one in memory.
 *
 * @param customers the lasting copy of the customers
 * @param payments what they pay
 * @param revenue what all of them pay
 * @param eventLog what became of webhooks
 */
record Stored(BillingStore customers, PaymentStore payments, RevenueLedger revenue, WebhookEventLog eventLog) {

    static Stored in(@Nullable Postgres postgres) {
        if (postgres == null) {
            MemoryBillingStore memory = MemoryBillingStore.create();
            return new Stored(memory, memory, memory, MemoryWebhookEventLog.create());
        }
        PostgresBillingStore rows = new PostgresBillingStore(postgres);
        return new Stored(rows, rows, rows, new PostgresWebhookEventLog(postgres));
    }
}
