package dev.trueup.postgres;

import dev.trueup.spi.Leases;
import dev.trueup.spi.Namespace;
import dev.trueup.testkit.contract.LeasesContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;

@Tag("promise:D10")
class PostgresLeasesTest extends LeasesContract {

    private static final TestSchema SCHEMA = TestSchema.create();

    @Override
    protected Leases createLeases(Namespace namespace) {
        return new PostgresLeases(SCHEMA.postgres(namespace));
    }

    @AfterAll
    static void closeSchema() {
        SCHEMA.close();
    }
}
