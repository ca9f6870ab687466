package dev.trueup.memory;

import dev.trueup.spi.BillingStore;
import dev.trueup.testkit.contract.BillingStoreContract;
import org.junit.jupiter.api.Tag;

@Tag("promise:D10")
class MemoryBillingStoreContractTest extends BillingStoreContract {

    @Override
    protected BillingStore createStore() {
        return MemoryBillingStore.create();
    }
}
