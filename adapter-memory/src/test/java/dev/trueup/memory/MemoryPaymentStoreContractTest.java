package dev.trueup.memory;

import dev.trueup.spi.PaymentStore;
import dev.trueup.testkit.contract.PaymentStoreContract;
import org.junit.jupiter.api.Tag;

@Tag("promise:R6")
class MemoryPaymentStoreContractTest extends PaymentStoreContract {

    @Override
    protected PaymentStore createStore() {
        return MemoryBillingStore.create();
    }
}
