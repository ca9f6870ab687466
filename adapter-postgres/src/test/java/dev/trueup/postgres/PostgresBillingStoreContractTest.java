package dev.trueup.postgres;

import dev.trueup.spi.BillingStore;
import dev.trueup.testkit.contract.BillingStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

@Tag("promise:D10")
class PostgresBillingStoreContractTest extends BillingStoreContract {

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
    protected BillingStore createStore() throws Exception {
        return database.emptyStore();
    }
}
