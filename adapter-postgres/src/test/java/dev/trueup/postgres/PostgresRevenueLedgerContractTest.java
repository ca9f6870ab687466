package dev.trueup.postgres;

import dev.trueup.testkit.contract.RevenueLedgerContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

@Tag("promise:M5")
class PostgresRevenueLedgerContractTest extends RevenueLedgerContract {

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
    protected Books createBooks() throws Exception {
        PostgresBillingStore store = database.emptyStore();
        return new Books(store, store, store);
    }
}
