package dev.trueup.postgres;

import dev.trueup.spi.PaymentStore;
import dev.trueup.testkit.contract.PaymentStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

@Tag("promise:R6")
class PostgresPaymentStoreContractTest extends PaymentStoreContract {

    private static BillingDatabase database;

    @BeforeAll
    static void open() {
        database = new BillingDatabase();
    }

    @AfterAll
    static void drop() throws Exception {
        database.close();
    }

    @Override
    protected PaymentStore createStore() throws Exception {
        return database.emptyStore();
    }
}
