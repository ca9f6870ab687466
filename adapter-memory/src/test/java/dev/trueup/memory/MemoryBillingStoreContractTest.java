package dev.trueup.memory;

import dev.trueup.spi.BillingStore;
import dev.trueup.testkit.contract.BillingStoreContract;

class MemoryBillingStoreContractTest extends BillingStoreContract {

    @Override
    protected BillingStore createStore() {
        return MemoryBillingStore.create();
    }
}
