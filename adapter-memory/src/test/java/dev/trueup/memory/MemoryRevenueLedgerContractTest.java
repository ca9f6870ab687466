package dev.trueup.memory;

import dev.trueup.testkit.contract.RevenueLedgerContract;
import org.junit.jupiter.api.Tag;

@Tag("promise:M5")
class MemoryRevenueLedgerContractTest extends RevenueLedgerContract {

    @Override
    protected Books createBooks() {
        MemoryBillingStore store = MemoryBillingStore.create();
        return new Books(store, store, store);
    }
}
