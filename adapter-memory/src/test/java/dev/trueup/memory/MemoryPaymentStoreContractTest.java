package dev.trueup.memory;

import dev.trueup.spi.PaymentStore;
import dev.trueup.testkit.contract.PaymentStoreContract;

class MemoryPaymentStoreContractTest extends PaymentStoreContract {

    @Override
    protected PaymentStore createStore() {
        return MemoryBillingStore.create();
    }
}
